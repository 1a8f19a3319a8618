"""The share of questions that got a real answer, in all and within a time.

Definition: cases answered, or settled by the citizen's own word, divided by *all* cases in which an
answer was owed, with a Wilson 95 % interval. Hidden, deleted and redirected questions stay in the
denominator, so that closing the wall, marking as done or replying with a telephone number does not
raise the share.

Within a time: among the cases opened at least that long before the moment of judgement, those
answered within it, counted from the citizen's own post. The waiting count as not answered. Leaving
out the cases that have not had the time yet keeps the newest weeks from lowering the share;
dividing by all others keeps the unanswered from raising it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

import ibis

from tajawub.measures.share import Share, wilson
from tajawub.measures.standings import count_where, is_owed, is_settled, waits

WITHIN: Final[Mapping[str, timedelta]] = MappingProxyType(
    {
        "1_hour": timedelta(hours=1),
        "1_day": timedelta(days=1),
        "3_days": timedelta(days=3),
        "10_days": timedelta(days=10),
    }
)
FOUR_WORKING_HOURS: Final = "4_working_hours"
TIMES: Final = ("1_hour", FOUR_WORKING_HOURS, "1_day", "3_days", "10_days")
_FOUR_HOURS: Final = 4 * 3600
# No week anywhere is without four working hours for longer, feasts included.
_SURELY: Final = timedelta(days=14)


def moment(at: datetime) -> ibis.expr.types.TimestampScalar:
    """A moment as a literal of the type that the columns have."""
    return ibis.literal(at, type="timestamp('UTC')")


def youngest_that_had(cases: ibis.Table) -> ibis.Table:
    """One row, column `opened_at`: when the youngest waiting case that has had four working hours
    was opened (null: there is none)."""
    had = waits(cases) & (cases.waiting_working_seconds >= _FOUR_HOURS)
    return cases.aggregate(opened_at=cases.opened_at.max(where=had))


def four_hours_before(as_of: datetime, youngest: datetime | None) -> datetime:
    """A moment four working hours or more before `as_of`, where no calendar says which."""
    surely = as_of - _SURELY
    return surely if youngest is None else max(surely, youngest)


def answered_share(
    cases: ibis.Table,
    as_of: datetime,
    *,
    four_working_hours_ago: datetime,
    by: Sequence[str] = (),
) -> ibis.Table:
    """One row per group: `settled` of `owed`, and for each of TIMES `within_...` of `had_...`."""
    columns = {"owed": count_where(is_owed(cases)), "settled": count_where(is_settled(cases))}
    for name, limit in WITHIN.items():
        had = is_owed(cases) & (cases.opened_at <= moment(as_of - limit))
        in_time = is_settled(cases) & (cases.waiting_seconds <= int(limit.total_seconds()))
        columns |= _pair(name, had, in_time)
    had = is_owed(cases) & (cases.opened_at <= moment(four_working_hours_ago))
    in_time = is_settled(cases) & (cases.waiting_working_seconds <= _FOUR_HOURS)
    columns |= _pair(FOUR_WORKING_HOURS, had, in_time)
    return cases.aggregate(by=list(by), **columns)


def _pair(
    name: str, had: ibis.expr.types.BooleanValue, in_time: ibis.expr.types.BooleanValue
) -> dict[str, ibis.expr.types.IntegerScalar]:
    return {f"had_{name}": count_where(had), f"within_{name}": count_where(had & in_time)}


def answered_of(row: Mapping[str, Any]) -> Share:
    """The share answered in all, from one row of `answered_share`."""
    return wilson(row["settled"], row["owed"])


def within_of(row: Mapping[str, Any]) -> dict[str, Share]:
    """The share answered within each of TIMES, from one row of `answered_share`."""
    return {name: wilson(row[f"within_{name}"], row[f"had_{name}"]) for name in TIMES}
