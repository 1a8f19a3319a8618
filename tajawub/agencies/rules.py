"""What a calendar is made of: plain records, as read from its file.

All dates are days of the calendar's own zone, and both ends of a period belong to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

ALWAYS_KNOWN = datetime.min.replace(tzinfo=UTC)
MINUTES_OF_DAY = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """One stretch of open time, in minutes after the midnight that begins the day (0 to 1440)."""

    opens: int
    closes: int


Week = tuple[tuple[Shift, ...], ...]
"""The shifts of each weekday, Monday first; always seven entries, () where the day is off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRule:
    """The ordinary week between two days, and who says so."""

    first: date
    last: date
    week: Week
    source: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedHours:
    """Hours that beat the ordinary week between two days.

    With `in_ramadan` they hold only on the days of Ramadan within that period. A weekday they do
    not name is off. Hours announced later beat those announced earlier; at the same moment, hours
    for stated days beat those for Ramadan.
    """

    first: date
    last: date
    in_ramadan: bool
    week: Week
    announced: datetime | None = None  # None: known from the start
    source: str = field(repr=False)

    @property
    def rank(self) -> tuple[datetime, bool]:
        """What decides between two rules for one day: the greater rank holds."""
        return (self.announced or ALWAYS_KNOWN, not self.in_ramadan)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayChange:
    """Days declared a holiday (`closed`), or declared to be none."""

    first: date
    last: date
    closed: bool
    name: str = field(repr=False)
    announced: datetime | None = None  # None: known from the start
    source: str = field(repr=False)

    @property
    def since(self) -> datetime:
        """When it became known."""
        return self.announced or ALWAYS_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class RamadanMonth:
    """The days of one Ramadan; of two for the same Hijri year the one announced later holds."""

    year: int  # Hijri
    first: date
    last: date
    announced: datetime | None = None  # None: the calculated month, known from the start
    source: str = field(repr=False)

    @property
    def since(self) -> datetime:
        """When it became known."""
        return self.announced or ALWAYS_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayList:
    """Which list of the library `holidays` a calendar follows."""

    country: str  # ISO 3166-1, two letters
    subdivision: str | None
    categories: tuple[str, ...]
    language: str | None = field(default=None, repr=False)  # None: the country's own
    source: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendments:
    """What was announced later: the contents of an amendment file."""

    dated: tuple[DatedHours, ...] = ()
    changes: tuple[HolidayChange, ...] = ()
    ramadan: tuple[RamadanMonth, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that decides when an agency is open.

    `repr` shows what decides and leaves out titles and sources, so that a calendar's version
    changes exactly when a figure could.
    """

    name: str = field(repr=False)
    title: str = field(repr=False)
    title_ar: str = field(repr=False)
    zone: str  # a key of the IANA time-zone database
    holidays: HolidayList | None
    weeks: tuple[WeekRule, ...]
    dated: tuple[DatedHours, ...]
    changes: tuple[HolidayChange, ...]
    ramadan: tuple[RamadanMonth, ...]
