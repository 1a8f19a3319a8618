"""The finding in words: the right numbers, and no claim that the numbers do not carry."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tajawub.measures.summary import summarise
from tajawub.measures.testing import AS_OF, DAY, HOUR, Row, answered, table, waiting
from tajawub.sweep.report.finding import sentences, tiles
from tajawub.sweep.report.testing import DIRECTIVE, invented_report, report_of
from tajawub.sweep.report.words import words

AR, EN = words("ar"), words("en")


def _said(*rows: Row) -> list[str]:
    return [str(s) for s in sentences(report_of(summarise(table(*rows), AS_OF), []), AR)]


def test_two_who_wait_are_counted_in_the_dual() -> None:
    said = " ".join(_said(waiting(2 * DAY), waiting(2 * DAY), answered(DAY, HOUR)))
    assert "بقي منها بلا جواب <b>سؤالان</b>، وأقدمها ينتظر منذ <b>يومين</b>." in said
    assert "%" not in said


def test_where_all_are_answered_it_says_so() -> None:
    assert "ولم يبقَ منها شيء بلا جواب." in _said(answered(DAY, HOUR))


def test_nothing_owed_is_said_in_one_sentence() -> None:
    assert len(_said()) == 1
    assert len(_said(Row(standing="nothing owed"))) == 1


def test_a_median_that_was_not_reached_is_no_number() -> None:
    said = _said(*[answered(9 * DAY, HOUR)] * 30, *[waiting(9 * DAY)] * 70)
    assert any("لا وسيط" in s for s in said)
    report = report_of(summarise(table(*[waiting(DAY)] * 40), AS_OF), [])
    assert "not reached" in [tile.value for tile in tiles(report, EN)]


def test_the_burst_and_the_fade_after_the_directive_are_told() -> None:
    report = invented_report(most=0)
    assert any("وبعد التوجيه ارتفعت" in s for s in sentences(report, AR))
    without = replace(report, directive_on=None)
    assert not any("التوجيه" in s for s in sentences(without, AR))


def test_no_trend_is_told_where_there_are_too_few_weeks_to_tell() -> None:
    report = invented_report(most=0)
    for day in (DIRECTIVE - timedelta(weeks=60), DIRECTIVE + timedelta(weeks=60)):
        said = sentences(replace(report, directive_on=day), AR)
        assert not any("التوجيه" in s for s in said)


def test_a_handful_has_counts_and_no_share() -> None:
    report = report_of(summarise(table(answered(DAY, HOUR), waiting(DAY)), AS_OF), [])
    tile = tiles(report, EN)[2]
    assert (tile.value, tile.note) == ("1", "1 of 2; no share below 30")
