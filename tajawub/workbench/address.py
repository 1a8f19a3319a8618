"""The address of a place in the queue: what is wanted of it, as the query of a URL and back again.

Everything stands in the address: filters, order, the page, the case that somebody came from. What
is not known there is passed over without a word; nothing that stands there widens what may be seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from tajawub.cases.filters import AGES, CHOICES, Filters
from tajawub.cases.timeline import WAITING, Standing

LONGEST: Final = 200  # characters of a text that is looked for
MOST: Final = 200  # numbers in one list: accounts chosen, cases selected
FACETS: Final = ("standing", "act", "scope", "language")
_FIELD: Final = {
    "standing": "standings", "act": "acts", "scope": "scopes", "language": "languages",
}  # fmt: skip
_WAITING: Final = tuple(s.value for s in Standing if s in WAITING)
_NUMBER: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_MARK: Final = re.compile(r"-?[0-9]{1,17}-[0-9]{1,18}", re.ASCII)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A place in the queue of somebody who may see the agencies `visible`.

    `after` and `before` are the marks of a page (queue.Page), `at` the case somebody came from,
    `of` the selected cases that are gone through in turn, where it is these and not the queue.
    """

    filters: Filters
    visible: tuple[int, ...]
    after: str = ""
    before: str = ""
    at: int | None = None
    of: tuple[int, ...] = ()

    @property
    def kept(self) -> Pairs:
        """The filters and the order as fields of a form, those that say nothing left out."""
        filters = self.filters
        pairs: Pairs = []
        if filters.agencies != self.visible:
            pairs += [("agency", str(pk)) for pk in filters.agencies]
        pairs += [("account", str(pk)) for pk in filters.accounts]
        for name in FACETS:
            values: Sequence[str] = getattr(filters, _FIELD[name])
            pairs += [(name, value.replace(" ", "-")) for value in values]
        if filters.urgent is not None:
            pairs.append(("urgent", "yes" if filters.urgent else "no"))
        if filters.older_than is not None:
            pairs.append(("older", str(filters.older_than)))
        if filters.text:
            pairs.append(("q", filters.text))
        if filters.newest_first:
            pairs.append(("order", "newest"))
        return pairs

    @property
    def kept_but_text(self) -> Pairs:
        """What the form of the search hands on."""
        return [(name, value) for name, value in self.kept if name != "q"]

    @property
    def fields(self) -> Pairs:
        """This page of the queue as fields of a form."""
        marks = (("after", self.after), ("before", self.before))
        return [*self.kept, *((name, mark) for name, mark in marks if mark)]

    @property
    def query(self) -> str:
        """The address as a query, with its question mark; "" for the start of the queue."""
        pairs = self.fields
        if self.of:
            pairs.append(("of", ".".join(map(str, self.of))))
        if self.at is not None:
            pairs.append(("at", str(self.at)))
        return f"?{urlencode(pairs)}" if pairs else ""

    def to(self, **changes: object) -> Address:
        """The first page of the queue with these filters changed."""
        return Address(filters=replace(self.filters, **changes), visible=self.visible)  # type: ignore[arg-type]

    def page(self, *, after: str = "", before: str = "") -> Address:
        """Another page of the same."""
        return replace(self, after=after, before=before, at=None, of=())

    def coming_from(self, case: int) -> Address:
        """The same place, for somebody who comes back from a case."""
        return replace(self, at=case, of=())


def read(query: QueryDict, visible: Iterable[int]) -> Address:
    """The place that a query names, for somebody who may see these agencies. Never raises."""
    seen = tuple(sorted(set(visible)))
    agencies = tuple(pk for pk in _numbers(query.getlist("agency")) if pk in seen)
    chosen = {name: _values(query.getlist(name), CHOICES[name]) for name in FACETS}
    if set(chosen["standing"]) == set(_WAITING):
        chosen["standing"] = ()  # these are meant where none is chosen
    older = query.get("older", "")
    filters = Filters(
        agencies=agencies or seen,
        accounts=_numbers(query.getlist("account")),
        standings=chosen["standing"],
        acts=chosen["act"],
        scopes=chosen["scope"],
        languages=chosen["language"],
        urgent={"yes": True, "no": False}.get(query.get("urgent", "")),
        older_than=next((days for days in AGES if str(days) == older), None),
        text=_text(query.get("q", "")),
        newest_first=query.get("order") == "newest",
    )
    after, before = (_mark(query.get(name, "")) for name in ("after", "before"))
    at = _numbers([query.get("at", "")])
    return Address(
        filters=filters,
        visible=seen,
        after=after,
        before="" if after else before,
        at=at[0] if at else None,
        of=_in_order(query.get("of", "").split(".")),
    )


def selected(query: QueryDict) -> tuple[int, ...]:
    """The numbers of the cases that were selected, in their order, MOST at most."""
    return _in_order(query.getlist("case"))


def _values(given: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    wanted = {value.replace("-", " ") for value in given}
    return tuple(value for value in known if value in wanted)


def _numbers(given: Sequence[str]) -> tuple[int, ...]:
    return tuple(sorted(_in_order(given)))


def _in_order(given: Sequence[str]) -> tuple[int, ...]:
    found = (int(text) for text in given[:MOST] if _NUMBER.fullmatch(text))
    return tuple(dict.fromkeys(found))


def _text(given: str) -> str:
    return _CONTROL.sub(" ", given)[:LONGEST].strip()


def _mark(given: str) -> str:
    return given if _MARK.fullmatch(given) else ""
