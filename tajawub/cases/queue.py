"""The queue: which cases, in what order, and how many, at a cost that does not grow with the cases.

Two ways lead to a page, and the number of cases sought decides between them (bench/queue.py
measures both, docs/reasons/one-index-for-finding.md says why):

* few: the index of terms finds them all, and they are put in order;
* many: the queue's own order is walked until the page is full.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection

from tajawub.cases import tally
from tajawub.cases.keywords import tsquery
from tajawub.cases.timeline import WAITING, Standing
from tajawub.language.columns import VALUES

PAGE: Final = 50
FEW: Final = 5_000  # up to so many are found first and put in order afterwards
COUNTED: Final = 5_000  # a search that finds more says "more than"
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "standing": tuple(standing.value for standing in Standing),
    "act": VALUES["act"],
    "scope": VALUES["scope"],
    "language": VALUES["language"],
}
AGES: Final = (1, 3, 7, 14, 30, 90, 365)  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the queue is wanted. `agencies` are those that may be seen at all, chosen or not;
    an empty choice of anything else chooses nothing out. `older_than` is in days since the citizen
    asked. Without a choice of standing the waiting cases are meant."""

    agencies: tuple[int, ...]
    accounts: tuple[int, ...] = ()
    standings: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    urgent: bool | None = None
    languages: tuple[str, ...] = ()
    older_than: int | None = None
    text: str = ""
    newest_first: bool = False

    @property
    def chosen(self) -> dict[str, tuple[object, ...]]:
        """The facets chosen, each with its values, as tally and keywords name them."""
        standings = self.standings or tuple(s.value for s in Standing if s in WAITING)
        chosen: dict[str, tuple[object, ...]] = {
            "agency": self.agencies, "account": self.accounts, "standing": standings,
            "act": self.acts, "scope": self.scopes, "language": self.languages,
            "urgent": () if self.urgent is None else (self.urgent,),
        }  # fmt: skip
        needed = {"agency"}  # nobody sees the cases of an agency that is not named here
        return {name: values for name, values in chosen.items() if values or name in needed}


@dataclass(frozen=True, slots=True)
class Count:
    """A number of cases; `more` where there are more than were counted."""

    number: int
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case as the queue shows it. `text` is None where it must not be shown or is not known."""

    pk: int
    opened_at: datetime
    stopped_at: datetime | None
    standing: str
    waits: bool
    act: str
    scope: str
    urgent: bool
    language: str
    channel: str
    agency: int
    account: str
    name: str
    handle: str
    text: str | None
    private: bool
    deleted: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue. `after` and `before` lead to the next and the previous one, "" where
    there is none."""

    rows: list[Row] = field(default_factory=list)
    after: str = ""
    before: str = ""


