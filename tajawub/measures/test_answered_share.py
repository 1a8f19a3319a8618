"""The share answered: the unanswered count, and nobody is judged before their time is up."""

from __future__ import annotations

from datetime import datetime, timedelta

from tajawub.measures.answered_share import (
    answered_of,
    answered_share,
    four_hours_before,
    within_of,
    youngest_that_had,
)
from tajawub.measures.share import Share
from tajawub.measures.testing import AS_OF, DAY, HOUR, Row, answered, table, waiting

FOUR_HOURS_AGO = AS_OF - timedelta(days=1)


def _of(*rows: Row, cutoff: datetime = FOUR_HOURS_AGO) -> tuple[Share, dict[str, Share]]:
    expression = answered_share(table(*rows), AS_OF, four_working_hours_ago=cutoff)
    (row,) = expression.to_pyarrow().to_pylist()
    return answered_of(row), within_of(row)


def test_thirty_answered_within_the_hour_and_seventy_never_is_thirty_percent() -> None:
    share, within = _of(
        *[answered(5 * DAY, HOUR // 2)] * 30,
        *[waiting(5 * DAY)] * 70,
        *[Row(standing="nothing owed", age=5 * DAY)] * 50,
    )
    assert (share.count, share.of, share.share) == (30, 100, 0.3)
    assert within["1_hour"].share == 0.3
    assert within["3_days"].of == 100
    assert within["10_days"].of == 0


def test_a_case_that_has_not_had_the_time_is_left_out_even_when_answered() -> None:
    _, within = _of(answered(2 * DAY, HOUR), waiting(2 * DAY), answered(4 * DAY, 3 * DAY))
    assert (within["3_days"].count, within["3_days"].of) == (1, 1)
    assert (within["1_day"].count, within["1_day"].of) == (1, 3)


def test_the_limits_themselves_belong_to_the_time() -> None:
    _, within = _of(answered(DAY, DAY), answered(DAY, DAY + 1))
    assert (within["1_day"].count, within["1_day"].of) == (1, 2)


def test_working_hours_are_counted_by_the_calendars_clock() -> None:
    night = Row(standing="answered", age=3 * DAY, took=15 * HOUR, working=2 * HOUR)
    slow = Row(standing="answered", age=3 * DAY, took=DAY, working=5 * HOUR)
    young = Row(standing="answered", age=2 * HOUR, took=HOUR, working=HOUR)
    _, within = _of(night, slow, young, waiting(3 * DAY))
    assert (within["4_working_hours"].count, within["4_working_hours"].of) == (1, 3)


def test_without_a_calendar_the_waiting_cases_tell_who_has_had_four_working_hours() -> None:
    cases = table(
        Row(standing="unanswered", age=DAY, working=4 * HOUR),
        Row(standing="unanswered", age=HOUR, working=HOUR),
        Row(standing="answered", age=60, took=1),
    )
    (row,) = youngest_that_had(cases).to_pyarrow().to_pylist()
    assert four_hours_before(AS_OF, row["opened_at"]) == AS_OF - timedelta(days=1)
    assert four_hours_before(AS_OF, None) == AS_OF - timedelta(days=14)
    assert four_hours_before(AS_OF, AS_OF - timedelta(days=90)) == AS_OF - timedelta(days=14)
