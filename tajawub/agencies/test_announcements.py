"""Holidays and hours that were announced later, often the day before."""

from __future__ import annotations

from datetime import date, datetime
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tajawub.agencies.calendar import Calendar, load_calendar
from tajawub.agencies.calendar_file import read_amendments
from tajawub.errors import TajawubError

GULF = ZoneInfo("Asia/Dubai")
DAY_OFF = """
calendar = "ae-federal"
[[add]]
on = 2026-11-24
name = "يوم حداد"
announced = 2026-11-23T18:00:00+04:00
source = "WAM"
"""


def gulf(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=GULF)


def amended(folder: Path, *texts: str, calendar: str = "ae-federal") -> Calendar:
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"amendment-{number}.toml"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return load_calendar(calendar, amendments=paths)


def is_open(calendar: Calendar, day: str) -> bool:
    return bool(calendar.open_intervals(date.fromisoformat(day)))


def test_a_holiday_announced_the_day_before_moves_what_is_due(tmp_path: Path) -> None:
    calendar = amended(tmp_path, DAY_OFF)
    asked = gulf("2026-11-23 09:00")
    before, after = gulf("2026-11-23 17:59"), gulf("2026-11-23 18:00")
    assert is_open(calendar.as_known_at(before), "2026-11-24")
    assert not is_open(calendar.as_known_at(after), "2026-11-24")
    ten_hours = 10 * 3600
    assert calendar.as_known_at(before).add_working(asked, ten_hours) == gulf("2026-11-24 11:00")
    assert calendar.as_known_at(after).add_working(asked, ten_hours) == gulf("2026-11-25 11:00")
    holiday = calendar.holiday_on(date(2026, 11, 24))
    assert holiday is not None
    assert (holiday.name, holiday.source) == ("يوم حداد", "WAM")


def test_a_holiday_of_the_list_can_be_taken_back(tmp_path: Path) -> None:
    text = """
    [[remove]]
    first = 2026-12-02
    last = 2026-12-03
    announced = 2026-11-30T12:00:00+04:00
    source = "invented"
    """
    calendar = amended(tmp_path, text)
    assert is_open(calendar, "2026-12-02")
    assert is_open(calendar, "2026-12-03")
    assert calendar.holiday_on(date(2026, 12, 2)) is None
    assert not is_open(calendar.as_known_at(gulf("2026-11-30 11:59")), "2026-12-02")


def test_of_two_announcements_the_later_holds_in_whatever_order_they_are_read(
    tmp_path: Path,
) -> None:
    back = DAY_OFF.replace("[[add]]", "[[remove]]").replace("T18:00", "T20:00")
    again = DAY_OFF.replace("T18:00", "T22:00").replace("WAM", "WAM, second notice")
    for texts in permutations((DAY_OFF, back, again)):
        calendar = amended(tmp_path, *texts)
        assert not is_open(calendar, "2026-11-24")
        assert is_open(calendar.as_known_at(gulf("2026-11-23 21:00")), "2026-11-24")
        assert calendar.version == amended(tmp_path, again, back, DAY_OFF).version
    assert is_open(amended(tmp_path, DAY_OFF, back), "2026-11-24")


def test_the_crescent_moves_ramadan(tmp_path: Path) -> None:
    text = """
    [[ramadan]]
    year = 1448
    first = 2027-02-09
    last = 2027-03-09
    announced = 2027-02-07T19:30:00+04:00
    source = "UAE moon-sighting committee, invented"
    """
    calendar = amended(tmp_path, text)
    first_calculated = date(2027, 2, 8)
    assert calendar.open_intervals(first_calculated)[0].start.hour == 7
    assert calendar.open_intervals(date(2027, 2, 9))[0].start.hour == 9
    before = calendar.as_known_at(gulf("2027-02-07 19:00"))
    assert before.open_intervals(first_calculated)[0].start.hour == 9


def test_hours_announced_later_beat_those_of_the_file(tmp_path: Path) -> None:
    text = """
    [[dated]]
    first = 2026-02-23
    last = 2026-02-27
    hours = { mon-thu = ["10:00-13:00"] }
    announced = 2026-02-20T10:00:00+04:00
    source = "invented"
    """
    calendar = amended(tmp_path, text)
    assert calendar.open_intervals(date(2026, 2, 23))[0].seconds == 3 * 3600
    assert not is_open(calendar, "2026-02-27")
    assert calendar.open_intervals(date(2026, 3, 2))[0].start.hour == 9


def test_the_version_follows_what_decides_and_nothing_else(tmp_path: Path) -> None:
    plain = load_calendar("ae-federal")
    noted = amended(tmp_path, DAY_OFF)
    renamed = amended(tmp_path, DAY_OFF.replace("WAM", "Another source").replace("حداد", "عطلة"))
    assert plain.version != noted.version
    assert noted.version == renamed.version
    assert noted.as_known_at(gulf("2026-11-01 00:00")).version == plain.version
    assert plain.amended().version == plain.version


def test_announcements_of_one_moment_may_agree_but_not_contradict(tmp_path: Path) -> None:
    assert not is_open(amended(tmp_path, DAY_OFF, DAY_OFF), "2026-11-24")
    with pytest.raises(TajawubError, match="2026-11-24 is both added and removed"):
        amended(tmp_path, DAY_OFF, DAY_OFF.replace("[[add]]", "[[remove]]"))
    month = """
    [[ramadan]]
    year = 1448
    first = 2027-02-09
    last = 2027-03-09
    announced = 2027-02-07T19:30:00+04:00
    source = "invented"
    """
    with pytest.raises(TajawubError, match="Ramadan 1448 is given twice"):
        amended(tmp_path, month, month.replace("02-09", "02-08"))


def test_hours_that_overlap_and_differ_are_refused(tmp_path: Path) -> None:
    hours = """
    [[dated]]
    first = 2026-02-02
    last = 2026-05-27
    hours = { mon-thu = ["10:00-13:00"] }
    announced = 2026-02-01T10:00:00+04:00
    source = "invented"
    """
    inside = hours.replace("02-02", "02-03").replace("05-27", "02-04")
    other = hours.replace("02-02", "04-01").replace("10:00-13", "11:00-13")
    amended(tmp_path, hours, inside)
    with pytest.raises(TajawubError, match="two different hours are given for 2026-04-01"):
        amended(tmp_path, hours, inside, other)


def test_an_amendment_for_another_calendar_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TajawubError, match="is for ae-federal, not for ae-sharjah"):
        amended(tmp_path, DAY_OFF, calendar="ae-sharjah")


def test_an_amendment_needs_the_moment_it_was_announced(tmp_path: Path) -> None:
    path = tmp_path / "amendment.toml"
    for moment in ("", "announced = 2026-11-23", "announced = 2026-11-23T18:00:00"):
        path.write_text(
            DAY_OFF.replace("announced = 2026-11-23T18:00:00+04:00", moment), encoding="utf-8"
        )
        with pytest.raises(TajawubError, match=r"add\[1\]\.announced: needs a moment with its off"):
            read_amendments(path)
