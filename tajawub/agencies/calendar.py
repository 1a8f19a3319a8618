"""When an agency is open: working time between two moments, and when working time is up.

The clock of a case always runs in elapsed time; working time stands beside it, in the agency's own
calendar. A calendar is data (`calendars/*.toml`): dated weeks, Ramadan hours, holidays and what was
announced later. Nothing here knows a country.

Moments are read to the whole second below. Working time is therefore exactly additive: from a to b
and from b to c make from a to c.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from tajawub.agencies.announcements import (
    LAST_DAY,
    changed_days,
    dated_days,
    known_at,
    with_amendments,
)
from tajawub.agencies.calendar_file import bundled_calendars, read_amendments, read_rules
from tajawub.agencies.open_table import OpenTable, instant
from tajawub.agencies.public_holidays import holidays_of
from tajawub.agencies.rules import Amendments, HolidayChange, Rules, Week
from tajawub.errors import TajawubError

__all__ = ["FIRST", "LAST", "Calendar", "Holiday", "Interval", "bundled_calendars", "load_calendar"]

Micros = npt.NDArray[np.int64]

FIRST = datetime(2005, 1, 1, tzinfo=UTC)  # the first moment a calendar can be asked about
LAST = datetime(2101, 1, 1, tzinfo=UTC)  # and the first moment after the last one
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_MICROS = 1_000_000
_LAST_YEAR = LAST_DAY.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of open time, aware, in the calendar's zone."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """How long it really lasts, also when the clocks change within it."""
        # Python subtracts two moments of one zone by the clock on the wall, hence UTC.
        return (self.end.astimezone(UTC) - self.start.astimezone(UTC)) // _SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """Why a day is off: the holiday's name and who says so."""

    day: date
    name: str
    source: str


