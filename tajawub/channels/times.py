"""Times as the platforms write them, as aware UTC datetimes, and which of them cannot be right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from tajawub.channels.wire import Unreadable

EARLIEST_YEAR = 1990  # no post of any channel, mail included, is older
AHEAD = timedelta(days=1)  # clocks of senders run ahead; tomorrow is still possible

_MONTHS: Final = {
    name: n
    for n, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")

_X_EPOCH_MS = 1_288_834_974_657  # Twitter's Snowflake, 2010-11-04; published with its source code
_FIRST_SNOWFLAKE = 29_700_859_247  # ids below were plain counters and carry no time
_TID_LETTERS = {c: n for n, c in enumerate("234567abcdefghijklmnopqrstuvwxyz")}


def twitter_time(text: str) -> datetime:
    """`Tue Oct 31 22:10:47 +0000 2017`. Raises ValueError or KeyError for anything else.

    Four times faster than strptime, which also depends on the locale's month names.
    """
    if len(text) != 30 or text[19:26] != " +0000 ":
        return datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y").astimezone(UTC)
    return datetime(
        int(text[26:]), _MONTHS[text[4:7]], int(text[8:10]),
        int(text[11:13]), int(text[14:16]), int(text[17:19]), tzinfo=UTC,
    )  # fmt: skip


def snowflake_time(post_id: str) -> datetime | None:
    """When X gave out a post's id, to the millisecond: the post's own time. None for old ids."""
    if not (post_id.isascii() and post_id.isdecimal()) or len(post_id) > 19:
        return None
    number = int(post_id)
    if number < _FIRST_SNOWFLAKE:
        return None
    return _EPOCH + timedelta(milliseconds=(number >> 22) + _X_EPOCH_MS)


def tid_time(key: str) -> datetime | None:
    """When a key of the AT Protocol was made (atproto.com/specs/tid). None if it is no TID."""
    if len(key) != 13 or key[0] not in "234567abcdefghij":
        return None
    number = 0
    for letter in key:
        if letter not in _TID_LETTERS:
            return None
        number = number << 5 | _TID_LETTERS[letter]
    return _EPOCH + timedelta(microseconds=number >> 10)


class Clock:
    """Reads times against a present moment and a zone for those that name none."""

    def __init__(self, *, now: datetime, zone: tzinfo = UTC) -> None:
        self._latest = now + AHEAD
        self._zone = zone

    def sane(self, at: datetime, where: str) -> datetime:
        """The time. Raises Unreadable for one that a post cannot have: 1970, 2099."""
        if at.year < EARLIEST_YEAR or at > self._latest:
            raise Unreadable(where, f"the time {at:%Y-%m-%d %H:%M} cannot be right")
        return at

    def twitter(self, value: object, where: str) -> datetime:
        """As in X's API 1.1 and its archives."""
        try:
            at = twitter_time(value) if isinstance(value, str) else None
        except (ValueError, KeyError, OverflowError):
            at = None
        if at is None:
            raise Unreadable(where, _no_time(value))
        return self.sane(at, where)

    def iso(self, value: object, where: str) -> datetime:
        """ISO 8601, with or without a zone."""
        if not isinstance(value, str):
            raise Unreadable(where, _no_time(value))
        try:
            at = datetime.fromisoformat(value)
            return self.sane(self._in_utc(at), where)
        except (ValueError, OverflowError):
            raise Unreadable(where, _no_time(value)) from None

    def epoch(self, value: object, where: str) -> datetime:
        """Seconds, milli-, micro- or nanoseconds since 1970, by their size."""
        try:
            number = float(value) if isinstance(value, (str, int, float, Decimal)) else 0.0
            for _ in range(3):
                if abs(number) > 1e11:  # the year 5138 in seconds; 1973 in milliseconds
                    number /= 1000
            return self.sane(_EPOCH + timedelta(seconds=number), where)
        except (ValueError, OverflowError):
            raise Unreadable(where, _no_time(value)) from None

    def any(self, value: object, where: str, *, day_first: bool | None = None) -> datetime:
        """A time in whichever of the known ways it is written; see docs/reference/formats.md."""
        if isinstance(value, datetime):
            return self.sane(self._in_utc(value), where)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.epoch(value, where)
        if not isinstance(value, str):
            raise Unreadable(where, _no_time(value))
        text = value.strip().translate(_DIGITS)
        if _is_number(text):
            return self.epoch(text, where)
        if len(text) > 10 and text[:3].isalpha() and text[3:4] == " ":
            return self.twitter(text, where)
        if "/" in text[:5] or (text[1:3] + text[2:4]).count("-") or "." in text[1:3]:
            return self.sane(self._in_utc(_slashed(text, where, day_first=day_first)), where)
        return self.iso(text.removesuffix(" UTC").replace(" +", "+"), where)

    def maybe(self, value: object) -> datetime | None:
        """A time that a record can do without: None where it is missing or cannot be right."""
        if value is None or value == "":
            return None
        try:
            return self.any(value, "")
        except Unreadable:
            return None

    def _in_utc(self, at: datetime) -> datetime:
        if at.tzinfo is UTC:
            return at
        try:
            return (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC)
        except OverflowError:
            raise ValueError("out of range") from None


def _is_number(text: str) -> bool:
    whole_part, _, rest = text.partition(".")
    return len(whole_part) >= 9 and whole_part.isdecimal() and (not rest or rest.isdecimal())


def _slashed(text: str, where: str, *, day_first: bool | None) -> datetime:
    """`31/10/2017 22:10`, `10/31/2017 10:10:47 PM`; also with - or . between."""
    date, _, clock = text.replace("T", " ").partition(" ")
    parts = date.replace("-", "/").replace(".", "/").split("/")
    try:
        first, second, year = (int(p) for p in parts)
        day, month = (first, second) if day_first in (True, None) else (second, first)
        year += 2000 if year < 100 else 0
        return datetime(year, month, day) + _time_of_day(clock)  # noqa: DTZ001 - zone comes after
    except (ValueError, OverflowError):
        raise Unreadable(where, _no_time(text)) from None


def _time_of_day(text: str) -> timedelta:
    clock, _, half = text.strip().partition(" ")
    if not clock:
        return timedelta()
    hours, minutes, *rest = clock.split(":")
    hour = int(hours)
    mark = half.strip().upper()
    if mark in {"PM", "م", "AM", "ص"}:
        hour = hour % 12 + (12 if mark in {"PM", "م"} else 0)
    seconds = float(rest[0]) if rest else 0.0
    if not (0 <= hour < 24 and 0 <= int(minutes) < 60 and 0 <= seconds < 61):
        raise ValueError("no time of day")
    return timedelta(hours=hour, minutes=int(minutes), seconds=seconds)


def _no_time(value: object) -> str:
    return "no time" if value in (None, "") else f"{str(value)[:40]!r} is not a time"
