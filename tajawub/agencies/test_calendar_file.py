"""A calendar file that is wrong is refused with its name, its field and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.agencies.calendar_file import read_rules
from tajawub.agencies.table_reader import LARGEST_FILE, Table
from tajawub.errors import TajawubError

GOOD = """
title = "Counter"
zone = "Asia/Dubai"
[[week]]
hours = { sun-thu = ["07:30-14:30"] }
source = "invented"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_week_may_run_past_sunday(tmp_path: Path) -> None:
    week = read_rules(written(tmp_path, GOOD)).weeks[0].week
    assert [bool(shifts) for shifts in week] == [True, True, True, True, False, False, True]


def test_a_file_may_be_like_a_bundled_one_and_state_only_what_differs(tmp_path: Path) -> None:
    text = """
    like = "ae-federal"
    title = "Our department"
    [[add]]
    on = 2026-06-01
    name = "Founding day"
    source = "invented"
    """
    rules = read_rules(written(tmp_path, text))
    federal = read_rules("ae-federal")
    assert rules.title == "Our department"
    assert (rules.weeks, rules.dated, rules.ramadan) == (
        federal.weeks, federal.dated, federal.ramadan,
    )  # fmt: skip
    assert len(rules.changes) == len(federal.changes) + 1


def test_a_ramadan_in_the_file_replaces_the_calculated_one(tmp_path: Path) -> None:
    text = """
    like = "ae-federal"
    ramadan = [{ year = 1448, first = 2027-02-09, last = 2027-03-09, source = "seen" }]
    """
    months = [m for m in read_rules(written(tmp_path, text)).ramadan if m.year == 1448]
    assert [month.first.day for month in months] == [9]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Asia/Dubai", "Dubai", "zone: there is no time zone Dubai"),
        ("Asia/Dubai", "../../etc/passwd", "zone: there is no time zone"),
        ('"Asia/Dubai"', "4", "zone: needs a text"),
        ("title", "titel", "titel: is not known here; the fields are"),
        ('"Counter"', '"two\\nlines"', "title: needs a text of one line"),
        ("sun-thu", "sunday", "week[1].hours.sunday: is no weekday; write fri, sun-thu or daily"),
        ("sun-thu", "sun--thu", "week[1].hours.sun--thu: is no weekday"),
        ("sun-thu =", "mon = [], sun-thu =", "week[1].hours.sun-thu: names mon a second time"),
        ("07:30-14:30", "7.30-14.30", "cannot read 7.30-14.30; write it as 07:30-14:30"),
        ("07:30-14:30", "22:00-06:00", "a shift past midnight is two"),
        ("07:30-14:30", "07:30-24:30", "does not end later on the same day"),
        ("07:30-14:30", "07:30-07:30", "does not end later on the same day"),
        ('"07:30-14:30"', '"07:30-14:30", "14:00-15:00"', "has shifts that overlap"),
        ('["07:30-14:30"]', '"07:30-14:30"', "needs a list of texts"),
        ("hours", "hour", "week[1].hours: is needed"),
        ('source = "invented"', "", "week[1].source: needs a text"),
        ("[[week]]", "[week]", "week: needs entries that begin with [[week]]"),
        ("[[week]]", "[[weeks]]", "weeks: is not known here"),
        ("[[week]]", "[[week]]\nvalid_from = 2006-01-01", "for days before 2006-01-01"),
        ("[[week]]", "[[week]]\nvalid_to = 2030-01-01", "no week is given for days after 2030"),
        ("[[week]]", "[[week]]\nvalid_to = 2030-01-01T00:00:00", "valid_to: needs a date such as"),
        (
            "[[week]]",
            "[[week]]\nvalid_from = 2030-01-02\nvalid_to = 2030-01-01",
            "valid_to: comes before",
        ),
        ("title", 'like = "nowhere"\ntitle', "like: needs one of ae-dubai"),
        ("title", 'like = "ghaf"\ntitle', "like: ghaf itself is like another"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(TajawubError, match=re.escape(message)) as raised:
        read_rules(path)
    assert str(raised.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('[[add]]\non = 2026-01-01\nsource = "x"', "add[1].name: needs a text"),
        ('[[add]]\nname = "x"\nsource = "x"', "add[1].first: needs a date"),
        (
            '[[add]]\nfirst = 2026-01-01\nlast = 2027-01-03\nname = "x"\nsource = "x"',
            "add[1].last: is more than a year after first",
        ),
        (
            '[[remove]]\nfirst = 2026-01-02\nlast = 2026-01-01\nsource = "x"',
            "remove[1].last: comes before first",
        ),
        (
            '[[ramadan]]\nyear = 1447\nfirst = 2026-02-18\nlast = 2026-03-20\nsource = "x"',
            "ramadan[1].last: makes a month longer than 30 days",
        ),
        (
            '[[ramadan]]\nyear = 2026\nfirst = 2026-02-18\nlast = 2026-03-19\nsource = "x"',
            "ramadan[1].year: needs the Hijri year of 2026-02-18",
        ),
        ('[[dated]]\nramadan = "yes"\nhours = {}\nsource = "x"', "ramadan: needs true or false"),
        ('[holidays]\ncountry = "ZZ"\nsource = "x"', "holidays: the library holidays says"),
        (
            '[holidays]\ncountry = "AE"\nsubdivision = "DU"\nsource = "x"',
            "holidays: the library holidays says",
        ),
        (
            '[holidays]\ncountry = "AE"\ncategories = ["bank"]\nsource = "x"',
            "holidays: the library holidays says",
        ),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, entry: str, message: str) -> None:
    with pytest.raises(TajawubError, match=re.escape(message)):
        read_rules(written(tmp_path, GOOD + entry))


def test_weeks_that_overlap_or_leave_a_gap_are_refused(tmp_path: Path) -> None:
    second = """
    [[week]]
    valid_from = 2022-01-01
    hours = { mon-fri = ["08:00-12:00"] }
    source = "invented"
    """
    for last, message in (
        ("2022-01-01", "two weeks are given for 2022-01-01"),
        ("2021-12-30", "no week is given for the day after 2021-12-30"),
    ):
        text = GOOD.replace("[[week]]", f"[[week]]\nvalid_to = {last}") + second
        with pytest.raises(TajawubError, match=message):
            read_rules(written(tmp_path, text))


def test_a_file_without_a_week_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TajawubError, match=r"week: needs at least one \[\[week\]\]"):
        read_rules(written(tmp_path, 'zone = "UTC"'))


