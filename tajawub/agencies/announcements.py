"""Which announcement holds on which day: the later one, whatever order they were read in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby

from tajawub.agencies.rules import (
    ALWAYS_KNOWN,
    Amendments,
    DatedHours,
    HolidayChange,
    RamadanMonth,
    Rules,
    Week,
)
from tajawub.errors import TajawubError

# The local days of 2005 to 2100 in UTC can lie a day outside these years.
FIRST_DAY = date(2004, 1, 1)
LAST_DAY = date(2101, 12, 31)


def with_amendments(rules: Rules, amendments: Iterable[Amendments]) -> Rules:
    """The rules with further announcements, in one order however they came.

    Raises TajawubError where two announcements of one moment contradict each other: there is no
    later one that could hold.
    """
    dated, changes, ramadan = set(rules.dated), set(rules.changes), set(rules.ramadan)
    for more in amendments:
        dated.update(more.dated)
        changes.update(more.changes)
        ramadan.update(more.ramadan)
    rules = replace(
        rules,
        dated=tuple(sorted(dated, key=_dated_order)),
        changes=tuple(sorted(changes, key=_change_order)),
        ramadan=tuple(sorted(ramadan, key=_month_order)),
    )
    _refuse_two_hours(rules)
    _refuse_open_and_closed(rules)
    _refuse_two_months(rules)
    return rules


def known_at(rules: Rules, moment: datetime) -> Rules:
    """The rules without what was announced after `moment` (aware)."""
    return replace(
        rules,
        dated=tuple(x for x in rules.dated if (x.announced or ALWAYS_KNOWN) <= moment),
        changes=tuple(x for x in rules.changes if x.since <= moment),
        ramadan=tuple(x for x in rules.ramadan if x.since <= moment),
    )


def changed_days(rules: Rules) -> Mapping[date, HolidayChange]:
    """Each day that was declared a holiday or none, with the declaration that holds."""
    found: dict[date, HolidayChange] = {}
    for change in sorted(rules.changes, key=_change_order):
        for day in _days(change.first, change.last):
            found[day] = change
    return found


def dated_days(rules: Rules) -> Mapping[date, Week]:
    """Each day on which dated hours beat the ordinary week, with the week that holds."""
    found: dict[date, Week] = {}
    months = {month.year: month for month in sorted(rules.ramadan, key=_month_order)}.values()
    ramadans = [(month.first, month.last) for month in months]
    for hours in sorted(rules.dated, key=_dated_order):
        for first, last in ramadans if hours.in_ramadan else [(hours.first, hours.last)]:
            for day in _days(max(first, hours.first), min(last, hours.last)):
                found[day] = hours.week
    return found


def _days(first: date, last: date) -> Iterable[date]:
    first, last = max(first, FIRST_DAY), min(last, LAST_DAY)
    return (first + timedelta(days=step) for step in range((last - first).days + 1))


def _change_order(change: HolidayChange) -> tuple[datetime, date, date, bool, str, str]:
    return (
        change.since, change.first, change.last, change.closed, change.name, change.source,
    )  # fmt: skip


def _dated_order(hours: DatedHours) -> tuple[datetime, bool, date, date, Week, str]:
    return (*hours.rank, hours.first, hours.last, hours.week, hours.source)


def _month_order(month: RamadanMonth) -> tuple[datetime, int, date, date, str]:
    return (month.since, month.year, month.first, month.last, month.source)


def _refuse_two_hours(rules: Rules) -> None:
    for _, group in groupby(rules.dated, key=lambda hours: hours.rank):
        longest: DatedHours | None = None
        for hours in group:
            if longest and hours.first <= longest.last and hours.week != longest.week:
                raise TajawubError(
                    f"{rules.name}: two different hours are given for {hours.first}; "
                    "end one before the other begins"
                )
            if longest is None or hours.last > longest.last:
                longest = hours


def _refuse_open_and_closed(rules: Rules) -> None:
    said: dict[tuple[datetime, date], bool] = {}
    for change in rules.changes:
        for day in _days(change.first, change.last):
            if said.setdefault((change.since, day), change.closed) != change.closed:
                raise TajawubError(
                    f"{rules.name}: {day} is both added and removed by announcements of the same "
                    "moment; correct the moment of one of them"
                )


def _refuse_two_months(rules: Rules) -> None:
    said: dict[tuple[datetime, int], RamadanMonth] = {}
    for month in rules.ramadan:
        other = said.setdefault((month.since, month.year), month)
        if (other.first, other.last) != (month.first, month.last):
            raise TajawubError(
                f"{rules.name}: Ramadan {month.year} is given twice by announcements of the same "
                "moment; correct the moment of one of them"
            )
