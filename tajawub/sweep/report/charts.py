"""The two charts: how long a citizen waits, and whether an improvement lasted.

Time runs with the reading direction: from right to left in Arabic. Nothing that anybody wrote goes
into a chart, only figures and the report's own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import log
from typing import Any, Final

import altair as alt
from markupsafe import Markup

from tajawub.measures.time_to_answer import CurvePoint, TimeToAnswer
from tajawub.measures.weekly import Week
from tajawub.sweep.report import drawing
from tajawub.sweep.report.drawing import axis, label, lookup, svg
from tajawub.sweep.report.words import Words, number

WIDE: Final = 700
NARROW: Final = 290
_FIRST: Final = 600  # seconds: the curve is drawn from ten minutes on
_LEAST_END: Final = 12 * 86_400
_EPOCH: Final = date(1970, 1, 1)
_LEAST_WEEKS: Final = 8


def curve(time: TimeToAnswer, words: Words, *, width: int, name: str) -> Markup:
    """The share still waiting by time since the question, on a time scale of equal ratios."""
    end = max(time.curve[-1].seconds, _LEAST_END)
    right_to_left = words.direction == "rtl"
    ticks = {s: text for s, text in words.ticks.items() if _FIRST <= s <= end}
    x = alt.X(
        "t:Q",
        scale=alt.Scale(type="log", domain=[_FIRST, end], nice=False, reverse=right_to_left),
        axis=axis(
            values=list(ticks), labelExpr=lookup(ticks, words.direction), grid=False,
            labelOverlap="greedy", labelFlush=True, labelSeparation=8,
        ),
    )  # fmt: skip
    y = alt.Y(
        "s:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=axis(
            values=[0, 0.25, 0.5, 0.75, 1], format=".0%", domain=False,
            orient="right" if right_to_left else "left",
        ),
    )  # fmt: skip
    steps = alt.Chart(alt.Data(values=_steps(time.curve, end)))
    layers = [
        steps.mark_area(interpolate="step-after", color=drawing.BAND).encode(
            x=x, y=alt.Y("low:Q"), y2="high"
        ),
        _rule({"s": 0.5}).encode(y=y),
        steps.mark_line(interpolate="step-after", color=drawing.INK, strokeWidth=2).encode(
            x=x, y=y
        ),
    ]
    median = time.median.seconds
    if median is not None:
        at = max(median, _FIRST)
        text = label(words.duration(median, nearest=True), words.direction)
        point = alt.Chart(alt.Data(values=[{"t": at, "s": 0.5, "text": text}])).encode(x=x, y=y)
        early = log(at / _FIRST) < 0.72 * log(end / _FIRST)
        onward = early is not right_to_left
        layers += [
            point.mark_circle(size=70, color=drawing.GOLD, opacity=1),
            point.mark_text(
                align="left" if onward else "right", dx=9 if onward else -9, dy=-11,
                fontSize=13, fontWeight=700, color=drawing.DARK_GOLD,
            ).encode(text="text:N"),
        ]  # fmt: skip
    chart = alt.layer(*layers).properties(width=width, height=210)
    return svg(chart, name=name, title=words.plain("curve"), alternative=words.plain("curve_alt"))


def _steps(points: Sequence[CurvePoint], end: int) -> list[dict[str, Any]]:
    """The curve from edge to edge; where there is no interval, the band has no width."""
    before = [p for p in points if p.seconds <= _FIRST]
    start = before[-1].waiting if before else 1.0
    inside = [p for p in points if p.seconds > _FIRST]
    edge = {"t": _FIRST, "s": start, **_band(before[-1] if before else None, start)}
    rows = [edge, *({"t": p.seconds, "s": p.waiting, **_band(p, p.waiting)} for p in inside)]
    return [*rows, rows[-1] | {"t": end}]


def _band(point: CurvePoint | None, waiting: float) -> dict[str, float]:
    if point is None or point.low is None or point.high is None:
        return {"low": waiting, "high": waiting}
    return {"low": point.low, "high": point.high}


def weekly(
    weeks: Sequence[Week], words: Words, directive: date | None, *, width: int, name: str
) -> Markup:
    """Per week what was asked and answered within three days, and below it who waits."""
    last = _day(weeks[-1].monday)
    start = min(_day(weeks[0].monday), last - 7 * (_LEAST_WEEKS - 1))
    right_to_left = words.direction == "rtl"
    months = _months(start, last + 7, words)
    scale = alt.Scale(domain=[start, last + 7], nice=False, reverse=right_to_left)
    orient = "right" if right_to_left else "left"
    bars = (
        alt.Chart(alt.Data(values=_bars(weeks)))
        .mark_bar()
        .encode(
            x=alt.X("from:Q", scale=scale, axis=None),
            x2="to",
            y=alt.Y("low:Q", axis=_counts(max(week.cases for week in weeks), orient)),
            y2="high",
            color=alt.Color("colour:N", scale=None),
        )
    )
    stock = alt.Chart(
        alt.Data(values=[{"t": _day(week.monday) + 7, "n": week.waiting} for week in weeks])
    ).encode(
        x=alt.X(
            "t:Q",
            scale=scale,
            axis=axis(
                values=list(months), labelExpr=lookup(months, words.direction), grid=False,
                labelOverlap="greedy", labelSeparation=6, labelBound=True,
            ),
        ),
        y=alt.Y("n:Q", axis=_counts(max(week.waiting for week in weeks), orient)),
    )  # fmt: skip
    now = stock.transform_filter(f"datum.t == {last + 7}")
    above: list[alt.Chart] = [bars]
    below: list[alt.Chart] = [
        stock.mark_area(color=drawing.PALE_RED),
        stock.mark_line(color=drawing.RED, strokeWidth=2),
        now.mark_circle(size=60, color=drawing.RED, opacity=1),
        now.mark_text(
            align="left" if right_to_left else "right", dx=-4 if right_to_left else 4, dy=-12,
            fontSize=13, fontWeight=700, color=drawing.RED,
        ).encode(text=alt.Text("n:Q", format=",d")),
    ]  # fmt: skip
    if directive is not None and start <= _day(directive) <= last + 7:
        line = _rule({"t": _day(directive)}, drawing.GOLD).encode(x=alt.X("t:Q", scale=scale))
        above += [line, _directive_label(directive, start, last, words, scale)]
        below.append(line)
    chart = alt.vconcat(
        alt.layer(*above).properties(width=width, height=130),
        alt.layer(*below).properties(width=width, height=80),
        spacing=14,
    )
    title, alternative = words.plain("weekly"), words.plain("weekly_alt")
    return svg(chart, name=name, title=title, alternative=alternative)


def _bars(weeks: Sequence[Week]) -> list[dict[str, Any]]:
    """The parts of each week's column, from the ground up."""
    found = []
    for week in weeks:
        within = week.answered_within_3_days
        day, height = _day(week.monday), 0
        for part, colour in (
            (within.count, drawing.GREEN),
            (within.of - within.count, drawing.CAMEL),
            (week.cases - within.of, drawing.GREY),
        ):
            if part:
                found.append(
                    {"from": day + 0.6, "to": day + 6.4, "low": height, "high": height + part,
                     "colour": colour}
                )  # fmt: skip
            height += part
    return found