@dataclass(slots=True)
class _Held:
    """What was computed once: intervals and holidays by year, and the table last asked for."""

    intervals: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    holidays: dict[int, Mapping[date, str]] = field(default_factory=dict)
    table: tuple[range, OpenTable] | None = None  # one value: threads must never mix two


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When an agency is open. Immutable; `amended` and `as_known_at` give another calendar."""

    rules: Rules
    _held: _Held = field(default_factory=_Held, repr=False, compare=False)

    @property
    def name(self) -> str:
        return self.rules.name

    @property
    def title(self) -> str:
        """What people call it, in English; `rules.title_ar` in Arabic."""
        return self.rules.title

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.rules.zone)

    @cached_property
    def version(self) -> str:
        """Twelve characters that change whenever a rule that decides changes.

        The version of the library `holidays` counts where the calendar follows one of its lists:
        a corrected holiday there changes figures as much as an amendment does. Titles and sources
        do not count.
        """
        library = version("holidays") if self.rules.holidays else ""
        return hashlib.sha256(f"{self.rules!r} {library}".encode()).hexdigest()[:12]

    def amended(self, *amendments: Amendments) -> Calendar:
        """This calendar with further announcements; the order in which they come is of no account.

        Raises TajawubError where two announcements of one moment contradict each other.
        """
        return Calendar(rules=with_amendments(self.rules, amendments))

    def as_known_at(self, moment: datetime) -> Calendar:
        """This calendar without what was announced after `moment` (aware).

        The library's own holidays and everything without a moment of announcement are taken as
        known from the start.
        """
        return Calendar(rules=known_at(self.rules, _aware(moment)))

    def covers(self, moment: datetime) -> bool:
        """Whether the calendar can be asked about this aware moment: 2005 to 2100, UTC."""
        return FIRST <= _aware(moment) < LAST

    def holiday_on(self, day: date) -> Holiday | None:
        """The holiday that `day` is, on a day of the ordinary week or not; None where it is none.

        Raises TajawubError for a day outside 2005 to 2100.
        """
        _refuse_day(day)
        change = self._changed.get(day)
        if change is not None:
            return (
                Holiday(day=day, name=change.name, source=change.source) if change.closed else None
            )
        name = self._listed(day)
        listed = self.rules.holidays
        if name is None or listed is None:
            return None
        return Holiday(day=day, name=name, source=listed.source)

    def open_intervals(self, day: date) -> tuple[Interval, ...]:
        """The open time of one local day, in order; () on a day off.

        Raises TajawubError for a day outside 2005 to 2100.
        """
        _refuse_day(day)
        return tuple(
            Interval(
                start=datetime.fromtimestamp(opens, self.zone),
                end=datetime.fromtimestamp(closes, self.zone),
            )
            for opens, closes in self._day(day)
        )

    def working_seconds(self, start: datetime, end: datetime) -> int:
        """Open time from `start` to `end`, both aware, in whole seconds.

        Never more than elapsed time; negative, as elapsed time is, where `end` comes first.
        Raises TajawubError for a moment outside 2005 to 2100.
        """
        micros = np.array([_micros(start), _micros(end)], dtype=np.int64)
        return int(self.working_seconds_of(micros[:1], micros[1:])[0])

    def working_seconds_of(self, start_us: Micros, end_us: Micros) -> Micros:
        """`working_seconds` of many pairs at once.

        Takes two int64 arrays of one shape, UTC epoch microseconds; gives int64 seconds in that
        shape. Raises TajawubError where any moment lies outside 2005 to 2100.
        """
        if start_us.shape != end_us.shape:
            raise ValueError(f"shapes differ: {start_us.shape} and {end_us.shape}")
        if start_us.size == 0:
            return np.zeros(start_us.shape, dtype=np.int64)
        first = min(int(start_us.min()), int(end_us.min()))
        last = max(int(start_us.max()), int(end_us.max()))
        table = self._table(_year(first, days=-1), _year(last, days=1))
        return table.open_until(end_us // _MICROS) - table.open_until(start_us // _MICROS)

    def add_working(self, start: datetime, seconds: int) -> datetime:
        """The first moment, in UTC, by which `seconds` of open time have passed since `start`.

        This is when a target is up. Work that fills a day to the last second is due when that day
        closes, not when the next one opens. No seconds give `start` itself. Raises TajawubError
        where that much open time does not come before 2101.
        """
        if seconds < 0:
            raise ValueError(f"seconds must not be negative: {seconds}")
        micros = _micros(start)
        if seconds == 0:
            return start.astimezone(UTC)
        first, last = _year(micros, days=-1), _year(micros, days=1) + 1
        while True:
            table = self._table(first, min(last, _LAST_YEAR))
            passed = int(table.open_until(np.array([micros // _MICROS]))[0])
            due = table.reached(passed + seconds)
            if due is not None and due < (LAST - _EPOCH) // _SECOND:
                return _EPOCH + timedelta(seconds=due)
            if due is not None or last >= _LAST_YEAR:
                raise TajawubError(
                    f"{self.name}: {seconds} seconds of working time after {start.isoformat()} "
                    "are not reached before 2101; is the calendar ever open?"
                )
            last += last - first + 1

    def _table(self, first: int, last: int) -> OpenTable:
        """The table of the years asked for, or of a longer span that holds them."""
        held = self._held.table
        if held is not None:
            years, table = held
            if first in years and last in years:
                return table
            first, last = min(first, years[0]), max(last, years[-1])
        years = range(first, last + 1)
        table = OpenTable.of([pair for year in years for pair in self._year(year)])
        self._held.table = (years, table)
        return table

    def _year(self, year: int) -> list[tuple[int, int]]:
        if year not in self._held.intervals:
            day, found = date(year, 1, 1), []
            while day.year == year:
                found += self._day(day)
                day += timedelta(days=1)
            self._held.intervals[year] = found
        return self._held.intervals[year]

    def _day(self, day: date) -> list[tuple[int, int]]:
        """What is open on one local day, as UTC epoch seconds that really pass."""
        if self._is_off(day):
            return []
        shifts = self._week_of(day)[day.weekday()]
        found = [
            (instant(day, shift.opens, self.zone), instant(day, shift.closes, self.zone))
            for shift in shifts
        ]
        return [(opens, closes) for opens, closes in found if opens < closes]

    def _is_off(self, day: date) -> bool:
        change = self._changed.get(day)
        return self._listed(day) is not None if change is None else change.closed

    def _listed(self, day: date) -> str | None:
        listed = self.rules.holidays
        if listed is None:
            return None
        if day.year not in self._held.holidays:
            self._held.holidays[day.year] = holidays_of(listed, day.year)
        return self._held.holidays[day.year].get(day)

    def _week_of(self, day: date) -> Week:
        dated = self._dated.get(day)
        if dated is not None:
            return dated
        return next(rule.week for rule in self.rules.weeks if rule.first <= day <= rule.last)

    @cached_property
    def _changed(self) -> Mapping[date, HolidayChange]:
        return changed_days(self.rules)

    @cached_property
    def _dated(self) -> Mapping[date, Week]:
        return dated_days(self.rules)


def load_calendar(
    name_or_path: str | Path,
    *,
    amendments: Iterable[str | Path] = (),
    zone: str | None = None,
) -> Calendar:
    """A bundled calendar by name (see `bundled_calendars`) or a calendar file by path.

    `amendments` are amendment files to apply; `zone` replaces the calendar's time zone, as for
    `weekdays-utc`. Raises TajawubError that names the file and the field at fault.
    """
    rules = read_rules(name_or_path, zone=zone)
    more = [read_amendments(path, calendar=rules.name) for path in amendments]
    return Calendar(rules=rules).amended(*more)


def _refuse_day(day: date) -> None:
    if not FIRST.year <= day.year < LAST.year:
        raise TajawubError(f"Calendars cover the years 2005 to 2100, not {day.isoformat()}.")


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"needs a moment with its time zone: {moment.isoformat()}")
    return moment


def _micros(moment: datetime) -> int:
    return (_aware(moment) - _EPOCH) // timedelta(microseconds=1)


def _year(micros: int, *, days: int) -> int:
    """The year of a moment in the range, some days off so that every zone's local day is in."""
    if not _micros(FIRST) <= micros < _micros(LAST):
        raise TajawubError(
            f"Calendars cover the years 2005 to 2100 in UTC, not {np.datetime64(micros, 'us')}. "
            "Is a date in the archive broken?"
        )
    return (_EPOCH + timedelta(microseconds=micros, days=days)).year
