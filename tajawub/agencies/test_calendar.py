"""Working time, example by example, against the hours as they were announced."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tajawub.agencies.calendar import FIRST, LAST, Calendar, bundled_calendars, load_calendar
from tajawub.errors import TajawubError

GULF = ZoneInfo("Asia/Dubai")
LONDON = ZoneInfo("Europe/London")
HOUR = 3600


def gulf(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=GULF)


def clock(calendar: Calendar, day: str) -> list[str]:
    """The open intervals of a day as people would write them."""
    return [
        f"{interval.start:%H:%M}-{interval.end:%H:%M}"
        for interval in calendar.open_intervals(date.fromisoformat(day))
    ]


def written(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def federal() -> Calendar:
    return load_calendar("ae-federal")


def test_it_measures_a_question_that_waited_eleven_days(federal: Calendar) -> None:
    asked, now = gulf("2026-11-12 10:14"), gulf("2026-11-23 14:05")
    assert federal.working_seconds(asked, now) == 52 * HOUR + 51 * 60
    assert federal.working_seconds(now, asked) == -(52 * HOUR + 51 * 60)


def test_it_changes_the_week_on_the_first_of_january_2022(federal: Calendar) -> None:
    assert clock(federal, "2021-12-30") == ["07:30-14:30"]  # the last Thursday of the old week
    assert clock(federal, "2021-12-31") == []
    assert clock(federal, "2022-01-01") == []
    assert clock(federal, "2022-01-02") == []  # the first Sunday off
    assert clock(federal, "2022-01-03") == ["07:30-15:30"]
    worked = federal.working_seconds(gulf("2021-12-26 00:00"), gulf("2022-01-09 00:00"))
    assert worked == 5 * 7 * HOUR + 4 * 8 * HOUR + 4 * HOUR + 1800


def test_it_changes_the_week_in_september_2006(federal: Calendar) -> None:
    assert clock(federal, "2006-08-26") == ["07:30-14:30"]  # a Saturday
    assert clock(federal, "2006-08-31") == []  # a Thursday
    assert clock(federal, "2006-09-02") == []
    assert clock(federal, "2006-09-07") == ["07:30-14:30"]


def test_it_closes_at_noon_on_fridays(federal: Calendar) -> None:
    assert clock(federal, "2026-11-13") == ["07:30-12:00"]
    assert federal.working_seconds(gulf("2026-11-13 11:59"), gulf("2026-11-16 07:30")) == 60


def test_it_keeps_sharjah_closed_on_fridays_from_2022() -> None:
    sharjah = load_calendar("ae-sharjah")
    assert clock(sharjah, "2026-11-12") == ["07:30-15:30"]
    assert clock(sharjah, "2026-11-13") == []
    assert clock(sharjah, "2026-02-20") == []  # a Friday of Ramadan
    assert clock(sharjah, "2026-12-02") == []  # National Day, as in the federation


def test_it_keeps_ramadan_hours_in_2026_and_not_a_day_longer(federal: Calendar) -> None:
    assert clock(federal, "2026-02-17") == ["07:30-15:30"]
    assert clock(federal, "2026-02-18") == ["09:00-14:30"]
    assert clock(federal, "2026-02-20") == ["09:00-12:00"]
    assert clock(federal, "2026-02-21") == []
    assert clock(federal, "2026-03-18") == ["09:00-14:30"]
    assert clock(federal, "2026-03-23") == ["07:30-15:30"]


def test_it_keeps_the_older_ramadan_hours_before_2022(federal: Calendar) -> None:
    assert clock(federal, "2018-05-16") == ["07:30-14:30"]  # calculated as the first, but not seen
    assert clock(federal, "2018-05-17") == ["09:00-14:00"]


def test_it_closes_over_eid_and_says_why(federal: Calendar) -> None:
    for day in ("2026-03-19", "2026-03-20"):
        assert clock(federal, day) == []
    worked = federal.working_seconds(gulf("2026-03-18 14:30"), gulf("2026-03-23 07:30"))
    assert worked == 0
    holiday = federal.holiday_on(date(2026, 3, 20))
    assert holiday is not None
    assert holiday.name == "عيد الفطر"
    assert "holidays" in holiday.source
    assert federal.holiday_on(date(2026, 3, 18)) is None


def test_it_knows_the_saudi_week_before_and_after_june_2013() -> None:
    saudi = load_calendar("sa-government")
    assert saudi.zone.key == "Asia/Riyadh"
    assert clock(saudi, "2013-06-26") == ["07:30-14:30"]
    assert clock(saudi, "2013-06-27") == []  # a Thursday
    assert clock(saudi, "2013-06-29") == []  # the first Saturday off
    assert clock(saudi, "2013-07-04") == ["07:30-14:30"]
    assert clock(saudi, "2026-02-19") == ["10:00-15:00"]
    assert clock(saudi, "2026-03-15") == []  # the civil service's Eid holiday has begun
    assert clock(saudi, "2026-09-23") == []


def test_it_counts_elapsed_time_where_it_is_always_open() -> None:
    always = load_calendar("always")
    start, end = gulf("2024-02-28 23:59:30"), gulf("2024-03-01 00:00:15")
    assert always.working_seconds(start, end) == (end - start).total_seconds()


def test_it_takes_another_zone_for_a_neutral_week() -> None:
    london = load_calendar("weekdays-utc", zone="Europe/London")
    assert london.open_intervals(date(2026, 7, 1))[0].start.astimezone(UTC).hour == 8
    assert london.open_intervals(date(2026, 1, 5))[0].start.astimezone(UTC).hour == 9
    with pytest.raises(TajawubError, match="no time zone Mars/Olympus"):
        load_calendar("weekdays-utc", zone="Mars/Olympus")


def test_every_bundled_calendar_loads_and_the_demo_keeps_federal_hours() -> None:
    loaded = {name: load_calendar(name) for name in bundled_calendars()}
    assert set(loaded) >= {
        "ae-federal", "ae-dubai", "ae-sharjah", "sa-government", "always", "ghaf",
    }  # fmt: skip
    assert loaded["ghaf"].version == loaded["ae-dubai"].version == loaded["ae-federal"].version
    assert loaded["ae-sharjah"].version != loaded["ae-federal"].version
    assert all(calendar.title and calendar.rules.title_ar for calendar in loaded.values())


def test_every_calculated_ramadan_lasts_a_lunar_month_and_ends_at_eid() -> None:
    from tajawub.agencies.public_holidays import holidays_of

    rules = load_calendar("ae-federal").rules
    assert [month.year for month in rules.ramadan] == list(range(1425, 1525))
    for month in rules.ramadan:
        assert 28 <= (month.last - month.first).days <= 29
    assert rules.holidays is not None
    for month in rules.ramadan:
        if 2017 <= month.first.year <= 2026:  # the years for which the library's dates are certain
            eid = month.last + timedelta(days=1)
            assert holidays_of(rules.holidays, eid.year)[eid] == "عيد الفطر"


SPLIT = """
title = "Counter with a midday break"
zone = "Asia/Dubai"
[[week]]
hours = { sat-thu = ["16:00-20:00", "08:00-13:00"], fri = ["22:00-24:00"] }
source = "invented"
"""


def test_it_leaves_the_midday_break_out_of_a_split_shift(tmp_path: Path) -> None:
    counter = load_calendar(written(tmp_path, SPLIT))
    assert clock(counter, "2026-11-14") == ["08:00-13:00", "16:00-20:00"]
    assert clock(counter, "2026-11-13") == ["22:00-00:00"]
    assert counter.working_seconds(gulf("2026-11-14 12:00"), gulf("2026-11-14 17:00")) == 2 * HOUR
    assert counter.working_seconds(gulf("2026-11-13 12:00"), gulf("2026-11-14 08:00")) == 2 * HOUR


def test_dated_hours_beat_ramadan_and_ramadan_beats_the_week(tmp_path: Path) -> None:
    text = """
    like = "ae-federal"
    [[dated]]
    ramadan = true
    hours = { mon-fri = ["10:00-14:00"] }
    source = "invented"
    [[dated]]
    first = 2026-03-02
    last = 2026-03-03
    hours = { mon = ["10:00-11:00"] }
    source = "invented"
    """
    mine = load_calendar(written(tmp_path, text))
    assert clock(mine, "2026-02-27") == ["10:00-14:00"]
    assert clock(mine, "2026-03-02") == ["10:00-11:00"]
    assert clock(mine, "2026-03-03") == []
    assert clock(mine, "2026-03-04") == ["10:00-14:00"]
    assert clock(mine, "2026-04-06") == ["07:30-15:30"]


NIGHT = """
title = "Night desk"
zone = "Europe/London"
[[week]]
hours = { daily = ["00:00-06:00"] }
source = "invented"
"""


def test_it_counts_the_hours_that_really_pass_when_the_clocks_change(tmp_path: Path) -> None:
    night = load_calendar(written(tmp_path, NIGHT))
    lengths = {
        day: night.open_intervals(date.fromisoformat(day))[0].seconds
        for day in ("2026-03-28", "2026-03-29", "2026-10-25")
    }
    assert lengths == {
        "2026-03-28": 6 * HOUR,
        "2026-03-29": 5 * HOUR,  # 01:00 to 02:00 does not exist
        "2026-10-25": 7 * HOUR,  # and here it comes twice
    }
    start = datetime(2026, 3, 29, tzinfo=LONDON)
    assert night.working_seconds(start, start + timedelta(days=1)) == 5 * HOUR


def test_a_clock_time_that_comes_twice_is_its_first_occurrence(tmp_path: Path) -> None:
    night = load_calendar(written(tmp_path, NIGHT.replace("00:00-06:00", "01:30-03:00")))
    (interval,) = night.open_intervals(date(2026, 10, 25))
    assert interval.start.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert interval.seconds == 2.5 * HOUR
    night = load_calendar(written(tmp_path, NIGHT.replace("00:00-06:00", "00:00-01:30")))
    assert night.open_intervals(date(2026, 10, 25))[0].seconds == 1.5 * HOUR


def test_it_counts_the_night_in_which_the_local_year_is_another_than_in_utc() -> None:
    hours = {"Asia/Dubai": ("2025-12-31 19:00", "2025-12-31 22:00"),
             "America/Havana": ("2026-01-01 01:00", "2026-01-01 04:00")}  # fmt: skip
    for zone, (start, end) in hours.items():
        always = load_calendar("always", zone=zone)
        a, b = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end))
        assert always.working_seconds(a, b) == 3 * HOUR


def test_a_shift_that_the_clocks_leave_out_does_not_take_place(tmp_path: Path) -> None:
    text = NIGHT.replace("00:00-06:00", "01:15-01:45")
    night = load_calendar(written(tmp_path, text))
    assert night.open_intervals(date(2026, 3, 29)) == ()
    assert night.open_intervals(date(2026, 3, 30))[0].seconds == 1800


def test_a_day_that_the_calendar_leaves_out_has_no_open_time() -> None:
    samoa = load_calendar("always", zone="Pacific/Apia")
    assert samoa.open_intervals(date(2011, 12, 30)) == ()  # Samoa crossed the date line
    assert sum(i.seconds for i in samoa.open_intervals(date(2011, 12, 31))) == 24 * HOUR
    midnight = datetime(2011, 12, 29, tzinfo=samoa.zone)
    new_year = datetime(2012, 1, 1, tzinfo=samoa.zone)
    assert samoa.working_seconds(midnight, new_year) == 2 * 24 * HOUR


def test_it_says_when_a_target_is_up(federal: Calendar) -> None:
    asked = gulf("2026-11-12 10:14")
    due = federal.add_working(asked, 16 * HOUR)
    assert due == gulf("2026-11-16 13:44")
    assert due.tzinfo is UTC
    assert federal.add_working(asked, 0) == asked
    # Work that fills the day is due when the day closes, not when the next one opens.
    assert federal.add_working(gulf("2026-11-16 07:30"), 8 * HOUR) == gulf("2026-11-16 15:30")
    assert federal.add_working(gulf("2026-11-14 09:00"), 1) == gulf("2026-11-16 07:30:01")
    assert federal.add_working(gulf("2005-01-02 00:00"), 100_000 * HOUR).year > 2060


def test_a_calendar_that_never_opens_says_so(tmp_path: Path) -> None:
    text = '[[week]]\nhours = {}\nsource = "invented"\n'
    never = load_calendar(written(tmp_path, 'zone = "UTC"\n' + text))
    assert never.working_seconds(FIRST, datetime(2100, 1, 1, tzinfo=UTC)) == 0
    with pytest.raises(TajawubError, match="not reached before 2101"):
        never.add_working(gulf("2026-11-12 10:14"), 1)


def test_it_refuses_moments_and_days_outside_its_years(federal: Calendar) -> None:
    inside = gulf("2026-11-12 10:14")
    for outside in (datetime(1970, 1, 1, tzinfo=UTC), FIRST - timedelta(seconds=1), LAST):
        assert not federal.covers(outside)
        with pytest.raises(TajawubError, match="2005 to 2100"):
            federal.working_seconds(outside, inside)
    assert federal.covers(inside)
    worst = np.array([np.iinfo(np.int64).min], dtype=np.int64)
    with pytest.raises(TajawubError, match="2005 to 2100"):
        federal.working_seconds_of(worst, worst)
    with pytest.raises(TajawubError, match="2005 to 2100"):
        federal.open_intervals(date(2004, 12, 31))
    with pytest.raises(ValueError, match="time zone"):
        federal.covers(datetime(2026, 1, 1))  # noqa: DTZ001


def test_it_takes_no_pairs_and_keeps_the_shape_of_many(federal: Calendar) -> None:
    none = np.zeros((0, 3), dtype=np.int64)
    assert federal.working_seconds_of(none, none).shape == (0, 3)
    start = np.full((2, 3), 1_795_000_000_000_000, dtype=np.int64)
    assert federal.working_seconds_of(start, start + 10**12).shape == (2, 3)
    with pytest.raises(ValueError, match="shapes differ"):
        federal.working_seconds_of(start, start[:1])


def test_it_travels_to_another_process(federal: Calendar) -> None:
    asked, now = gulf("2026-11-12 10:14"), gulf("2026-11-23 14:05")
    expected = federal.working_seconds(asked, now)
    assert pickle.loads(pickle.dumps(federal)).working_seconds(asked, now) == expected
