"""Time to an answer: the waiting are part of it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.measures.testing import DAY, HOUR, Row, answered, table, waiting
from tajawub.measures.time_to_answer import (
    ELAPSED,
    WORKING,
    Clock,
    TimeToAnswer,
    time_to_answer,
    time_to_answer_of,
)


def _of(*rows: Row, clock: Clock = ELAPSED) -> TimeToAnswer:
    found = time_to_answer(table(*rows), clock).to_pyarrow().to_pylist()
    return time_to_answer_of(found, curve=True)


# The 6-MP arm of Freireich et al. 1963 (Blood 21:699), weeks of remission, as in every textbook.
_FREIREICH_ENDED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
_FREIREICH_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def test_it_agrees_with_the_textbook() -> None:
    found = _of(
        *(answered(40, took) for took in _FREIREICH_ENDED),
        *(waiting(t) for t in _FREIREICH_CENSORED),
    )
    height = {p.seconds: round(p.waiting, 4) for p in found.curve}
    assert [height[t] for t in (6, 7, 10, 13, 16, 22, 23)] == [
        0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482,
    ]  # fmt: skip
    at_risk = {p.seconds: p.at_risk for p in found.curve}
    assert [at_risk[t] for t in (6, 7, 10, 13, 16, 22, 23)] == [21, 17, 15, 12, 11, 7, 6]
    # Log-log limits as survival (R) prints them for conf.type = "log-log".
    six = next(p for p in found.curve if p.seconds == 6)
    assert (round(six.low or 0, 3), round(six.high or 0, 3)) == (0.620, 0.952)
    assert (found.median.seconds, found.median.low, found.median.high) == (23, 13, None)
    assert (found.cases, found.answered) == (21, 9)


def test_seventy_of_a_hundred_never_answered_means_that_the_median_is_not_reached() -> None:
    found = _of(*[answered(9 * DAY, HOUR)] * 30, *[waiting(9 * DAY)] * 70)
    assert found.median.seconds is None
    assert found.quarter.seconds == HOUR
    assert found.three_quarters.seconds is None


def test_a_step_to_exactly_one_half_is_the_median() -> None:
    rows = [answered(DAY, second) for second in range(1, 101)] + [waiting(DAY)] * 100
    assert _of(*rows).median.seconds == 100


def test_where_all_are_answered_the_curve_ends_at_nothing() -> None:
    found = _of(answered(DAY, 10), answered(DAY, 20))
    assert found.curve[-1].waiting == 0.0
    assert found.curve[-1].low is None
    assert found.three_quarters.seconds == 20


def test_working_time_has_a_curve_of_its_own() -> None:
    row = Row(standing="answered", age=DAY, took=15 * HOUR, working=2 * HOUR)
    assert _of(row, clock=WORKING).median.seconds == 2 * HOUR


def test_cases_that_are_owed_nothing_and_no_cases_at_all() -> None:
    assert _of(Row(standing="nothing owed", age=DAY)) == _of()
    assert _of().cases == 0
    assert _of().median.seconds is None


def test_each_group_has_its_own_curve() -> None:
    cases = table(answered(DAY, 5, agency="water"), waiting(DAY, agency="roads"))
    rows = time_to_answer(cases, ELAPSED, ["agency"]).to_pyarrow().to_pylist()
    median = {
        name: time_to_answer_of(
            [r for r in rows if r["agency"] == name], curve=False
        ).median.seconds
        for name in ("water", "roads")
    }
    assert median == {"water": 5, "roads": None}


def test_a_long_curve_is_thinned_and_its_points_stay_exact() -> None:
    rows = [answered(90 * DAY, int(60 * 1.002**i)) for i in range(5000)] + [waiting(30 * DAY)] * 900
    rows = [r for r in rows if (r.took or 0) <= r.age]
    found = _of(*rows)
    assert 50 < len(found.curve) <= 200
    expected = _by_numpy(rows)
    for point in found.curve:
        assert point.waiting == pytest.approx(expected[point.seconds], abs=1e-9)


def _by_numpy(rows: list[Row]) -> dict[int, float]:
    """The estimate computed again, case by case and the other way about."""
    seconds = np.array([r.age if r.took is None else r.took for r in rows])
    ended = np.array([r.took is not None for r in rows])
    height, found = 1.0, {}
    for second in np.unique(seconds):
        at_risk = int((seconds >= second).sum())
        height *= 1 - int((ended & (seconds == second)).sum()) / at_risk
        found[int(second)] = height
    return found


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=40),
)
def test_every_curve_falls_from_one_and_agrees_with_a_second_computation(
    cases: list[tuple[int, bool]],
) -> None:
    rows = [answered(60, second) if ended else waiting(second) for second, ended in cases]
    found, expected = _of(*rows), _by_numpy(rows)
    for point in found.curve:
        assert math.isclose(point.waiting, expected[point.seconds], abs_tol=1e-9)
        if point.low is not None and point.high is not None:
            assert point.low <= point.waiting + 1e-12
            assert point.waiting <= point.high + 1e-12
    assert all(b.waiting <= a.waiting + 1e-12 for a, b in pairwise(found.curve))
    reached = [second for second, height in sorted(expected.items()) if height <= 0.5 + 1e-9]
    assert found.median.seconds == (reached[0] if reached else None)
