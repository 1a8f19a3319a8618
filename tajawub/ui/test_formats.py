"""Numbers, counts, lengths, dates and probabilities as people read them, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tajawub.ui import formats
from tajawub.ui.formats import Noun, Writing

AR = Writing()
AR_DIGITS = Writing(numerals="arabic")
EN = Writing(language="en")
DUBAI = ZoneInfo("Asia/Dubai")
MINUTE, HOUR, DAY = 60, 3600, 86_400


@pytest.fixture(autouse=True)
def _arabic() -> Iterator[None]:
    with translation.override("ar"):
        yield


@pytest.fixture
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (1, "يوم"), (2, "يومان"), (3, "3 أيام"), (10, "10 أيام"), (11, "11 يوماً"), (99, "99 يوماً"),
        (100, "100 يوم"), (102, "102 يوم"), (103, "103 أيام"), (111, "111 يوماً"),
        (1204, "1,204 أيام"), (2000, "2,000 يوم"),
    ],
)  # fmt: skip
def test_days_take_all_their_arabic_forms(n: int, shown: str) -> None:
    assert formats.counted("day", n, AR) == shown


@pytest.mark.parametrize(
    ("noun", "two", "after", "more"),
    [
        ("minute", "دقيقتان", "دقيقتين", ["5 دقائق", "48 دقيقة", "100 دقيقة"]),
        ("hour", "ساعتان", "ساعتين", ["5 ساعات", "48 ساعة", "100 ساعة"]),
        ("day", "يومان", "يومين", ["5 أيام", "48 يوماً", "100 يوم"]),
        ("working_hour", "ساعتا عمل", "ساعتي عمل", ["5 ساعات عمل", "48 ساعة عمل", "100 ساعة عمل"]),
        ("case", "حالتان", "حالتين", ["5 حالات", "48 حالة", "100 حالة"]),
        ("post", "منشوران", "منشورين", ["5 منشورات", "48 منشوراً", "100 منشور"]),
        ("reply", "ردّان", "ردّين", ["5 ردود", "48 رداً", "100 رد"]),
    ],
)
def test_the_dual_has_another_ending_after_a_preposition(
    noun: Noun, two: str, after: str, more: list[str]
) -> None:
    assert formats.counted(noun, 2, AR) == two
    assert formats.counted(noun, 2, AR, oblique=True) == after
    for oblique in (False, True):
        assert [formats.counted(noun, n, AR, oblique=oblique) for n in (5, 48, 100)] == more


def test_no_case_is_said_in_words() -> None:
    assert formats.counted("case", 0, AR) == "لا حالات"
    assert formats.counted("case", 1, AR) == "حالة واحدة"


@pytest.mark.usefixtures("_english")
def test_english_counts_one_and_many() -> None:
    assert [formats.counted("case", n, EN) for n in (0, 1, 2, 1204)] == [
        "0 cases", "1 case", "2 cases", "1,204 cases",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-5, "أقل من دقيقة"), (59, "أقل من دقيقة"), (MINUTE, "دقيقة"), (48 * MINUTE, "48 دقيقة"),
        (HOUR, "ساعة"), (2 * HOUR + 12 * MINUTE, "ساعتان و12 دقيقة"),
        (DAY, "يوم"), (2 * DAY + 2 * HOUR, "يومان وساعتان"),
        (11 * DAY + 3 * HOUR, "11 يوماً و3 ساعات"),
        (11 * DAY + 59 * MINUTE, "11 يوماً"),
    ],
)  # fmt: skip
def test_an_age_has_its_two_largest_units(seconds: int, shown: str) -> None:
    assert formats.age(seconds, AR) == shown
    assert formats.age(timedelta(seconds=seconds), AR) == shown


def test_an_age_after_a_preposition() -> None:
    assert formats.age(2 * DAY + 2 * HOUR, AR, oblique=True) == "يومين وساعتين"
    assert formats.duration(2 * DAY + 2 * HOUR, AR, oblique=True) == "يومين"


@pytest.mark.usefixtures("_english")
def test_ages_in_english() -> None:
    assert formats.age(11 * DAY + 3 * HOUR, EN) == "11 days 3 h"
    assert formats.age(3 * HOUR + 5 * MINUTE, EN) == "3 hours 5 min"
    assert formats.age(1, EN) == "less than a minute"
    assert formats.working(52 * HOUR + 51 * MINUTE, EN) == "52 h 51 min"


def test_working_time_has_hours_and_minutes_and_no_days() -> None:
    said = [
        formats.working(s, AR)
        for s in (52 * HOUR + 51 * MINUTE, 36 * HOUR, 27 * MINUTE, 0, -9, 1204 * HOUR)
    ]
    assert said == ["52 س 51 د", "36 س", "27 د", "0 د", "0 د", "1,204 س"]


def test_a_row_shows_the_number_over_its_unit_and_one_word_where_arabic_has_one() -> None:
    ages = [formats.row_age(s, AR) for s in (11 * DAY, 2 * DAY, DAY, 4 * HOUR, 10)]
    assert [(a.number, a.unit) for a in ages] == [
        ("11", "يوماً"), ("يومان", ""), ("يوم", ""), ("4", "ساعات"), ("الآن", ""),
    ]  # fmt: skip


def test_digits_separators_and_signs_go_together() -> None:
    assert formats.number(1_234_567, AR) == "1,234,567"
    assert formats.number(1_234_567, AR_DIGITS) == "١٬٢٣٤٬٥٦٧"
    assert formats.percent(0.97, AR_DIGITS) == "٩٧٪"
    assert formats.age(11 * DAY + 3 * HOUR, AR_DIGITS) == "١١ يوماً و٣ ساعات"
    assert formats.working(52 * HOUR + 51 * MINUTE, AR_DIGITS) == "٥٢ س ٥١ د"


@pytest.mark.parametrize(
    ("p", "shown"),
    [(0, "0%"), (1e-9, "1%"), (0.004, "1%"), (0.5, "50%"), (0.97, "97%"), (0.9999, "99%"),
     (1, "100%"), (1.0000001, "100%"), (-0.1, "0%")],
)  # fmt: skip
def test_only_what_is_certain_is_all_or_nothing(p: float, shown: str) -> None:
    assert formats.percent(p, AR) == shown


@given(st.floats(0, 1))
def test_a_percentage_is_near_its_probability(p: float) -> None:
    whole = int(formats.percent(p, AR).rstrip("%"))
    assert abs(whole - 100 * p) <= 1
    assert (whole == 100) == (p == 1)
    assert (whole == 0) == (p == 0)


@given(st.integers(0, 10**12), st.sampled_from(get_args(Noun)), st.booleans())
def test_no_digit_is_left_in_the_other_numerals(n: int, noun: Noun, oblique: bool) -> None:
    eastern = formats.counted(noun, n, AR_DIGITS, oblique=oblique)
    western = formats.counted(noun, n, AR, oblique=oblique)
    assert not any("0" <= c <= "9" for c in eastern)
    assert not any("٠" <= c <= "٩" for c in western)
    assert formats.digits(western.replace(",", "٬"), AR_DIGITS) == eastern


@given(st.integers(-(10**6), 10**9))
def test_an_age_never_runs_backwards_and_is_never_empty(seconds: int) -> None:
    assert formats.age(seconds, AR)
    assert formats.age(seconds, AR, oblique=True)
    assert "-" not in formats.age(seconds, AR) + formats.working(seconds, AR)
    assert formats.row_age(seconds, AR).number


AT = datetime(2026, 11, 12, 6, 14, tzinfo=UTC)


def test_a_moment_is_shown_in_the_desks_zone() -> None:
    assert formats.moment(AT, AR, zone=DUBAI) == "الخميس 12 نوفمبر 2026، 10:14"
    assert formats.moment(AT, AR_DIGITS, zone=DUBAI) == "الخميس ١٢ نوفمبر ٢٠٢٦، ١٠:١٤"
    late = datetime(2026, 12, 31, 21, 5, tzinfo=UTC)
    assert formats.moment(late, AR, zone=DUBAI) == "الجمعة 1 يناير 2027، 01:05"


@pytest.mark.usefixtures("_english")
def test_a_moment_in_english() -> None:
    assert formats.moment(AT, EN, zone=DUBAI) == "Thursday 12 November 2026, 10:14"


def test_the_hijri_date_stands_beside_the_gregorian_on_wish() -> None:
    wanted = Writing(hijri=True)
    shown = formats.moment(AT, wanted, zone=DUBAI).replace(formats.NO_BREAK, " ")
    assert shown == "الخميس 12 نوفمبر 2026، 10:14 (2 جمادى الآخرة 1448 هـ)"
    assert formats.hijri(date(2026, 2, 18), AR) == "1 رمضان 1447 هـ"


@given(st.dates())
def test_a_date_outside_the_hijri_tables_is_shown_without_it(at: date) -> None:
    shown = formats.day(at, Writing(hijri=True))
    assert ("هـ" in shown) == (date(1924, 8, 1) <= at <= date(2077, 11, 16))


def test_the_year_is_said_where_it_is_not_this_one() -> None:
    today = date(2026, 11, 23)
    assert formats.short_day(date(2026, 1, 3), AR, today=today) == "3 يناير"
    assert formats.short_day(date(2025, 1, 3), AR, today=today) == "3 يناير 2025"
    assert formats.day(date(2026, 11, 12), AR, today=today) == "الخميس 12 نوفمبر"


def test_months_go_by_the_names_used_in_the_emirates() -> None:
    said = [formats.short_day(date(2026, m, 1), AR).split()[1] for m in range(1, 13)]
    assert said == [
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر",
        "نوفمبر", "ديسمبر",
    ]  # fmt: skip


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        formats.moment(datetime(2026, 1, 1), AR, zone=DUBAI)  # noqa: DTZ001 - that is the point
