"""What holds for every calendar and every moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tajawub.agencies.calendar import FIRST, Calendar, bundled_calendars, load_calendar
from tajawub.agencies.rules import Amendments, HolidayChange, Shift, WeekRule

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Zones whose clocks change at midnight, by half an hour, by a whole day, and twice in a year.
ZONES = (
    "Europe/London", "Africa/Cairo", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia",
    "Africa/Casablanca", "Asia/Tehran", "Asia/Kathmandu",
)  # fmt: skip


@cache
def bundled(name: str) -> Calendar:
    return load_calendar(name)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[tuple[Shift, ...], ...]:
    """Any week: up to three shifts a day, some of which touch or fill the day."""
    days = []
    for _ in range(7):
        edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
        days.append(tuple(Shift(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)))
    return tuple(days)


@st.composite
def invented(draw: st.DrawFn) -> Calendar:
    """A calendar of any week in a zone with troublesome clocks."""
    rules = bundled("weekdays-utc").rules
    rule = WeekRule(first=date.min, last=date.max, week=draw(weeks()), source="invented")
    kept = {name: getattr(rules, name) for name in ("holidays", "dated", "changes", "ramadan")}
    return Calendar(
        rules=type(rules)(
            name="invented", title="invented", title_ar="", zone=draw(st.sampled_from(ZONES)),
            weeks=(rule,), **kept,
        )
    )  # fmt: skip


calendars = st.one_of(st.sampled_from(bundled_calendars()).map(bundled), invented())
# Around the new week of 2022, with two Ramadans: few enough years to make a table quickly.
moments = st.datetimes(
    datetime(2020, 12, 1), datetime(2022, 7, 1), timezones=st.just(UTC)  # noqa: DTZ001
)  # fmt: skip


@given(calendars, moments, moments, moments)
def test_the_parts_of_a_wait_make_the_whole(
    calendar: Calendar, a: datetime, b: datetime, c: datetime
) -> None:
    parts = calendar.working_seconds(a, b) + calendar.working_seconds(b, c)
    assert parts == calendar.working_seconds(a, c)


@given(calendars, moments, moments)
def test_working_time_grows_and_never_outruns_elapsed_time(
    calendar: Calendar, a: datetime, b: datetime
) -> None:
    start, end = sorted((a, b))
    worked = calendar.working_seconds(start, end)
    elapsed = (end.replace(microsecond=0) - start.replace(microsecond=0)).total_seconds()
    assert 0 <= worked <= elapsed


@given(calendars, moments, st.integers(0, 400 * 86_400))
def test_working_time_is_what_the_days_are_open(
    calendar: Calendar, start: datetime, length: int
) -> None:
    """The table agrees with a walk from day to day over the intervals that people are shown."""
    start = start.replace(microsecond=0)
    end = start + timedelta(seconds=length % (40 * 86_400))
    day, walked = start.date() - timedelta(days=2), timedelta()
    while day <= end.date() + timedelta(days=2):
        for interval in calendar.open_intervals(day):
            opens, closes = interval.start.astimezone(UTC), interval.end.astimezone(UTC)
            walked += max(timedelta(), min(closes, end) - max(opens, start))
        day += timedelta(days=1)
    assert calendar.working_seconds(start, end) == walked.total_seconds()


@given(calendars, st.lists(st.tuples(moments, moments), min_size=1, max_size=20))
def test_many_pairs_are_measured_as_each_is(
    calendar: Calendar, pairs: list[tuple[datetime, datetime]]
) -> None:
    def micros(moment: datetime) -> int:
        return (moment - EPOCH) // timedelta(microseconds=1)

    start = np.array([micros(a) for a, _ in pairs], dtype=np.int64)
    end = np.array([micros(b) for _, b in pairs], dtype=np.int64)
    together = calendar.working_seconds_of(start, end)
    assert together.dtype == np.int64
    assert together.tolist() == [calendar.working_seconds(a, b) for a, b in pairs]


@given(st.sampled_from(bundled_calendars()).map(bundled), moments, st.integers(1, 3 * 365 * 86_400))
def test_what_is_due_is_due_as_soon_as_the_time_has_passed(
    calendar: Calendar, start: datetime, seconds: int
) -> None:
    due = calendar.add_working(start, seconds)
    assert calendar.working_seconds(start, due) == seconds
    assert calendar.working_seconds(start, due - timedelta(seconds=1)) == seconds - 1


@given(calendars, moments, moments)
def test_a_wait_is_due_by_its_own_end(calendar: Calendar, a: datetime, b: datetime) -> None:
    start, end = sorted((a, b))
    worked = calendar.working_seconds(start, end)
    if worked:
        assert calendar.add_working(start, worked) <= end


@given(calendars, st.dates(date(2005, 1, 1), date(2100, 12, 30)))
def test_intervals_follow_each_other_and_never_overlap(calendar: Calendar, day: date) -> None:
    both = calendar.open_intervals(day) + calendar.open_intervals(day + timedelta(days=1))
    edges = [edge.astimezone(UTC) for span in both for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(interval.seconds > 0 for interval in both)


announcements = st.lists(
    st.builds(
        lambda day, closed, hour: HolidayChange(
            first=date(2026, 11, 1) + timedelta(days=day),
            last=date(2026, 11, 1) + timedelta(days=day + hour % 3),
            closed=closed,
            name="x",
            # Two that contradict each other must not be of one moment.
            announced=datetime(2026, 10, 1, hour, 30 * closed, tzinfo=UTC),
            source="invented",
        ),
        st.integers(0, 20),
        st.booleans(),
        st.integers(0, 23),
    ),
    max_size=8,
)


@given(announcements, st.randoms(use_true_random=False), st.integers(0, 24 * 60))
def test_the_order_of_amendments_never_matters(
    changes: list[HolidayChange],
    random: Random,
    minute: int,
) -> None:
    federal = bundled("ae-federal")
    shuffled = list(changes)
    random.shuffle(shuffled)
    one = federal.amended(Amendments(changes=tuple(changes)))
    other = federal
    for change in shuffled:
        other = other.amended(Amendments(changes=(change,)))
    assert one.version == other.version
    start, end = datetime(2026, 10, 30, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    assert one.working_seconds(start, end) == other.working_seconds(start, end)
    known = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=minute)
    earlier = [c for c in changes if c.announced is not None and c.announced <= known]
    assert (
        one.as_known_at(known).version
        == federal.amended(Amendments(changes=tuple(earlier))).version
    )


def test_the_first_and_the_last_year_can_be_asked() -> None:
    always = bundled("always")
    last = datetime(2100, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert always.working_seconds(FIRST, last) == (last - FIRST).total_seconds()