def page(filters: Filters, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """The cases after a place in the queue, or those before it, or the first ones.

    A place that cannot be read is taken as none.
    """
    backwards = bool(before) and not after
    place = _place(before if backwards else after)
    if place is None:
        backwards = False
    keys = _keys(filters, place, size + 1, descending=filters.newest_first != backwards)
    more = len(keys) > size
    keys = keys[:size]
    if backwards:
        keys.reverse()
    if not keys:
        return Page()
    return Page(
        rows([pk for _, pk in keys]),
        after=_mark(keys[-1]) if more or backwards else "",
        before=_mark(keys[0]) if (more if backwards else place is not None) else "",
    )


def count(filters: Filters) -> Count:
    """How many cases there are: exact without a text or an age, else up to COUNTED."""
    if not filters.agencies:
        return Count(0)
    if not filters.text and filters.older_than is None:
        return Count(sum(tally.counted((), filters.chosen).values()))
    query, values = _found(filters).counted(COUNTED + 1)
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        number = int(cursor.fetchone()[0])
    return Count(min(number, COUNTED), more=number > COUNTED)


def facets(filters: Filters) -> dict[str, dict[object, int]]:
    """For each facet how many cases each of its values would give, the other choices kept. Text
    and age are not counted in."""
    names = ("account", "standing", "act", "scope", "urgent", "language")
    if not filters.agencies:
        return {name: {} for name in names}
    found = {}
    every = {**filters.chosen}
    for name in names:
        others = {facet: values for facet, values in every.items() if facet != name}
        found[name] = {key[0]: number for key, number in tally.counted((name,), others).items()}
    return found


def neighbours(filters: Filters, pk: int, opened_at: datetime) -> tuple[int | None, int | None]:
    """The case before and the one after this one in the queue."""
    place = (opened_at, pk)
    one = [
        _keys(filters, place, 1, descending=filters.newest_first != backwards)
        for backwards in (True, False)
    ]
    previous, following = (keys[0][1] if keys else None for keys in one)
    return previous, following


def mark_before(filters: Filters, pk: int, opened_at: datetime) -> str:
    """The mark after which a page begins with this case, or where it is not among those sought,
    with the one that follows it."""
    return _mark((opened_at, pk + 1 if filters.newest_first else pk - 1))


Key = tuple[datetime, int]
"""Where a case stands in the queue: when it was asked, and its number."""


def _keys(filters: Filters, place: Key | None, limit: int, *, descending: bool) -> list[Key]:
    if not filters.agencies:
        return []
    sought = _found(filters) if _few(filters) else _walked(filters)
    way = "DESC" if descending else "ASC"
    query, values = sought.ordered(place, way, limit)
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _few(filters: Filters) -> bool:
    """Whether so few cases are sought that finding them all costs less than walking past others."""
    if filters.text:
        return not count(replace(filters, older_than=None)).more
    plain = replace(filters, acts=(), scopes=(), languages=(), urgent=None)
    if plain == filters and len(filters.standings) < 2:
        return False  # the order of the queue itself leads straight to them
    return sum(tally.counted((), filters.chosen).values()) <= FEW


@dataclass(frozen=True, slots=True)
class _Sought:
    """Which cases are sought, and from which rows they come. In `lanes`, where there are some, each
    is in the queue's order by itself; their heads are merged."""

    rows: str
    pk: str
    conditions: tuple[str, ...]
    values: tuple[Any, ...]
    lanes: str = ""
    lane_values: tuple[Any, ...] = ()

    def counted(self, most: int) -> tuple[str, list[Any]]:
        """How many there are, counting no further than `most`."""
        return (
            f"SELECT count(*) FROM (SELECT FROM {self.rows} "  # noqa: S608 - own words
            f"WHERE {' AND '.join(self.conditions)} LIMIT {most:d}) AS found",
            list(self.values),
        )

    def ordered(self, place: Key | None, way: str, limit: int) -> tuple[str, list[Any]]:
        conditions, values = list(self.conditions), list(self.values)
        if place is not None:
            conditions.append(f"(opened_at, {self.pk}) {'<' if way == 'DESC' else '>'} (%s, %s)")
            values += place
        ordering = f"ORDER BY opened_at {way}, pk {way} LIMIT {limit:d}"
        query = (
            f"SELECT opened_at, {self.pk} AS pk FROM {self.rows} "  # noqa: S608 - own words
            f"WHERE {' AND '.join(conditions)} {ordering}"
        )
        if not self.lanes:
            return query, values
        return (
            f"SELECT o.opened_at, o.pk FROM {self.lanes} AS lane(of, waits), "  # noqa: S608
            f"LATERAL ({query}) AS o {ordering}",
            [*self.lane_values, *values],
        )


def _found(filters: Filters) -> _Sought:
    """The cases sought, through the index of terms."""
    conditions = ["terms @@ %s::tsquery"]
    values: list[Any] = [_query(filters, filters.chosen)]
    if filters.older_than is not None:
        conditions.append("opened_at <= %s")
        values.append(_asked_before(filters.older_than))
    return _Sought("cases_keywords", "case_id", tuple(conditions), tuple(values))


def _walked(filters: Filters) -> _Sought:
    """The cases sought, in the order of the queue, from the indexes that keep it."""
    chosen = filters.chosen
    standings = tuple(str(value) for value in chosen.pop("standing"))
    conditions = ["joined_to_id IS NULL"]
    values: list[Any] = []
    agencies = chosen.pop("agency")
    lanes, column = agencies, "agency_id"
    if accounts := chosen.pop("account", ()):
        conditions.append("agency_id = ANY(%s)")
        values.append(list(agencies))
        lanes, column = accounts, "account_id"
    conditions += [f"{column} = lane.of", "waits = lane.waits"]
    waits = sorted({Standing(standing).waits for standing in standings})
    if len(standings) == 1:
        conditions.append("standing = %s")
        values.append(standings[0])
    elif set(standings) != {s.value for s in Standing if s.waits in waits}:
        conditions.append("standing = ANY(%s)")
        values.append(list(standings))
    for name, wanted in chosen.items():
        conditions.append(f"{name} = ANY(%s)")
        values.append(list(wanted))
    if filters.older_than is not None:
        conditions.append("opened_at <= %s")
        values.append(_asked_before(filters.older_than))
    if filters.text:
        # A subquery of one value is not joined but asked for each case passed on the way.
        conditions.append(
            "(SELECT k.terms @@ %s::tsquery FROM cases_keywords k WHERE k.case_id = c.id)"
        )
        values.append(_query(filters, {}))
    pairs = [(lane, wait) for lane in lanes for wait in waits]
    return _Sought(
        "cases_case c", "id", tuple(conditions), tuple(values),
        "unnest(%s::bigint[], %s::boolean[])",
        ([lane for lane, _ in pairs], [wait for _, wait in pairs]),
    )  # fmt: skip


def _query(filters: Filters, chosen: Mapping[str, Sequence[object]]) -> str:
    return tsquery(
        filters.text,
        {
            name: [v.replace(" ", "-") if isinstance(v, str) else v for v in values]
            for name, values in chosen.items()
        },
    )


def _asked_before(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


_ROWS: Final = """
    SELECT c.id, c.opened_at, c.stopped_at, c.standing, c.waits, c.act, c.scope, c.urgent,
           c.language, c.channel, c.agency_id, a.handle, p.author_name, p.author_handle, p.text,
           c.private, c.deleted
    FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted(id, place)
    JOIN cases_case c ON c.id = wanted.id
    JOIN agencies_account a ON a.id = c.account_id
    JOIN conversations_post p ON p.id = c.first_post_id
    ORDER BY wanted.place
"""


def rows(pks: Sequence[int]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [list(pks)])
        return [
            Row(
                pk=pk, opened_at=opened, stopped_at=stopped, standing=standing, waits=waits,
                act=act, scope=scope, urgent=urgent, language=language, channel=channel,
                agency=agency, account=account, name=name or handle, handle=handle,
                text=None if deleted else said(text), private=private, deleted=deleted,
            )
            for pk, opened, stopped, standing, waits, act, scope, urgent, language, channel,
                agency, account, name, handle, text, private, deleted in cursor.fetchall()
        ]  # fmt: skip


_CARRIED: Final = re.compile(r"^\s*(?:@[\w.@-]+\s+)+(?=\S)")
_SHOWN: Final = 300  # characters of a text in a row


def said(text: str) -> str:
    """The start of what was said, without the names that a platform puts before a reply."""
    return _CARRIED.sub("", text[: 2 * _SHOWN])[:_SHOWN]


def _mark(key: Key) -> str:
    at, pk = key
    return f"{int(at.timestamp() * 1_000_000)}-{pk}"


def _place(mark: str) -> Key | None:
    try:
        micros, pk = (int(part) for part in mark.rsplit("-", 1))
        return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micros), pk
    except (ValueError, OverflowError):
        return None
