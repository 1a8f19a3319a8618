"""The filters that are set, each with the way to leave it out, and those that one press sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tajawub.agencies.models import Account, Agency
from tajawub.cases.filters import AGES, CHOICES, Filters
from tajawub.ui import formats, words
from tajawub.ui.preferences import current
from tajawub.workbench.address import Address
from tajawub.workbench.standing_views import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter that is set. `own`: its value is somebody's name, in its own direction."""

    name: str | Promise
    value: str | Promise
    without: str  # the address of the queue without it
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice of a pick, as ui/_chip.html takes it."""

    address: str
    word: str | Promise
    chosen: bool
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A filter of which one value can be set at one press."""

    name: str | Promise
    chosen: str | Promise | None
    choices: Sequence[Choice]


def chips(address: Address, view: View | None) -> list[Chip]:
    """The filters that are set and that neither the view nor a pick shows."""
    filters = address.filters
    found = [*_whose(address)]
    if view is None:
        found += [_one(address, "standings", value, "standing") for value in filters.standings]
        if filters.urgent is not None:
            value = words.word("yes" if filters.urgent else "no", "urgent")
            found.append(
                Chip(
                    name=words.LABELS["urgent"], value=value,
                    without=address.to(urgent=None).query,
                )
            )  # fmt: skip
    if len(filters.acts) > 1:
        found += [_one(address, "acts", value, "act") for value in filters.acts]
    found += [_one(address, "scopes", value, "scope") for value in filters.scopes]
    found += [_one(address, "languages", value, "language") for value in filters.languages]
    if filters.text:
        found.append(
            Chip(name=_("Words"), value=filters.text, without=address.to(text="").query, own=True)
        )
    return found


def picks(address: Address) -> list[Pick]:
    """What the message does, and how long it has waited."""
    acts, older = address.filters.acts, address.filters.older_than
    return [
        Pick(
            name=words.LABELS["act"],
            chosen=words.word(acts[0], "act") if len(acts) == 1 else None,
            choices=[
                Choice(address=address.to(acts=()).query, word=_("Any"), chosen=not acts),
                *(
                    Choice(
                        address=address.to(acts=(act,)).query, word=words.word(act, "act"),
                        chosen=acts == (act,),
                    )
                    for act in CHOICES["act"]
                ),
            ],
        ),
        Pick(
            name=_("Age"),
            chosen=older_than(older) if older else None,
            choices=[
                Choice(address=address.to(older_than=None).query, word=_("Any"), chosen=not older),
                *(
                    Choice(
                        address=address.to(older_than=days).query, word=older_than(days),
                        chosen=older == days,
                    )
                    for days in AGES
                ),
            ],
        ),
    ]  # fmt: skip


def older_than(days: int) -> str:
    """An age of so many days and more, in words."""
    length = formats.counted("day", days, current(), oblique=True)
    return _("more than %(length)s") % {"length": length}


def _one(address: Address, field: str, value: str, label: str) -> Chip:
    values = getattr(address.filters, field)
    rest = tuple(other for other in values if other != value)
    return Chip(
        name=words.LABELS[label], value=words.word(value, label),
        without=address.to(**{field: rest}).query,
    )  # fmt: skip


def _whose(address: Address) -> list[Chip]:
    """The agencies and accounts chosen, by name."""
    filters: Filters = address.filters
    found = []
    if filters.agencies != address.visible:
        names: dict[int, Any] = Agency.objects.in_bulk(filters.agencies)
        for pk in filters.agencies:
            rest = tuple(other for other in filters.agencies if other != pk) or address.visible
            if pk in names:
                found.append(
                    Chip(
                        name=_("Agency"), value=names[pk].name,
                        without=address.to(agencies=rest).query, own=True,
                    )
                )  # fmt: skip
    if filters.accounts:
        accounts = Account.objects.filter(agency__in=address.visible)
        known = accounts.in_bulk(filters.accounts)
        for pk in filters.accounts:
            rest = tuple(other for other in filters.accounts if other != pk)
            if pk in known:
                found.append(
                    Chip(
                        name=words.LABELS["account"], value=f"@{known[pk].handle}",
                        without=address.to(accounts=rest).query, own=True,
                    )
                )  # fmt: skip
    return found
