"""From the values of a report to the page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tajawub.channels.records import BrokenRow
from tajawub.sweep.report import charts, finding, rows
from tajawub.sweep.report.data import ReportData
from tajawub.sweep.report.fonts import font_faces
from tajawub.sweep.report.shown import name, shown
from tajawub.sweep.report.words import Language, Words, number, words

__all__ = ["Language", "render"]

_WIDE_WEEKS: Final = 53
_NARROW_WEEKS: Final = 26
_FILES_NAMED: Final = 6
_BROKEN_NAMED: Final = 5
_NAMED_IN_TITLE: Final = 4


def render(report: ReportData, language: Language = "ar") -> str:
    """The whole page as one HTML text, at most a few hundred kB.

    It asks no host for anything and runs nothing: type, drawings and styles stand inside it, and
    its own content security policy forbids the rest. Texts from the archive are shown as text.
    """
    say = words(language)
    zone = _zone(report.zone)
    total = report.summary.total
    first, last = (at.astimezone(zone).date() for at in (report.first_post_at, report.last_post_at))
    page = _environment().get_template("page.html.j2")
    return page.render(
        w=say,
        style=_style(),
        number=number,
        report=report,
        total=total,
        subtitle=say.plain(
            "subtitle", accounts=say.count("account", len(report.accounts), oblique=True),
            first=say.day(first), last=say.day(last),
        ),
        named=[name(row.account) for row in report.accounts[:_NAMED_IN_TITLE]],
        more_named=max(0, len(report.accounts) - _NAMED_IN_TITLE),
        as_of=say.moment(report.as_of, zone, weekday=True),
        note=shown(report.note),
        hours=say.say(
            "method_hours", calendar=shown(report.calendar, 200), zone=name(zone.key)
        ),
        sentences=finding.sentences(report, say),
        tiles=finding.tiles(report, say),
        segments=rows.segments(total, say),
        within=rows.within(total, say),
        curves=_curves(report, say),
        weeklies=_weeklies(report, say),
        accounts=rows.accounts(report, say),
        cases=rows.cases(report.waiting, say, zone),
        facts=_facts(report, say, zone),
        broken_rows=[_broken(row, say) for row in report.broken_rows[:_BROKEN_NAMED]],
    )  # fmt: skip


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("tajawub.sweep.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> Markup:
    css = files(__package__).joinpath("templates", "page.css").read_text(encoding="utf-8")
    return Markup(f"{font_faces()}\n{css}")  # noqa: S704 - our own files


def _zone(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _curves(report: ReportData, say: Words) -> list[tuple[str, Markup]]:
    """The curve for wide and for narrow screens; none where there is no case."""
    time = report.summary.total.elapsed
    if not time.curve:
        return []
    widths = (("wide", charts.WIDE), ("narrow", charts.NARROW))
    return [
        (size, charts.curve(time, say, width=width, name=f"curve-{size}")) for size, width in widths
    ]


def _weeklies(report: ReportData, say: Words) -> list[tuple[str, Markup]]:
    """The weeks for wide and for narrow screens; none where a week tells of no change."""
    weeks = report.summary.total.weeks
    if len(weeks) < 2:
        return []
    sizes = (("wide", charts.WIDE, _WIDE_WEEKS), ("narrow", charts.NARROW, _NARROW_WEEKS))
    return [
        (
            size,
            charts.weekly(
                weeks[-most:], say, report.directive_on, width=width, name=f"weekly-{size}"
            ),
        )
        for size, width, most in sizes
    ]


def _facts(report: ReportData, say: Words, zone: ZoneInfo) -> list[tuple[str, str | Markup]]:
    named = say.say("comma").join(
        Markup("<bdi>{}</bdi>").format(name(file)) for file in report.files[:_FILES_NAMED]
    )
    if len(report.files) > _FILES_NAMED:
        named += " " + say.say("fact_more", n=len(report.files) - _FILES_NAMED)
    period = say.plain(
        "fact_period_of", posts=say.count("post", report.posts),
        first=say.moment(report.first_post_at, zone), last=say.moment(report.last_post_at, zone),
    )  # fmt: skip
    broken = say.count("row", report.broken) if report.broken else say.plain("fact_broken_none")
    return [
        (say.plain("fact_as_of"), say.moment(report.as_of, zone, weekday=True)),
        (say.plain("fact_period"), period),
        (say.plain("fact_reader"), Markup("<bdi>{}</bdi>").format(name(report.reader_version))),
        *([(say.plain("fact_files"), named)] if report.files else []),
        (say.plain("fact_broken"), broken),
    ]


def _broken(row: BrokenRow, say: Words) -> tuple[Markup, Markup]:
    where = name(row.file)
    if row.line is not None:
        where = say.say("broken_at", file=where, line=number(row.line))
    return where, shown(row.reason, 200)
