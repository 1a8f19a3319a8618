"""What the figures come to, in plain sentences and a handful of large numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup

from tajawub.measures.share import LEAST_N, Share, wilson
from tajawub.measures.summary import Figures, Quartile
from tajawub.measures.weekly import Week
from tajawub.sweep.report.data import ReportData
from tajawub.sweep.report.words import Words, number, percent

_FOUR_WEEKS: Final = 4
_MIDDLE: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One large figure: `value` with its `unit`, and in small print what it is of or between."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    late: bool = False


def sentences(report: ReportData, words: Words) -> list[Markup]:
    """The finding, a sentence each."""
    total = report.summary.total
    if not total.owed:
        accounts = words.count("account", len(report.accounts), oblique=True)
        return [words.say("finding_none", accounts=accounts)]
    found = [words.say("finding_owed", owed=number(total.owed)), _waiting(total, words)]
    if total.owed >= LEAST_N:
        median = total.elapsed.median.seconds
        if median is None:
            found.append(words.say("finding_no_median"))
        else:
            time = words.duration(median, oblique=True, nearest=True)
            found.append(words.say("finding_median", median=time))
    if total.redirects.first.count:
        found.append(_redirects(total, words))
    if report.directive_on is not None:
        found += _trend(total.weeks, report.directive_on, words)
    return found


def _waiting(total: Figures, words: Words) -> Markup:
    backlog = total.backlog
    if not total.waiting or backlog.oldest_seconds is None:
        return words.say("finding_all_answered")
    oldest = words.duration(backlog.oldest_seconds, oblique=True)
    waiting = (
        words.count("question", total.waiting) if words.language == "ar" else number(total.waiting)
    )
    if total.owed < LEAST_N:
        return words.say("finding_waiting", waiting=waiting, oldest=oldest)
    share = percent(total.waiting / total.owed)
    return words.say("finding_waiting_share", waiting=waiting, share=share, oldest=oldest)


def _redirects(total: Figures, words: Words) -> Markup:
    first, left = total.redirects.first, total.redirects.unrepaired.count
    unrepaired = words.count("case", left, oblique=True)
    if first.share is None:
        return words.say(
            "finding_redirects_few",
            count=number(first.count),
            of=number(first.of),
            unrepaired=unrepaired,
        )
    return words.say("finding_redirects", share=percent(first.share), unrepaired=unrepaired)


def _trend(weeks: Sequence[Week], directive: date, words: Words) -> list[Markup]:
    """Before the directive, in the four weeks from it on, and now: where all three have a share."""
    # A week belongs to the side on which most of it lies.
    before = [week for week in weeks if week.monday + _MIDDLE < directive]
    since = [week for week in weeks if week.monday + _MIDDLE >= directive]
    judged = [week for week in since if week.answered_within_3_days.of]
    after, now = judged[:_FOUR_WEEKS], judged[_FOUR_WEEKS:][-_FOUR_WEEKS:]
    shares = [_pooled(part).share for part in (before, after, now)]
    if any(share is None for share in shares):
        return []
    was, became, is_now = (share or 0.0 for share in shares)
    key = "finding_trend" if became > was else "finding_trend_same"
    return [words.say(key, before=percent(was), after=percent(became), now=percent(is_now))]


def _pooled(weeks: Iterable[Week]) -> Share:
    shares = [week.answered_within_3_days for week in weeks]
    return wilson(sum(s.count for s in shares), sum(s.of for s in shares))


def tiles(report: ReportData, words: Words) -> list[Tile]:
    """The headline figures."""
    total = report.summary.total
    return [
        Tile(
            label=words.plain("tile_waiting"),
            value=number(total.waiting),
            note=words.plain("tile_waiting_of", owed=number(total.owed)),
            late=total.waiting > 0,
        ),
        _oldest(total, words),
        _share(words.plain("tile_answered"), total.answered, words),
        _median(total.elapsed.median, words),
        _share(words.plain("tile_redirect"), total.redirects.first, words),
    ]


def _oldest(total: Figures, words: Words) -> Tile:
    label, backlog = words.plain("tile_oldest"), total.backlog
    if backlog.oldest_seconds is None or backlog.oldest_opened_at is None:
        return Tile(label=label, value=words.plain("none"))
    value, unit = words.big_duration(backlog.oldest_seconds)
    note = words.plain("tile_oldest_at", day=words.day(backlog.oldest_opened_at.date()))
    return Tile(label=label, value=value, unit=unit, note=note, late=True)


def _share(label: str, share: Share, words: Words) -> Tile:
    if share.share is None or share.low is None or share.high is None:
        note = words.plain(
            "tile_few", count=number(share.count), of=number(share.of), least=LEAST_N
        )
        return Tile(label=label, value=number(share.count), note=note)
    note = words.plain("tile_interval", low=percent(share.low), high=percent(share.high))
    return Tile(label=label, value=percent(share.share), note=note)


def _median(median: Quartile, words: Words) -> Tile:
    label = words.plain("tile_median")
    if median.seconds is None:
        note = words.plain("tile_median_none_why")
        return Tile(label=label, value=words.plain("tile_median_none"), note=note)
    value, unit = words.big_duration(median.seconds, nearest=True)
    return Tile(label=label, value=value, unit=unit, note=_between(median, words))


def _between(median: Quartile, words: Words) -> str:
    if median.low is None:
        return ""
    low = words.duration(median.low, nearest=True, oblique=True)
    if median.high is None:
        return words.plain("tile_median_from", low=low)
    high = words.duration(median.high, nearest=True, oblique=True)
    return words.plain("tile_median_between", low=low, high=high)
