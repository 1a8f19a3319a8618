"""How long many cases have waited is what each calendar says of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.agencies.calendar import load_calendar
from tajawub.cases.queue import Row
from tajawub.workbench.waited import waited

NOW = datetime(2026, 11, 23, 10, 5, tzinfo=UTC)
CALENDARS = {1: load_calendar("ae-federal"), 2: load_calendar("ghaf")}
ROW = Row(
    pk=1, opened_at=NOW, stopped_at=None, standing="unanswered", waits=True, act="question",
    scope="general", urgent=False, language="ar", channel="x", agency=1, account="gov", name="n",
    handle="h", text="t", private=False, deleted=False,
)  # fmt: skip
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=7_600)).map(lambda age: NOW - age)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    opened = draw(MOMENTS)
    stopped = draw(st.none() | st.timedeltas(timedelta(0), timedelta(days=900)))
    return replace(
        ROW, opened_at=opened, agency=draw(st.integers(1, 3)),
        stopped_at=None if stopped is None else opened + stopped,
    )  # fmt: skip


@settings(deadline=None)
@given(st.lists(rows(), max_size=12))
def test_all_at_once_is_each_by_itself(several: list[Row]) -> None:
    for row, wait in zip(several, waited(several, CALENDARS, NOW), strict=True):
        until = row.stopped_at or NOW
        assert wait.elapsed == max(until, row.opened_at) - row.opened_at
        if row.agency not in CALENDARS:
            assert wait.working is None
        else:
            seconds = CALENDARS[row.agency].working_seconds(
                row.opened_at, max(until, row.opened_at)
            )
            assert wait.working == timedelta(seconds=seconds)


def test_beyond_the_calendar_nothing_is_made_up() -> None:
    old = replace(ROW, opened_at=datetime(1999, 1, 1, tzinfo=UTC))
    (wait,) = waited([old], CALENDARS, NOW)
    assert wait.working is None
    assert wait.elapsed == NOW - old.opened_at


def test_a_clock_put_back_gives_no_negative_wait() -> None:
    (wait,) = waited([replace(ROW, opened_at=NOW + timedelta(days=1))], CALENDARS, NOW)
    assert (wait.elapsed, wait.working) == (timedelta(0), timedelta(0))
