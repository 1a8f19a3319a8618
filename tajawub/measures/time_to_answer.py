"""How long a citizen waits for an answer, those who still wait counted.

Definition: the Kaplan-Meier estimate (E. L. Kaplan and P. Meier 1958, J. Am. Stat. Assoc. 53:457)
of the time from the citizen's own post to the answer. The event is an answer, or the citizen's word
that the matter is settled; cases that wait at the moment of judgement are censored there. Intervals
are pointwise 95 %, from Greenwood's variance on the log(-log) scale; those of the quartiles are
Brookmeyer and Crowley's (1982, Biometrics 38:29). A quartile that the curve does not reach is None.

The mean reply time that help desks publish leaves the unanswered out: 100 questions, 30 answered
within the hour and 70 never, come to "one hour". Here the median of those is: not reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import ibis
from scipy.stats import norm

from tajawub.measures.share import LEVEL
from tajawub.measures.standings import count_where, is_owed, is_settled

Clock = Literal["waiting_seconds", "waiting_working_seconds"]
ELAPSED: Final[Clock] = "waiting_seconds"
WORKING: Final[Clock] = "waiting_working_seconds"

_Z: Final = float(norm.ppf((1 + LEVEL) / 2))
_QUARTILES: Final = (0.75, 0.5, 0.25)  # still waiting
_ENDS: Final = ("waiting", "low", "high")
_BY_HEIGHT: Final = 90  # kept points of the curve: so many steps down ...
_BY_TIME: Final = 90  # ... and so many along, in equal ratios of time
_ABOVE_CELLS: Final = 1024  # more than the two together
_MINUTE: Final = 60.0
# The curve is a product of rounded numbers: a step to exactly one half can end a hair above it.
_HAIR: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Quartile:
    """When so many are answered, in seconds, and the ends of its interval; None: not reached."""

    seconds: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """From `seconds` after the question on, the share `waiting` still waits; `at_risk` waited just
    before. The interval is None before the first answer and where nobody is left."""

    seconds: int
    waiting: float
    low: float | None
    high: float | None
    at_risk: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToAnswer:
    """Over `cases`, of which `answered` were answered and the rest still wait.

    `quarter`, `median` and `three_quarters` say when so many are answered. `curve` holds at most
    200 points of the whole curve, each exact.
    """

    cases: int
    answered: int
    quarter: Quartile
    median: Quartile
    three_quarters: Quartile
    curve: tuple[CurvePoint, ...] = ()


def time_to_answer(cases: ibis.Table, clock: Clock, by: Sequence[str] = ()) -> ibis.Table:
    """Points of the curve of each group, in order: at most 200, and those that settle quartiles.

    Columns: those of `by`, `seconds`, `waiting`, `low`, `high`, `at_risk`, and `cases` and
    `answered` of the whole group. The work per case is done by the engine: cases are counted per
    second of waiting, then summed along the seconds.
    """
    owed = cases.filter(is_owed(cases) & cases[clock].notnull())
    steps = owed.aggregate(
        by=[*by, owed[clock].name("seconds")],
        ends=owed.count(),
        events=count_where(is_settled(owed)),
    )
    return _thinned(_curve(steps, by), by)


def _curve(steps: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """The estimate after each second at which a case was answered or is censored."""
    group = ibis.window(group_by=list(by))
    so_far = ibis.cumulative_window(group_by=list(by), order_by="seconds")
    counted = steps.mutate(
        cases=steps.ends.sum().over(group),
        answered=steps.events.sum().over(group),
        at_risk=steps.ends.sum().over(group) - steps.ends.sum().over(so_far) + steps.ends,
    )
    n, d = counted.at_risk.cast("float64"), counted.events.cast("float64")
    left = (d < n).ifelse(n - d, None)  # null where the last ones are answered: the curve ends at 0
    summed = counted.mutate(
        last=(d == n),
        log_waiting=(left / n).ln().sum().over(so_far),
        greenwood=(d / (n * left)).sum().over(so_far),
    )
    gone = summed["last"]
    log_waiting = (summed.log_waiting < 0).ifelse(summed.log_waiting, None)
    theta = _Z * summed.greenwood.sqrt() / log_waiting.abs()
    return summed.mutate(
        waiting=gone.ifelse(0.0, summed.log_waiting.exp()),
        low=gone.ifelse(None, (log_waiting * theta.exp()).exp()),
        high=gone.ifelse(None, (log_waiting * (-theta).exp()).exp()),
    )


def _thinned(curve: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """The points at which the curve enters a new cell, by height and time, or passes a quartile."""
    group = ibis.window(group_by=list(by))
    along = ibis.window(group_by=list(by), order_by="seconds")
    span = (1 + curve.seconds / _MINUTE).ln()
    longest = (1 + curve.seconds.max().over(group) / _MINUTE).ln().nullif(0.0)
    # One number that changes with each of them: the height only falls and time only grows, so their
    # difference cannot stand still, and each quartile has a bit of its own above it.
    cell = (span / longest * _BY_TIME).floor().coalesce(0.0) - (curve.waiting * _BY_HEIGHT).floor()
    passed = [curve[end] <= quartile + _HAIR for quartile in _QUARTILES for end in _ENDS]
    for bit, at_or_below in enumerate(passed):
        cell += at_or_below.coalesce(False).ifelse(float(_ABOVE_CELLS << bit), 0.0)
    celled = curve.mutate(
        cell=cell,
        outer=(curve.seconds == curve.seconds.min().over(group))
        | (curve.seconds == curve.seconds.max().over(group)),
    )
    marked = celled.mutate(entered=(celled.cell != celled.cell.lag().over(along)).coalesce(False))
    columns = (*by, "seconds", "waiting", "low", "high", "at_risk", "cases", "answered")
    return marked.filter(marked.entered | marked.outer).select(*columns).order_by(*by, "seconds")


def time_to_answer_of(rows: Iterable[Mapping[str, Any]], *, curve: bool) -> TimeToAnswer:
    """The figure of one group's rows of `time_to_answer`, with or without the curve itself."""
    points = list(rows)
    quarter, median, three_quarters = (_quartile(points, share) for share in _QUARTILES)
    return TimeToAnswer(
        cases=points[0]["cases"] if points else 0,
        answered=points[0]["answered"] if points else 0,
        quarter=quarter,
        median=median,
        three_quarters=three_quarters,
        curve=tuple(_point(row) for row in points) if curve else (),
    )


def _quartile(points: Sequence[Mapping[str, Any]], share: float) -> Quartile:
    def reached(column: str) -> int | None:
        at = (p["seconds"] for p in points if p[column] is not None and p[column] <= share + _HAIR)
        return next(at, None)

    return Quartile(seconds=reached("waiting"), low=reached("low"), high=reached("high"))


def _point(row: Mapping[str, Any]) -> CurvePoint:
    return CurvePoint(
        seconds=row["seconds"],
        waiting=row["waiting"],
        low=row["low"],
        high=row["high"],
        at_risk=row["at_risk"],
    )
