"""Who waits now, and how long already.

Definition: the cases that wait at the moment of judgement, and their age in elapsed time since the
citizen's own post. There is no cut-off and nothing ages out: a reminder, a transfer or an
acknowledgement does not make a case younger. Quantiles are interpolated (type 7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import ibis

from tajawub.measures.standings import WAITING, count_where, key, waits

DAYS: Final = (7, 30, 90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """The cases that wait now; ages in elapsed seconds, None where nobody waits."""

    waiting: int
    oldest_opened_at: datetime | None
    oldest_seconds: int | None
    p50_seconds: int | None
    p90_seconds: int | None
    older_than_7_days: int
    older_than_30_days: int
    older_than_90_days: int
    by_standing: Mapping[str, int]


def backlog(cases: ibis.Table, by: Sequence[str] = ()) -> ibis.Table:
    """One row per group: the columns that `backlog_of` reads."""
    now = waits(cases)
    age = cases.waiting_seconds
    older = {
        f"older_than_{days}_days": count_where(now & (age > timedelta(days=days).total_seconds()))
        for days in DAYS
    }
    each = {key(standing): count_where(cases.standing == standing) for standing in WAITING}
    return cases.aggregate(
        by=list(by),
        waiting=count_where(now),
        oldest_opened_at=cases.opened_at.min(where=now),
        oldest_seconds=age.max(where=now),
        p50_seconds=age.quantile(0.5, where=now).round().cast("int64"),
        p90_seconds=age.quantile(0.9, where=now).round().cast("int64"),
        **older,
        **each,
    )


def backlog_of(row: Mapping[str, Any]) -> Backlog:
    """The figure of one row of `backlog`."""
    return Backlog(
        **{name: row[name] for name in Backlog.__dataclass_fields__ if name != "by_standing"},
        by_standing={key(standing): row[key(standing)] for standing in WAITING},
    )
