"""Two ways to the cases sought, and which to take (docs/reasons/one-index-for-finding.md).

* *Found*: the index of terms gives all of them, and they are put in order. It costs what there is
  to be found.
* *Walked*: the queue's own order is followed, from an index that holds all facets, until enough
  have been passed. It costs what lies between those sought, and is given up after so many steps:
  where the cases sought are not where they were expected, the other way is taken.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection

from tajawub.cases import tally
from tajawub.cases.filters import Filters
from tajawub.cases.keywords import tsquery
from tajawub.cases.timeline import Standing

STEPS: Final = 20_000  # cases passed in the queue's own order before the other way is taken
STEPS_WITH_WORDS: Final = 3_000  # the words of each have to be looked up
FEW: Final = 2_000  # so many are rather found than walked to
FEW_WITH_WORDS: Final = 4_000

Key = tuple[datetime, int]
"""Where a case stands in the queue: when it was asked, and its number."""

_PASSED: Final = ("agency_id", "standing", "act", "scope", "urgent", "language", "joined_to_id")


@dataclass(frozen=True, slots=True)
class Sought:
    """The first cases sought. `whole`: there are as many as were asked for, or no more. `number`
    is how many are sought in all, where the way to them tells."""

    keys: list[Key]
    whole: bool = True
    number: int | None = None


def seek(filters: Filters, place: Key | None, limit: int, *, descending: bool) -> Sought:
    """The first `limit` cases sought behind a place in the queue."""
    if not filters.agencies:
        return Sought([], number=0)
    if worth_walking(filters, limit):
        walked = walk(filters, place, limit, descending=descending)
        if walked.whole:
            return walked
    return find(filters, place, limit, descending=descending)


def worth_walking(filters: Filters, limit: int) -> bool:
    """Whether the queue's own order is likely to lead to so many cases within the steps allowed."""
    if filters.text:
        return _estimated(_query(filters)) > FEW_WITH_WORDS
    chosen = filters.chosen
    lanes: dict[str, Sequence[object]] = {
        name: chosen[name] for name in ("agency", "account") if name in chosen
    }
    lanes["standing"] = _lane_standings(filters)
    if lanes == {name: tuple(values) for name, values in chosen.items()}:
        return True  # the order leads from one to the next
    number = _number(chosen)
    return number > FEW or limit * _number(lanes) <= max(1, number) * STEPS // 2


def find(filters: Filters, place: Key | None, limit: int, *, descending: bool) -> Sought:
    """The cases sought through the index of terms."""
    conditions, values = _found(filters)
    behind = "TRUE"
    if place is not None:
        behind = f"(opened_at, case_id) {'<' if descending else '>'} (%s, %s)"
        values += place
    way = "DESC" if descending else "ASC"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT opened_at, case_id, number FROM ("  # noqa: S608 - own words
            "SELECT opened_at, case_id, count(*) OVER () AS number FROM cases_keywords "
            f"WHERE {' AND '.join(conditions)}) AS found WHERE {behind} "
            f"ORDER BY opened_at {way}, case_id {way} LIMIT {limit:d}",
            values,
        )
        rows = cursor.fetchall()
    number = rows[0][2] if rows else 0 if place is None else None
    return Sought([(row[0], row[1]) for row in rows], number=number)


def number_found(filters: Filters, most: int) -> int:
    """How many cases are sought, counted through the index of terms, and no further than `most`."""
    conditions, values = _found(filters)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM cases_keywords "  # noqa: S608 - own words
            f"WHERE {' AND '.join(conditions)} LIMIT {most:d}) AS found",
            values,
        )
        return int(cursor.fetchone()[0])