def test_an_unknown_name_lists_the_calendars_there_are() -> None:
    with pytest.raises(TajawubError, match=r"no calendar called ae-fedral\. .*ae-federal"):
        read_rules("ae-fedral")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path, Path("nul\0.toml")):
        with pytest.raises(TajawubError, match=r"cannot be read|is not a path"):
            read_rules(path)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"title = ", "is not valid TOML"),
        (b"a = " + b"[" * 200_000, "is not valid TOML"),
        (b"a = 2026-02-30", "is not valid TOML"),
        (b"#" * (LARGEST_FILE + 1), "is larger than"),
        (b"\x00", "is not valid TOML"),
        (b"x\x1b[31m = 1", "is not valid TOML"),
    ],
)
def test_a_hostile_file_gives_one_plain_message(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(raw)
    with pytest.raises(TajawubError, match=message) as raised:
        read_rules(path)
    assert "\x1b" not in str(raised.value)
    assert len(str(raised.value)) < 300


def test_a_message_never_carries_control_characters(tmp_path: Path) -> None:
    path = written(tmp_path, '"\\u001b[31m\\u202e" = 1\n' + GOOD)
    with pytest.raises(TajawubError, match="is not known here") as raised:
        read_rules(path)
    assert str(raised.value).isprintable()


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
))  # fmt: skip
def test_whatever_stands_in_a_field_is_read_or_refused(value: object) -> None:
    table = Table("mine.toml", "", {"field": value})
    for read in (
        lambda: table.text("field"),
        lambda: table.flag("field"),
        lambda: table.number("field"),
        lambda: table.day("field"),
        lambda: table.moment("field", needed=True),
        lambda: table.texts("field"),
        lambda: table.table("field"),
        lambda: list(table.tables("field", 3)),
    ):
        refusal = _refusal(read)
        assert not refusal or refusal.startswith("mine.toml: field: ")


def _refusal(read: Callable[[], object]) -> str:
    """What a reader says against a value; "" where it takes it. Any other error fails the test."""
    try:
        read()
    except TajawubError as refused:
        return str(refused)
    return ""
