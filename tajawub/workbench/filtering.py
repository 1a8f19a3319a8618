"""The sheet of all filters: each with its choices, and how many cases each choice would give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tajawub.agencies.models import Account, Agency
from tajawub.cases import queue
from tajawub.cases.filters import AGES, CHOICES, Filters
from tajawub.ui import words
from tajawub.workbench.address import Address
from tajawub.workbench.chosen import older_than

MOST_ACCOUNTS: Final = 200
_LAST: Final = frozenset({"nothing owed"})  # after those that are about somebody who asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a filter. `own`: its word is somebody's name, in its own direction."""

    value: str
    word: str | Promise
    chosen: bool
    number: int | None = None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A filter: the field it is sent in, and whether several of its choices can be set."""

    field: str
    name: str | Promise
    options: Sequence[Option]
    several: bool = True


def facets(address: Address) -> list[Facet]:
    """Every filter that has something to choose for this person."""
    filters = address.filters
    numbers = queue.facets(filters)
    found = [
        _agencies(address), _accounts(address, numbers["account"]),
        _labels("standing", filters.standings, numbers), _labels("act", filters.acts, numbers),
        _labels("scope", filters.scopes, numbers), _urgent(filters, numbers["urgent"]),
        _labels("language", filters.languages, numbers), _ages(filters), _order(filters),
    ]  # fmt: skip
    return [facet for facet in found if len(facet.options) > 1]


def _agencies(address: Address) -> Facet:
    known = Agency.objects.in_bulk(address.visible) if len(address.visible) > 1 else {}
    chosen = set(address.filters.agencies) if address.filters.agencies != address.visible else set()
    options = [
        Option(value=str(pk), word=agency.name, chosen=pk in chosen, own=True)
        for pk, agency in known.items()
    ]
    options.sort(key=lambda option: str(option.word))
    return Facet(field="agency", name=_("Agency"), options=options)


def _accounts(address: Address, numbers: Mapping[object, int]) -> Facet:
    filters = address.filters
    found = list(Account.objects.filter(agency__in=filters.agencies)[:MOST_ACCOUNTS])
    found.sort(key=lambda account: (-numbers.get(account.pk, 0), account.handle))
    options = [
        Option(
            value=str(account.pk), word=f"@{account.handle}", number=numbers.get(account.pk, 0),
            chosen=account.pk in filters.accounts, own=True,
        )
        for account in found
    ]  # fmt: skip
    return Facet(field="account", name=words.LABELS["account"], options=options)


def _labels(
    label: str, chosen: Sequence[str], numbers: Mapping[str, Mapping[object, int]]
) -> Facet:
    options = [
        Option(
            value=value.replace(" ", "-"), word=words.word(value, label), chosen=value in chosen,
            number=numbers[label].get(value, 0),
        )
        for value in sorted(CHOICES[label], key=_LAST.__contains__)
    ]  # fmt: skip
    return Facet(field=label, name=words.LABELS[label], options=options)


def _urgent(filters: Filters, numbers: Mapping[object, int]) -> Facet:
    options = [
        Option(
            value=value, word=words.word(value, "urgent"), number=numbers.get(value == "yes", 0),
            chosen=filters.urgent is (value == "yes"),
        )
        for value in ("yes", "no")
    ]  # fmt: skip
    return Facet(
        field="urgent", name=words.LABELS["urgent"], several=False,
        options=[_any(filters.urgent is None), *options],
    )  # fmt: skip


def _ages(filters: Filters) -> Facet:
    options: Iterable[Option] = (
        Option(value=str(days), word=older_than(days), chosen=filters.older_than == days)
        for days in AGES
    )
    return Facet(
        field="older", name=_("Age"), several=False,
        options=[_any(filters.older_than is None), *options],
    )  # fmt: skip


def _order(filters: Filters) -> Facet:
    return Facet(
        field="order", name=_("Order"), several=False,
        options=[
            Option(value="", word=_("Oldest first"), chosen=not filters.newest_first),
            Option(value="newest", word=_("Newest first"), chosen=filters.newest_first),
        ],
    )  # fmt: skip


def _any(chosen: bool) -> Option:
    return Option(value="", word=_("Any"), chosen=chosen)
