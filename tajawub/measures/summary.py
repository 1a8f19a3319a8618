"""All figures of a set of cases, in all, by agency and by account: what summary.json holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

import ibis

from tajawub.measures.answered_share import (
    answered_of,
    answered_share,
    four_hours_before,
    within_of,
    youngest_that_had,
)
from tajawub.measures.backlog import Backlog, backlog, backlog_of
from tajawub.measures.redirect_rate import Redirects, redirect_rate, redirects_of
from tajawub.measures.share import LEAST_N, LEVEL, Share
from tajawub.measures.standings import standings, standings_of
from tajawub.measures.time_to_answer import (
    ELAPSED,
    WORKING,
    Quartile,
    TimeToAnswer,
    time_to_answer,
    time_to_answer_of,
)
from tajawub.measures.weekly import Week, weekly, weeks_of

__all__ = [
    "Backlog", "Figures", "Quartile", "Redirects", "Share", "Summary", "TimeToAnswer", "Week",
    "summarise",
]  # fmt: skip

_ALL: Final = ""  # the key of the one group of all cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Every figure of one group of cases. Curves are kept for all cases together only."""

    standings: Mapping[str, int]  # by key: unanswered, moved_to_private, ...
    owed: int
    waiting: int
    answered: Share
    answered_within: Mapping[str, Share]  # 1_hour, 4_working_hours, 1_day, 3_days, 10_days
    elapsed: TimeToAnswer
    working: TimeToAnswer
    redirects: Redirects
    backlog: Backlog
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The figures of all cases together, of each agency and of each account (by its key)."""

    as_of: datetime
    total: Figures
    agencies: Mapping[str, Figures]
    accounts: Mapping[str, Figures]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for summary.json; the keys are documented in docs/reference/measures.md."""
        return {
            "as_of": self.as_of.isoformat(),
            "level": LEVEL,
            "least_n": LEAST_N,
            "total": _plain(asdict(self.total)),
            "agencies": {name: _plain(asdict(f)) for name, f in self.agencies.items()},
            "accounts": {name: _plain(asdict(f)) for name, f in self.accounts.items()},
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def summarise(
    cases: ibis.Table, as_of: datetime, *, four_working_hours_ago: datetime | None = None
) -> Summary:
    """Every figure of `cases`, a table with the columns of cases.parquet, on whatever engine it is.

    `as_of` (aware) is the moment the cases were judged at. `four_working_hours_ago` is the last
    moment by which a question had four working hours until then (the calendar knows it); without
    it, it is taken from the youngest waiting case that had them. Cases without an agency or an
    account count in the total only.
    """
    if four_working_hours_ago is None:
        (found,) = _rows(youngest_that_had(cases))
        four_working_hours_ago = four_hours_before(as_of, found["opened_at"])
    total = _figures(cases, as_of, four_working_hours_ago, by=None)
    return Summary(
        as_of=as_of,
        total=total[_ALL],
        agencies=_figures(cases, as_of, four_working_hours_ago, by="agency"),
        accounts=_figures(cases, as_of, four_working_hours_ago, by="account"),
    )


def _figures(
    cases: ibis.Table, as_of: datetime, four_hours_ago: datetime, *, by: str | None
) -> dict[str, Figures]:
    """The figures of each group, those with the most cases first."""
    columns: Sequence[str] = ()
    if by is not None:
        columns = (by,)
        cases = cases.filter(cases[by].notnull() & (cases[by] != ""))
    counts = _by_group(standings(cases, columns), by)
    shares = _by_group(
        answered_share(cases, as_of, four_working_hours_ago=four_hours_ago, by=columns), by
    )
    redirects = _by_group(redirect_rate(cases, columns), by)
    waiting = _by_group(backlog(cases, columns), by)
    elapsed = _by_group(time_to_answer(cases, ELAPSED, columns), by)
    working = _by_group(time_to_answer(cases, WORKING, columns), by)
    weeks = _by_group(weekly(cases, as_of, columns), by)
    groups = sorted(counts, key=lambda group: (-counts[group][0]["owed"], group))
    return {
        group: Figures(
            standings=standings_of(counts[group][0]),
            owed=counts[group][0]["owed"],
            waiting=counts[group][0]["waiting"],
            answered=answered_of(shares[group][0]),
            answered_within=within_of(shares[group][0]),
            elapsed=time_to_answer_of(elapsed[group], curve=by is None),
            working=time_to_answer_of(working[group], curve=by is None),
            redirects=redirects_of(redirects[group][0]),
            backlog=backlog_of(waiting[group][0]),
            weeks=weeks_of(weeks[group], as_of),
        )
        for group in groups
    }


def _by_group(expression: ibis.Table, by: str | None) -> Mapping[str, list[dict[str, Any]]]:
    grouped: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(expression):
        grouped[_ALL if by is None else row[by]].append(row)
    return grouped


def _rows(expression: ibis.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
    return rows
