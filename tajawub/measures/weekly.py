"""The same figures week by week, to see whether an improvement lasts.

Definition: for each ISO week (Monday to Sunday, UTC) in which questions were put, how many there
were and how many of them were answered within three days, among those that had three days by the
moment of judgement; and how many waited at the end of each week. A case waits from the citizen's
own post until the answer that stands: one whose answer was disputed never stopped waiting.

After a directive everyone answers for a while; the weeks after it show whether that became a habit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import ibis

from tajawub.measures.answered_share import moment
from tajawub.measures.share import Share, wilson
from tajawub.measures.standings import count_where, is_owed, is_settled

LAST_WEEKS: Final = 156
_LIMIT: Final = timedelta(days=3)
_MONDAY: Final = date(1970, 1, 5)
_WEEK: Final = 7 * 86_400
_TO_MONDAY: Final = 4 * 86_400  # the epoch began on a Thursday


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One week, named by its Monday: the cases opened in it, the share of them answered within
    three days (among those that had three days), and how many waited when it ended."""

    monday: date
    cases: int
    answered_within_3_days: Share
    waiting: int


def weekly(cases: ibis.Table, as_of: datetime, by: Sequence[str] = ()) -> ibis.Table:
    """One row per group and week in which a case was opened or answered, in order.

    `week` counts weeks since Monday 5 January 1970; `cases`, `had_3_days` and `within_3_days` are
    of the cases opened in it; `waiting` is the stock at its end.
    """
    owed = cases.filter(is_owed(cases))
    had = owed.opened_at <= moment(as_of - _LIMIT)
    in_time = is_settled(owed) & (owed.waiting_seconds <= int(_LIMIT.total_seconds()))
    opened = owed.select(
        *by, week=_week(owed.opened_at), opened=1, had=had, within=had & in_time, change=1
    )
    settled = owed.filter(is_settled(owed) & owed.answered_at.notnull())
    closed = settled.select(
        *by, week=_week(settled.answered_at), opened=0, had=False, within=False, change=-1
    )
    both = opened.union(closed, distinct=False)
    weeks = both.aggregate(
        by=[*by, "week"],
        cases=both.opened.sum(),
        had_3_days=count_where(both.had),
        within_3_days=count_where(both.within),
        change=both.change.sum(),
    )
    so_far = ibis.cumulative_window(group_by=list(by), order_by="week")
    return (
        weeks.mutate(waiting=weeks.change.sum().over(so_far)).drop("change").order_by(*by, "week")
    )


def _week(at: ibis.expr.types.TimestampValue) -> ibis.expr.types.IntegerValue:
    # By seconds, since cutting to weeks would use whatever time zone the session is in.
    return ((at.epoch_seconds().cast("float64") - _TO_MONDAY) / _WEEK).floor().cast("int64")


def weeks_of(rows: Iterable[Mapping[str, Any]], as_of: datetime) -> tuple[Week, ...]:
    """The last LAST_WEEKS weeks up to that of `as_of`, without gaps, from one group's rows."""
    by_week = {row["week"]: row for row in rows}
    if not by_week:
        return ()
    last = (as_of.timestamp() - _TO_MONDAY) // _WEEK
    first = max(min(by_week), int(last) - LAST_WEEKS + 1)
    waiting = next((by_week[w]["waiting"] for w in sorted(by_week, reverse=True) if w < first), 0)
    found = []
    for week in range(first, int(last) + 1):
        row = by_week.get(week)
        waiting = row["waiting"] if row else waiting
        found.append(
            Week(
                monday=_MONDAY + timedelta(weeks=week),
                cases=row["cases"] if row else 0,
                answered_within_3_days=wilson(
                    row["within_3_days"] if row else 0, row["had_3_days"] if row else 0
                ),
                waiting=waiting,
            )
        )
    return tuple(found)