def walk(filters: Filters, place: Key | None, limit: int, *, descending: bool) -> Sought:
    """The cases sought, in the queue's own order, as far as the steps allowed lead.

    The order is kept for each agency or account, waiting or not: these are lanes, followed side by
    side. Where one of them ends for want of steps, what lies behind that place is not known.
    """
    lane_of, pairs = _lanes(filters)
    steps = max(1, (STEPS_WITH_WORDS if filters.text else STEPS) // len(pairs))
    inner, inner_values = _lane(filters, place, lane_of, descending=descending)
    wanted, wanted_values = _wanted(filters)
    way = "DESC" if descending else "ASC"
    ordering = f"opened_at {way}, pk {way}"
    query = (
        "SELECT o.opened_at, o.pk, o.sought, o.n FROM unnest(%s::bigint[], %s::boolean[]) "  # noqa: S608
        "AS lane(of, waits), LATERAL ("
        f"SELECT opened_at, pk, n, ({' AND '.join(wanted)}) AS sought FROM ("
        f"SELECT opened_at, id AS pk, {', '.join(_PASSED)}, "
        f"row_number() OVER (ORDER BY opened_at {way}, id {way}) AS n FROM cases_case "
        f"WHERE {' AND '.join(inner)} ORDER BY opened_at {way}, id {way} LIMIT {steps:d}) AS c "
        f"WHERE ({' AND '.join(wanted)}) OR n = {steps:d} ORDER BY {ordering} LIMIT {limit:d}"
        f") AS o ORDER BY {ordering} LIMIT {limit + len(pairs):d}"
    )
    values = [
        [lane for lane, _ in pairs], [waits for _, waits in pairs],
        *wanted_values, *inner_values, *wanted_values,
    ]  # fmt: skip
    keys: list[Key] = []
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        for opened_at, pk, sought, n in cursor.fetchall():
            if sought:
                keys.append((opened_at, pk))
            if len(keys) == limit:
                return Sought(keys)
            if n == steps:
                return Sought(keys, whole=False)
    return Sought(keys)


def _found(filters: Filters) -> tuple[list[str], list[Any]]:
    conditions, values = ["terms @@ %s::tsquery"], [_query(filters)]
    if filters.older_than is not None:
        return [*conditions, "opened_at <= %s"], [*values, _asked_before(filters.older_than)]
    return conditions, list(values)


def _lanes(filters: Filters) -> tuple[str, list[tuple[int, bool]]]:
    waits = sorted({Standing(standing).waits for standing in _standings(filters)})
    column = "account_id" if filters.accounts else "agency_id"
    return column, [(of, w) for of in filters.accounts or filters.agencies for w in waits]


def _lane(
    filters: Filters, place: Key | None, lane_of: str, *, descending: bool
) -> tuple[list[str], list[Any]]:
    """What the index that keeps the order can see to by itself."""
    conditions = [f"{lane_of} = lane.of", "waits = lane.waits"]
    values: list[Any] = []
    if len(filters.standings) == 1 and lane_of == "agency_id":
        conditions.append("standing = %s")
        values.append(filters.standings[0])
    if filters.older_than is not None:
        conditions.append("opened_at <= %s")
        values.append(_asked_before(filters.older_than))
    if place is not None:
        conditions.append(f"(opened_at, id) {'<' if descending else '>'} (%s, %s)")
        values += place
    return conditions, values


def _wanted(filters: Filters) -> tuple[list[str], list[Any]]:
    """What is looked at in each case on the way."""
    chosen = filters.chosen
    conditions = ["joined_to_id IS NULL", "agency_id = ANY(%s)"]
    values: list[Any] = [list(filters.agencies)]
    for name in ("standing", "act", "scope", "urgent", "language"):
        if name in chosen:
            conditions.append(f"{name} = ANY(%s)")
            values.append(list(chosen[name]))
    if filters.text:
        # A subquery of one value is not joined but asked for each case passed on the way.
        conditions.append(
            "(SELECT k.terms @@ %s::tsquery FROM cases_keywords k WHERE k.case_id = c.pk)"
        )
        values.append(tsquery(filters.text, {}))
    return conditions, values


def _standings(filters: Filters) -> tuple[str, ...]:
    return tuple(str(value) for value in filters.chosen["standing"])


def _lane_standings(filters: Filters) -> tuple[str, ...]:
    """The standings that are passed on the way to those chosen."""
    if len(filters.standings) == 1 and not filters.accounts:
        return filters.standings
    waits = {Standing(standing).waits for standing in _standings(filters)}
    return tuple(standing.value for standing in Standing if standing.waits in waits)


def _number(chosen: Mapping[str, Sequence[object]]) -> int:
    return sum(tally.counted((), chosen).values())


def _query(filters: Filters) -> str:
    chosen = dict(filters.chosen)
    if set(_standings(filters)) == {s.value for s in Standing if s.waits}:
        del chosen["standing"]  # one long list in place of several
        chosen["waits"] = (True,)
    return tsquery(
        filters.text,
        {
            name: [v.replace(" ", "-") if isinstance(v, str) else v for v in values]
            for name, values in chosen.items()
        },
    )


def _estimated(query: str) -> float:
    """How many cases PostgreSQL expects an index query to find, from how often each term occurs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (FORMAT JSON) SELECT FROM cases_keywords WHERE terms @@ %s::tsquery", [query]
        )
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return float(plan[0]["Plan"]["Plan Rows"])


def _asked_before(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)
