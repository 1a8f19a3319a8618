"""The rows of the page: standings, times, accounts, and the cases that wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from tajawub.measures.answered_share import TIMES
from tajawub.measures.share import Share
from tajawub.measures.standings import NOTHING_OWED, SETTLED, STANDINGS, key
from tajawub.measures.summary import Figures
from tajawub.sweep.report import charts
from tajawub.sweep.report.data import AccountRow, ReportData, WaitingCase
from tajawub.sweep.report.shown import fitting, link, name, shown
from tajawub.sweep.report.words import Words, number, percent

_SPARK_WEEKS: Final = 26
_NO_CITIZEN: Final = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A share for a table: its text, and where it lies on a scale of 0 to 1 (None: too few)."""

    text: str
    between: str = ""
    at: float | None = None
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of the standings bar and its line in the legend."""

    key: str
    word: str
    count: int
    text: str
    percent: str
    settled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A row of the table of accounts."""

    agency: Markup
    handle: Markup
    why: Markup
    owed: str = ""
    waiting: str = ""
    oldest: str = ""
    answered: Interval | None = None
    median: str = ""
    redirect: Interval | None = None
    spark: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case that waits, ready for the template: every text is safe, None where there is none."""

    age: str
    unit: str
    working: str
    late: bool
    standing: str  # key
    standing_word: str
    citizen: Markup
    account: Markup
    agency: Markup | None
    opened: str
    opened_iso: str
    text: Markup | None
    instead: str  # what stands where the text may not be shown
    language: str  # set where the post is in another language than the page
    urgent: bool
    url: str | None
    reply_word: str
    reply: str  # the reading's value, "" where there was no reply
    reply_text: Markup | None
    reply_at: str
    why: Markup


def interval(share: Share, words: Words) -> Interval:
    """A share as text and as a place on a scale."""
    if share.share is None or share.low is None or share.high is None:
        few = words.plain("no_share", count=number(share.count), of=number(share.of))
        return Interval(text=few)
    # One sign for the two keeps the pair from being turned round.
    low, high = percent(share.low).rstrip("%"), percent(share.high).rstrip("%")
    return Interval(
        text=percent(share.share),
        between=words.plain("between", low=low, high=high),
        at=share.share,
        low=share.low,
        high=share.high,
    )


def segments(total: Figures, words: Words) -> list[Segment]:
    """The standings that occur among the owed cases, the waiting first."""
    return [
        Segment(
            key=key(standing),
            word=words.standings[key(standing)],
            count=count,
            text=number(count),
            percent=percent(count / total.owed),
            settled=standing in SETTLED,
        )
        for standing in STANDINGS
        if standing != NOTHING_OWED and (count := total.standings[key(standing)])
    ]


def within(total: Figures, words: Words) -> list[tuple[str, Interval]]:
    """The shares answered within each time."""
    return [(words.times[time], interval(total.answered_within[time], words)) for time in TIMES]


def accounts(report: ReportData, words: Words) -> list[Account]:
    """The accounts, those for whom most people wait first."""
    ordered = sorted(report.accounts, key=lambda row: -row.figures.waiting if row.figures else 1)
    return [_account(row, words) for row in ordered]


def _account(row: AccountRow, words: Words) -> Account:
    agency, handle, why = name(row.agency or row.account), name(row.account), shown(row.why)
    figures = row.figures
    if figures is None:
        return Account(agency=agency, handle=handle, why=why)
    oldest, median = figures.backlog.oldest_seconds, figures.elapsed.median.seconds
    counts = [week.waiting for week in figures.weeks[-_SPARK_WEEKS:]]
    rtl = words.direction == "rtl"
    return Account(
        agency=agency,
        handle=handle,
        why=why,
        owed=number(figures.owed),
        waiting=number(figures.waiting),
        oldest=words.plain("none") if oldest is None else words.duration(oldest),
        answered=interval(figures.answered, words),
        median=(
            words.plain("not_reached") if median is None else words.duration(median, nearest=True)
        ),
        redirect=interval(figures.redirects.first, words),
        spark=charts.spark(counts, right_to_left=rtl) if len(counts) > 1 else None,
    )


def cases(waiting: Sequence[WaitingCase], words: Words, zone: ZoneInfo) -> list[Case]:
    """The cases that wait, in the order given; long posts are cut, shorter where there are many."""
    most = fitting([text for case in waiting for text in (case.text, case.last_reply_text) if text])
    return [_case(case, words, zone, most) for case in waiting]


def _case(waiting: WaitingCase, words: Words, zone: ZoneInfo, most: int) -> Case:
    age, unit = words.big_duration(waiting.age_seconds)
    working = waiting.age_working_seconds
    last_reply = waiting.last_reply or ""
    same_name = waiting.agency.casefold() in {"", waiting.account.casefold()}
    return Case(
        age=age,
        unit=unit,
        working="" if working is None else words.count("working_hour", working // 3600),
        late=waiting.age_seconds >= 7 * 86_400,
        standing=key(waiting.standing.value),
        standing_word=words.standings[key(waiting.standing.value)],
        citizen=name(waiting.citizen or _NO_CITIZEN),
        account=name(waiting.account),
        agency=None if same_name else name(waiting.agency),
        opened=words.moment(waiting.opened_at, zone),
        opened_iso=waiting.opened_at.isoformat(),
        text=_text(waiting, most),
        instead=_instead(waiting, words),
        language=words.languages.get(waiting.language, ""),
        urgent=waiting.urgent,
        url=link(waiting.url) if not (waiting.private or waiting.deleted) else None,
        reply_word=words.replies.get(last_reply, ""),
        reply=last_reply if last_reply in words.replies else "",
        reply_text=_reply_text(waiting, most),
        reply_at=words.moment(waiting.last_reply_at, zone) if waiting.last_reply_at else "",
        why=Markup() if waiting.private else shown(waiting.why),
    )


def _reply_text(waiting: WaitingCase, most: int) -> Markup | None:
    # What was answered in private is as private as the question, and so is a reason that quotes it.
    hidden = waiting.private or not waiting.last_reply_text
    return None if hidden else shown(waiting.last_reply_text or "", most)


def _text(waiting: WaitingCase, most: int) -> Markup | None:
    hidden = waiting.private or waiting.deleted or not (waiting.text or "").strip()
    return None if hidden else shown(waiting.text or "", most)


def _instead(waiting: WaitingCase, words: Words) -> str:
    if waiting.deleted:
        return words.plain("deleted_text")
    return words.plain("private_text" if waiting.private else "no_text")
