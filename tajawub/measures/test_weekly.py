"""Week by week: the improvement, and whether it lasts."""

from __future__ import annotations

from datetime import date

from tajawub.measures.testing import AS_OF, DAY, HOUR, Row, answered, table, waiting
from tajawub.measures.weekly import LAST_WEEKS, Week, weekly, weeks_of


def _weeks(*rows: Row) -> tuple[Week, ...]:
    return weeks_of(weekly(table(*rows), AS_OF).to_pyarrow().to_pylist(), AS_OF)


def test_weeks_begin_on_monday_in_utc_and_have_no_gaps() -> None:
    # AS_OF is Monday 10:00: 10 hours and a second before it is Sunday.
    weeks = _weeks(waiting(10 * HOUR), waiting(10 * HOUR + 1), waiting(20 * DAY))
    assert [w.monday for w in weeks] == [date(2026, 11, day) for day in (2, 9, 16, 23)]
    assert [w.cases for w in weeks] == [1, 0, 1, 1]


def test_the_stock_goes_down_when_answers_come_and_never_before() -> None:
    weeks = _weeks(
        answered(21 * DAY, 8 * DAY),
        answered(21 * DAY, HOUR),
        waiting(21 * DAY),
        waiting(14 * DAY),
    )
    assert [w.waiting for w in weeks] == [2, 2, 2, 2]
    assert [w.cases for w in weeks] == [3, 1, 0, 0]
    assert (weeks[0].answered_within_3_days.count, weeks[0].answered_within_3_days.of) == (1, 3)


def test_the_newest_cases_are_not_judged_before_three_days() -> None:
    weeks = _weeks(answered(2 * DAY, HOUR), waiting(2 * DAY), waiting(3 * DAY))
    assert sum(w.cases for w in weeks) == 3
    assert sum(w.answered_within_3_days.of for w in weeks) == 1


def test_a_case_from_another_age_stays_in_the_stock_and_does_not_stretch_the_weeks() -> None:
    weeks = _weeks(waiting(20_000 * DAY), answered(DAY, HOUR))
    assert len(weeks) == LAST_WEEKS
    assert {w.waiting for w in weeks} == {1}


def test_by_agency_the_stocks_are_apart() -> None:
    cases = table(waiting(8 * DAY, agency="water"), answered(8 * DAY, HOUR, agency="roads"))
    rows = weekly(cases, AS_OF, ["agency"]).to_pyarrow().to_pylist()
    assert {(r["agency"], r["waiting"]) for r in rows} == {("water", 1), ("roads", 0)}


def test_without_cases_there_are_no_weeks() -> None:
    assert _weeks() == ()
