"""How numbers, times and lengths of time are written: pure functions of the value and of how its
reader wants it written.

Words come in the active language (Django's translation); digits in `writing.numerals`, everywhere
the same. Seconds may be a timedelta; a length below zero, which only a clock put back can make, is
zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, Literal

from django.utils import timezone
from django.utils.translation import gettext, npgettext, pgettext
from hijridate import Gregorian

from tajawub.ui.words import HIJRI_MONTHS, MONTHS, WEEKDAYS

Language = Literal["ar", "en"]
Numerals = Literal["western", "arabic"]
Noun = Literal["minute", "hour", "day", "working_hour", "case", "post", "reply"]

_ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_ARABIC_SIGNS: Final = str.maketrans("0123456789,.%", "٠١٢٣٤٥٦٧٨٩٬٫٪")
NO_BREAK: Final = "\u00a0"
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How a reader wants things written; `hijri` is the Hijri date beside the Gregorian one."""

    language: Language = "ar"
    numerals: Numerals = "western"
    hijri: bool = False

    @property
    def direction(self) -> Literal["rtl", "ltr"]:
        """The direction of its pages."""
        return "rtl" if self.language == "ar" else "ltr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """A length of time as a number and its unit, to be set in two sizes. Where Arabic has one word
    for both (يومان) the number is that word and the unit is empty."""

    number: str
    unit: str


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


def digits(text: str, writing: Writing) -> str:
    """The text with its digits in the reader's numerals and nothing else changed."""
    return text.translate(_ARABIC) if writing.numerals == "arabic" else text


def number(n: int, writing: Writing) -> str:
    """1,204 or ١٬٢٠٤."""
    return _signs(f"{n:,}", writing)


def percent(p: float, writing: Writing) -> str:
    """A probability in whole percent; 100% and 0% only for what is certain."""
    whole = round(min(max(p, 0.0), 1.0) * 100)
    if 0 < p < 1:
        whole = min(max(whole, 1), 99)
    return _signs(f"{whole}%", writing)


def _signs(text: str, writing: Writing) -> str:
    return text.translate(_ARABIC_SIGNS) if writing.numerals == "arabic" else text


# ── counts ───────────────────────────────────────────────────────────────────────────────────────
# Arabic has six forms, and its dual has another ending after a preposition (منذ يومين).

_NOUNS: Final[Mapping[Noun, Callable[[int], str]]] = {
    "minute": lambda n: npgettext("counted", "%(n)s minute", "%(n)s minutes", n),
    "hour": lambda n: npgettext("counted", "%(n)s hour", "%(n)s hours", n),
    "day": lambda n: npgettext("counted", "%(n)s day", "%(n)s days", n),
    "working_hour": lambda n: npgettext("counted", "%(n)s working hour", "%(n)s working hours", n),
    "case": lambda n: npgettext("counted", "%(n)s case", "%(n)s cases", n),
    "post": lambda n: npgettext("counted", "%(n)s post", "%(n)s posts", n),
    "reply": lambda n: npgettext("counted", "%(n)s reply", "%(n)s replies", n),
}
_NOUNS_AFTER: Final[Mapping[Noun, Callable[[int], str]]] = {
    "minute": lambda n: npgettext("counted, oblique", "%(n)s minute", "%(n)s minutes", n),
    "hour": lambda n: npgettext("counted, oblique", "%(n)s hour", "%(n)s hours", n),
    "day": lambda n: npgettext("counted, oblique", "%(n)s day", "%(n)s days", n),
    "working_hour": lambda n: npgettext(
        "counted, oblique", "%(n)s working hour", "%(n)s working hours", n
    ),
    "case": lambda n: npgettext("counted, oblique", "%(n)s case", "%(n)s cases", n),
    "post": lambda n: npgettext("counted, oblique", "%(n)s post", "%(n)s posts", n),
    "reply": lambda n: npgettext("counted, oblique", "%(n)s reply", "%(n)s replies", n),
}
_REST: Final[Mapping[str, Callable[[int], str]]] = {
    "minute": lambda n: npgettext("rest of a length", "%(n)s min", "%(n)s min", n),
    "hour": lambda n: npgettext("rest of a length", "%(n)s h", "%(n)s h", n),
}
_REST_AFTER: Final[Mapping[str, Callable[[int], str]]] = {
    "minute": lambda n: npgettext("rest of a length, oblique", "%(n)s min", "%(n)s min", n),
    "hour": lambda n: npgettext("rest of a length, oblique", "%(n)s h", "%(n)s h", n),
}


def counted(noun: Noun, n: int, writing: Writing, *, oblique: bool = False) -> str:
    """So many of a thing: 11 يوماً, يومان, 11 days. `oblique`: after a preposition (يومين)."""
    return (_NOUNS_AFTER if oblique else _NOUNS)[noun](n) % {"n": number(n, writing)}


# ── lengths of time ──────────────────────────────────────────────────────────────────────────────


