"""Reads calendar files and amendment files into rules. The format: docs/reference/calendars.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from tajawub.agencies.public_holidays import holidays_of
from tajawub.agencies.rules import (
    MINUTES_OF_DAY,
    Amendments,
    DatedHours,
    HolidayChange,
    HolidayList,
    RamadanMonth,
    Rules,
    Shift,
    Week,
    WeekRule,
)
from tajawub.agencies.table_reader import Table, read_table, shown, shown_path
from tajawub.errors import TajawubError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_PERIODS = 500
MOST_CHANGES = 5_000
LONGEST_HOLIDAY = timedelta(days=366)
LONGEST_RAMADAN = timedelta(days=30)
_SHIFT = re.compile(r"([0-2]?[0-9]):([0-5][0-9])-([0-2]?[0-9]):([0-5][0-9])")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")


def bundled_calendars() -> tuple[str, ...]:
    """The names of the calendars that come with Tajawub, in alphabetical order."""
    folder = files("tajawub.agencies") / "calendars"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def read_rules(name_or_path: str | Path, *, zone: str | None = None) -> Rules:
    """The rules of a bundled calendar or of a calendar file; `zone` replaces the file's zone.

    Raises TajawubError that names the file and the field.
    """
    if isinstance(name_or_path, str) and name_or_path in bundled_calendars():
        table = _bundled(name_or_path)
        name = name_or_path
    elif isinstance(name_or_path, str) and _PLAIN_NAME.fullmatch(name_or_path):
        known = ", ".join(bundled_calendars())
        raise TajawubError(
            f"There is no calendar called {name_or_path}. The calendars are {known}; "
            "or give the path of a file that ends in .toml."
        )
    else:
        path = Path(name_or_path)
        table = read_table(path, shown_path(path))
        name = shown(path.stem)
    return _rules(table, name, zone)


def read_amendments(path: str | Path, *, calendar: str | None = None) -> Amendments:
    """What an amendment file announces.

    `calendar` is the name of the calendar it is meant for; a file that names another one is
    refused. Raises TajawubError that names the file and the field.
    """
    table = read_table(Path(path), shown_path(Path(path)))
    meant_for = table.text("calendar", default="") if table.has("calendar") else None
    if calendar is not None and meant_for not in (None, calendar):
        raise table.error("calendar", f"is for {shown(str(meant_for))}, not for {calendar}")
    amendments = Amendments(
        dated=_dated(table, announced=True),
        changes=_changes(table, announced=True),
        ramadan=_ramadan(table, announced=True),
    )
    table.finish()
    return amendments


def _bundled(name: str) -> Table:
    return read_table(files("tajawub.agencies") / "calendars" / f"{name}.toml", f"{name}.toml")


def _rules(table: Table, name: str, zone: str | None) -> Rules:
    parent = _parent(table)
    own_zone = table.text("zone", default=parent.zone if parent else None)
    rules = Rules(
        name=name,
        title=table.text("title", default=parent.title if parent else name),
        title_ar=table.text("title_ar", default=parent.title_ar if parent else name),
        zone=own_zone if zone is None else zone,
        holidays=_holiday_list(table) or (parent.holidays if parent else None),
        weeks=_weeks(table) or (parent.weeks if parent else ()),
        dated=_dated(table, announced=False) or (parent.dated if parent else ()),
        changes=(parent.changes if parent else ()) + _changes(table, announced=False),
        ramadan=_ramadan(table, announced=False),
    )
    table.finish()
    _check_zone(table, rules.zone)
    _check_weeks(table, rules.weeks)
    if any(hours.in_ramadan for hours in rules.dated):
        rules = _with_months(rules)
    return rules


def _parent(table: Table) -> Rules | None:
    if not table.has("like"):
        return None
    like = table.text("like")
    if like not in bundled_calendars():
        raise table.error("like", f"needs one of {', '.join(bundled_calendars())}")
    parent = _bundled(like)
    if parent.has("like"):
        # One step only: a reader of the file should find every rule in one other file at most.
        raise table.error("like", f"{like} itself is like another; name that one")
    return _rules(parent, like, None)


def _with_months(rules: Rules) -> Rules:
    """The rules with the calculated months beneath those that the file itself names."""
    table = read_table(files("tajawub.agencies") / "ramadan.toml", "ramadan.toml")
    source = table.text("source")
    named = {month.year for month in rules.ramadan}
    months = tuple(
        month
        for month in _ramadan(table, announced=False, source=source)
        if month.year not in named
    )
    table.finish()
    return replace(rules, ramadan=months + rules.ramadan)


def _check_zone(table: Table, zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError) as reason:
        raise table.error(
            "zone", f"there is no time zone {shown(zone)}; write it as Asia/Dubai"
        ) from reason


def _holiday_list(table: Table) -> HolidayList | None:
    entry = table.table("holidays")
    if entry is None:
        return None
    listed = HolidayList(
        country=entry.text("country"),
        subdivision=entry.text("subdivision") if entry.has("subdivision") else None,
        categories=entry.texts("categories") if entry.has("categories") else ("public",),
        language=entry.text("language") if entry.has("language") else None,
        source=entry.text("source"),
    )
    entry.finish()
    _check_list(entry, listed)
    return listed


def _check_list(entry: Table, listed: HolidayList) -> None:
    try:
        holidays_of(listed, 2022)
    except (NotImplementedError, ValueError) as reason:
        raise entry.error("", f"the library holidays says: {shown(str(reason))}") from reason


def _weeks(table: Table) -> tuple[WeekRule, ...]:
    found: list[WeekRule] = []
    for entry in table.tables("week", MOST_PERIODS):
        first, last = _validity(entry)
        found.append(
            WeekRule(first=first, last=last, week=_week(entry), source=entry.text("source"))
        )
        entry.finish()
    return tuple(sorted(found, key=lambda rule: rule.first))


def _check_weeks(table: Table, weeks: Sequence[WeekRule]) -> None:
    """Every day has exactly one ordinary week, or a figure would rest on a guess."""
    if not weeks:
        raise table.error("week", "needs at least one [[week]]")
    if weeks[0].first > date(2005, 1, 1):
        raise table.error("week", f"no week is given for days before {weeks[0].first}")
    if weeks[-1].last < date(2101, 1, 1):
        raise table.error("week", f"no week is given for days after {weeks[-1].last}")
    for earlier, later in pairwise(weeks):
        if later.first <= earlier.last:
            raise table.error("week", f"two weeks are given for {later.first}")
        if later.first - earlier.last > timedelta(days=1):
            raise table.error("week", f"no week is given for the day after {earlier.last}")


def _dated(table: Table, *, announced: bool) -> tuple[DatedHours, ...]:
    found: list[DatedHours] = []
    for entry in table.tables("dated", MOST_PERIODS):
        in_ramadan = entry.flag("ramadan")
        first, last = _validity(entry) if in_ramadan else _span(entry)
        found.append(
            DatedHours(
                first=first,
                last=last,
                in_ramadan=in_ramadan,
                week=_week(entry),
                announced=entry.moment("announced", needed=announced),
                source=entry.text("source"),
            )
        )
        entry.finish()
    return tuple(found)


def _changes(table: Table, *, announced: bool) -> tuple[HolidayChange, ...]:
    found: list[HolidayChange] = []
    for field, closed in (("add", True), ("remove", False)):
        for entry in table.tables(field, MOST_CHANGES):
            first, last = _span(entry)
            if last - first > LONGEST_HOLIDAY:
                raise entry.error("last", "is more than a year after first")
            found.append(
                HolidayChange(
                    first=first,
                    last=last,
                    closed=closed,
                    name=entry.text("name", default=None if closed else "working day"),
                    announced=entry.moment("announced", needed=announced),
                    source=entry.text("source"),
                )
            )
            entry.finish()
    return tuple(found)


def _ramadan(
    table: Table, *, announced: bool, source: str | None = None
) -> tuple[RamadanMonth, ...]:
    found: list[RamadanMonth] = []
    for entry in table.tables("ramadan", MOST_PERIODS):
        first, last = _span(entry)
        if last - first >= LONGEST_RAMADAN:
            raise entry.error("last", "makes a month longer than 30 days")
        year = entry.number("year")
        if abs((first.year - 622) * 33 / 32 - year) > 1.5:  # 33 Hijri years make 32 of ours
            raise entry.error("year", f"needs the Hijri year of {first}, such as 1447")
        month = RamadanMonth(
            year=year,
            first=first,
            last=last,
            announced=entry.moment("announced", needed=announced),
            source=entry.text("source", default=source),
        )
        entry.finish()
        found.append(month)
    return tuple(found)


def _validity(entry: Table) -> tuple[date, date]:
    first = entry.day("valid_from", default=date.min)
    last = entry.day("valid_to", default=date.max)
    if last < first:
        raise entry.error("valid_to", "comes before valid_from")
    return first, last


def _span(entry: Table) -> tuple[date, date]:
    """`on` for one day, or `first` and `last`."""
    if entry.has("on"):
        day = entry.day("on")
        return day, day
    first = entry.day("first")
    last = entry.day("last")
    if last < first:
        raise entry.error("last", "comes before first")
    return first, last


def _week(entry: Table) -> Week:
    hours = entry.table("hours")
    if hours is None:
        raise entry.error("hours", 'is needed, such as { mon-thu = ["07:30-15:30"] }')
    week: list[tuple[Shift, ...] | None] = [None] * 7
    for name in hours.names():
        shifts = _shifts(hours, name)
        for day in _weekdays(hours, name):
            if week[day] is not None:
                raise hours.error(shown(name), f"names {DAYS[day]} a second time")
            week[day] = shifts
    return tuple(shifts or () for shifts in week)


def _weekdays(hours: Table, name: str) -> list[int]:
    """The weekdays of `fri`, `sun-thu` or `daily`; a range may run past Sunday."""
    if name == "daily":
        return list(range(7))
    begins, _, ends = name.partition("-")
    if begins not in DAYS or (ends or begins) not in DAYS:
        raise hours.error(shown(name), "is no weekday; write fri, sun-thu or daily")
    first = DAYS.index(begins)
    length = (DAYS.index(ends or begins) - first) % 7 + 1
    return [(first + step) % 7 for step in range(length)]


def _shifts(hours: Table, name: str) -> tuple[Shift, ...]:
    shifts = sorted(_shift(hours, name, text) for text in hours.texts(name))
    for earlier, later in pairwise(shifts):
        if later.opens < earlier.closes:
            raise hours.error(shown(name), "has shifts that overlap")
    return tuple(shifts)


def _shift(hours: Table, name: str, text: str) -> Shift:
    found = _SHIFT.fullmatch(text.strip())
    if found is None:
        raise hours.error(shown(name), f"cannot read {shown(text)}; write it as 07:30-14:30")
    hour, minute, end_hour, end_minute = (int(part) for part in found.groups())
    shift = Shift(hour * 60 + minute, end_hour * 60 + end_minute)
    if shift.opens >= shift.closes or shift.closes > MINUTES_OF_DAY:
        raise hours.error(
            shown(name),
            f"{shown(text)} does not end later on the same day; a shift past midnight is "
            "two: 22:00-24:00, and 00:00-06:00 on the next day",
        )
    return shift
