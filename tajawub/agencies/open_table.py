"""Open time as a table of moments, so that a million pairs of moments are measured at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Seconds = npt.NDArray[np.int64]
_BEFORE_EVERYTHING = np.iinfo(np.int64).min


def instant(day: date, minute: int, zone: ZoneInfo) -> int:
    """The UTC epoch second at which clocks in `zone` show `minute` minutes past `day`'s midnight.

    A clock time that occurs twice is its first occurrence. One that a change to summer time leaves
    out is the moment of that change; so the moments of a day never run backwards, and shifts that
    do not overlap on the clock do not overlap in time.
    """
    wall = datetime.combine(day, time.min) + timedelta(minutes=minute)
    before, after = _offset(wall, zone, fold=0), _offset(wall, zone, fold=1)
    naive = int(wall.replace(tzinfo=UTC).timestamp())
    if after <= before:
        return naive - before
    return _change(naive - after, naive - before, after, zone)


def _offset(wall: datetime, zone: ZoneInfo, *, fold: int) -> int:
    offset = wall.replace(tzinfo=zone, fold=fold).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _change(low: int, high: int, after: int, zone: ZoneInfo) -> int:
    """The second in (low, high] at which the offset becomes `after`, by halving."""
    while high - low > 1:
        middle = (low + high) // 2
        offset = datetime.fromtimestamp(middle, zone).utcoffset()
        if offset is not None and int(offset.total_seconds()) == after:
            high = middle
        else:
            low = middle
    return high


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenTable:
    """The open intervals of a span, in order and apart, as UTC epoch seconds.

    `opens` and `closes` have one entry per interval; `before` has one more: `before[i]` is the open
    time of the first i intervals together, in seconds. A moment outside the span is read as if
    nothing were open there.
    """

    opens: Seconds
    closes: Seconds
    before: Seconds

    @classmethod
    def of(cls, intervals: Sequence[tuple[int, int]]) -> OpenTable:
        """The table of (opens, closes) pairs, which are in order and do not overlap."""
        pairs = np.array(intervals, dtype=np.int64).reshape(-1, 2)
        before = np.concatenate(([0], np.cumsum(pairs[:, 1] - pairs[:, 0])))
        return cls(opens=pairs[:, 0].copy(), closes=pairs[:, 1].copy(), before=before)

    def open_until(self, moments: Seconds) -> Seconds:
        """The open time from the beginning of the span to each moment; same shape, in seconds."""
        opened = np.searchsorted(self.opens, moments, side="right")
        # The interval opened last may not have closed yet: what is left of it is taken off again.
        closes = np.concatenate(([_BEFORE_EVERYTHING + 1], self.closes))[opened]
        return self.before[opened] - np.maximum(closes, moments) + moments

    def reached(self, open_seconds: int) -> int | None:
        """The first moment at which that much has been open (at least 1), or None in this span."""
        intervals = int(np.searchsorted(self.before, open_seconds, side="left"))
        if intervals >= len(self.before):
            return None
        spare = int(self.before[intervals]) - open_seconds
        return int(self.closes[intervals - 1]) - spare
