"""From an Altair chart to an SVG that belongs to the page."""

from __future__ import annotations

from typing import Any, Final
from xml.etree import ElementTree

import altair as alt
import vl_convert
from markupsafe import Markup

INK: Final = "#1b1d21"
QUIET: Final = "#5f646d"
LINE: Final = "#e1e3e5"
GOLD: Final = "#b68a35"
DARK_GOLD: Final = "#6c4527"
RED: Final = "#b52520"
PALE_RED: Final = "#fde4e3"
GREEN: Final = "#3f8e50"
CAMEL: Final = "#f8c027"
GREY: Final = "#c3c6cb"
BAND: Final = "#f2eccf"

_FONT: Final = "Tj Latin, Tj Kufi, sans-serif"
_RIGHT_TO_LEFT_MARK: Final = "\u200f"
_SVG: Final = "{http://www.w3.org/2000/svg}"
_KEPT: Final = frozenset(
    {
        "cx", "cy", "d", "dy", "fill", "fill-opacity", "font-family", "font-size", "font-weight",
        "height", "opacity", "r", "stroke", "stroke-dasharray", "stroke-linecap",
        "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor",
        "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
    }
)  # fmt: skip


def label(text: str, direction: str) -> str:
    """A text for a chart, which is laid out from left to right whatever the language: the marks
    keep "3 أيام" from being turned round."""
    marks = _RIGHT_TO_LEFT_MARK if direction == "rtl" else ""
    return f"{marks}{text}{marks}"


def lookup(texts: dict[int, str], direction: str) -> str:
    """A Vega expression that gives the label of an axis value."""
    pairs = ",".join(f"'{value}':'{label(text, direction)}'" for value, text in texts.items())
    return f"{{{pairs}}}[datum.value]"


def svg(
    chart: alt.LayerChart | alt.VConcatChart, *, name: str, title: str, alternative: str
) -> Markup:
    """The chart as inline SVG with a title and a description for those who do not see it.

    `name` makes its ids its own. Only shapes, texts and their looks are kept: nothing in it can run
    or load anything, whatever the drawing library writes.
    """
    styled = chart.configure(
        font=_FONT,
        background="transparent",
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelFontSize=12,
            labelColor=QUIET,
            domainColor=LINE,
            tickColor=LINE,
            gridColor=LINE,
            labelPadding=5,
        ),
    )
    drawn = vl_convert.vegalite_to_svg(styled.to_dict(), vl_version=_version())
    root = ElementTree.fromstring(drawn)  # noqa: S314 - written by our own library a line ago
    _tidy(root)
    for leftover in ("width", "height"):
        root.attrib.pop(leftover, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-t {name}-d")
    for at, (tag, key, text) in enumerate(
        (("title", f"{name}-t", title), ("desc", f"{name}-d", alternative))
    ):
        element = ElementTree.Element(tag, {"id": key})
        element.text = text
        root.insert(at, element)
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704 - shapes only, above


def _version() -> str:
    """The version of Vega-Lite that Altair writes, as the converter names it: v6.4.1 is 6.4."""
    return ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


_DRAWN: Final = frozenset({"svg", "g", "path", "line", "rect", "circle", "text"})


def _tidy(element: ElementTree.Element) -> None:
    element.tag = element.tag.removeprefix(_SVG)
    for attribute in set(element.attrib) - _KEPT:
        del element.attrib[attribute]
    for child in list(element):
        if child.tag.removeprefix(_SVG) not in _DRAWN or _is_nothing(child):
            element.remove(child)
        else:
            _tidy(child)


def _is_nothing(element: ElementTree.Element) -> bool:
    return element.get("d") in {"", "M0,0h0v0h0Z"}


def axis(**options: Any) -> alt.Axis:
    """An axis without a title and without ticks, as quiet as the page."""
    return alt.Axis(title=None, ticks=False, **options)