def seconds_of(length: float | timedelta) -> int:
    """Whole seconds, zero at least."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    return max(int(seconds), 0)


def age(length: float | timedelta, writing: Writing, *, oblique: bool = False) -> str:
    """A length in its two largest units: 11 يوماً و3 ساعات, 11 days 3 h."""
    return " ".join(filter(None, age_parts(length, writing, oblique=oblique)))


def age_parts(
    length: float | timedelta, writing: Writing, *, oblique: bool = False
) -> tuple[str, str]:
    """The same in its two parts, the second (و3 ساعات) empty where nothing is left."""
    seconds = seconds_of(length)
    unit, rest = _units(seconds)
    first = _whole(unit, seconds, writing, oblique=oblique)
    size = _DAY if unit == "day" else _HOUR
    left = seconds % size // (_HOUR if rest == "hour" else _MINUTE) if rest else 0
    if not rest or not left:
        return first, ""
    second = (_REST_AFTER if oblique else _REST)[rest](left) % {"n": number(left, writing)}
    return first, pgettext("second part of a length", "%(part)s") % {"part": second}


def duration(length: float | timedelta, writing: Writing, *, oblique: bool = False) -> str:
    """A length in whole ones of its largest unit: 48 minutes, 11 days."""
    seconds = seconds_of(length)
    return _whole(_units(seconds)[0], seconds, writing, oblique=oblique)


def row_age(length: float | timedelta, writing: Writing) -> Age:
    """A length for a narrow column: its number, and the unit to stand below."""
    if seconds_of(length) < _MINUTE:
        return Age(number=pgettext("age", "now"), unit="")
    first, _, rest = duration(length, writing).partition(" ")
    return Age(number=first, unit=rest)


def working(length: float | timedelta, writing: Writing) -> str:
    """Working time, which has no days: 52 س 51 د, 52 h 51 min."""
    return " ".join(filter(None, working_parts(length, writing)))


def working_parts(length: float | timedelta, writing: Writing) -> tuple[str, str]:
    """The same in its two parts, the second empty where nothing is left."""
    hours, minutes = divmod(seconds_of(length) // _MINUTE, 60)
    short = pgettext("short", "%(n)s min") % {"n": number(minutes, writing)}
    if not hours:
        return short, ""
    first = pgettext("short", "%(n)s h") % {"n": number(hours, writing)}
    return first, short if minutes else ""


def _units(seconds: int) -> tuple[Noun, str | None]:
    if seconds >= _DAY:
        return "day", "hour"
    return ("hour", "minute") if seconds >= _HOUR else ("minute", None)


def _whole(unit: Noun, seconds: int, writing: Writing, *, oblique: bool) -> str:
    n = seconds // {"day": _DAY, "hour": _HOUR, "minute": _MINUTE}[unit]
    return counted(unit, n, writing, oblique=oblique) if n else gettext("less than a minute")


# ── dates ────────────────────────────────────────────────────────────────────────────────────────


def short_day(at: date, writing: Writing, *, today: date | None = None) -> str:
    """12 نوفمبر 2026; without its year where that is the year of `today`."""
    values = {"day": at.day, "month": MONTHS[at.month - 1], "year": at.year}
    this_year = today is not None and today.year == at.year
    text = gettext("%(day)s %(month)s") if this_year else gettext("%(day)s %(month)s %(year)s")
    return digits(text % values, writing)


def day(at: date, writing: Writing, *, today: date | None = None) -> str:
    """الخميس 12 نوفمبر 2026, with the Hijri date beside it for those who want it."""
    return _beside(_weekday(at, writing, today), at, writing)


def clock_time(at: datetime, writing: Writing, *, zone: tzinfo) -> str:
    """10:14 in the zone."""
    return digits(f"{timezone.localtime(at, zone):%H:%M}", writing)


def moment(at: datetime, writing: Writing, *, zone: tzinfo) -> str:
    """الخميس 12 نوفمبر 2026، 10:14 in the zone, with the Hijri date for those who want it.

    Raises ValueError where `at` is naive."""
    local = timezone.localtime(at, zone)
    text = gettext("%(day)s, %(time)s") % {
        "day": _weekday(local.date(), writing, None),
        "time": clock_time(at, writing, zone=zone),
    }
    return _beside(text, local.date(), writing)


def hijri(at: date, writing: Writing) -> str:
    """2 جمادى الآخرة 1448 هـ by the Umm al-Qura calendar, "" outside the years it is tabled for
    (1343 to 1500)."""
    try:
        found = Gregorian(at.year, at.month, at.day).to_hijri()
    except OverflowError:
        return ""
    text = gettext("%(day)s %(month)s %(year)s AH") % {
        "day": found.day, "month": HIJRI_MONTHS[found.month - 1], "year": found.year,
    }  # fmt: skip
    return digits(text, writing)


def _weekday(at: date, writing: Writing, today: date | None) -> str:
    return gettext("%(weekday)s %(date)s") % {
        "weekday": WEEKDAYS[at.weekday()],
        "date": short_day(at, writing, today=today),
    }


def _beside(text: str, at: date, writing: Writing) -> str:
    beside = hijri(at, writing).replace(" ", NO_BREAK) if writing.hijri else ""
    return gettext("%(date)s (%(hijri)s)") % {"date": text, "hijri": beside} if beside else text