def _counts(most: int, orient: str) -> alt.Axis:
    """An axis of whole numbers: two to four lines at round counts."""
    power = 10 ** (len(str(most)) - 1)
    step = next(step for step in (power // 5, power // 2, power, 2 * power, 5 * power)
                if step and most / step < 4)  # fmt: skip
    return axis(
        orient=orient, values=list(range(0, most + 1, step)), domain=False, format=",d"
    )  # fmt: skip


def _directive_label(
    directive: date, start: int, last: int, words: Words, scale: alt.Scale
) -> alt.Chart:
    text = label(words.plain("directive", day=words.day(directive, year=False)), words.direction)
    late = (_day(directive) - start) > 0.6 * (last + 7 - start)
    onward = late is (words.direction == "rtl")
    return (
        alt.Chart(alt.Data(values=[{"t": _day(directive), "text": text}]))
        .mark_text(
            align="left" if onward else "right", dx=6 if onward else -6, dy=-9, fontSize=12,
            fontWeight=700, color=drawing.DARK_GOLD,
        )
        .encode(x=alt.X("t:Q", scale=scale), y=alt.value(0), text="text:N")
    )  # fmt: skip


def _rule(row: dict[str, Any], colour: str = drawing.QUIET) -> alt.Chart:
    return alt.Chart(alt.Data(values=[row])).mark_rule(
        color=colour, strokeDash=[4, 3], strokeWidth=1.5
    )


def _day(day: date) -> int:
    return (day - _EPOCH).days


def _months(start: int, end: int, words: Words) -> dict[int, str]:
    """The first day of each month in the span, with its name, and the year where one begins."""
    found = {}
    for day in range(start, end + 1):
        at = _EPOCH + timedelta(days=day)
        if at.day == 1:
            name = words.months[at.month - 1]
            found[day] = f"{name} {at.year}" if at.month == 1 else name
    return found


def spark(counts: Sequence[int], *, right_to_left: bool) -> dict[str, str]:
    """A line of counts for a table: the points of a 120 by 28 drawing, and where it ends."""
    most = max(counts, default=0) or 1
    step = 112 / max(len(counts) - 1, 1)
    across = [4 + step * i for i in range(len(counts))]
    if right_to_left:
        across = [120 - x for x in across]
    points = [(x, 24 - 20 * n / most) for x, n in zip(across, counts, strict=True)]
    return {
        "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        "x": f"{points[-1][0]:.1f}",
        "y": f"{points[-1][1]:.1f}",
        "first": number(counts[0]),
        "last": number(counts[-1]),
    }
