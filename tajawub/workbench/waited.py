"""How long many cases have waited: in elapsed time, and in the working time of their agencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from tajawub.agencies.calendar import Calendar
from tajawub.cases.queue import Row

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Waited:
    """A wait, until the clock stopped or until now. `working` is None where the calendar does not
    reach so far back, or where there is none."""

    elapsed: timedelta
    working: timedelta | None


def waited(rows: Sequence[Row], calendars: Mapping[int, Calendar], now: datetime) -> list[Waited]:
    """The wait of each row, in order. `calendars` are those of the agencies; each is asked once."""
    until = [max(row.stopped_at or now, row.opened_at) for row in rows]
    working: list[timedelta | None] = [None] * len(rows)
    for agency, calendar in calendars.items():
        places = [
            n
            for n, row in enumerate(rows)
            if row.agency == agency and calendar.covers(row.opened_at) and calendar.covers(until[n])
        ]
        seconds = calendar.working_seconds_of(
            np.array([_micros(rows[n].opened_at) for n in places], dtype=np.int64),
            np.array([_micros(until[n]) for n in places], dtype=np.int64),
        )
        for n, passed in zip(places, seconds.tolist(), strict=True):
            working[n] = timedelta(seconds=passed)
    return [
        Waited(end - row.opened_at, open_time)
        for row, end, open_time in zip(rows, until, working, strict=True)
    ]


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
