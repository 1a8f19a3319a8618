"""The charts: readable by everyone, and unable to load or run anything."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from tajawub.measures.share import wilson
from tajawub.measures.weekly import Week
from tajawub.sweep.report import charts
from tajawub.sweep.report.testing import DIRECTIVE, invented_report
from tajawub.sweep.report.words import LANGUAGES, Language, words

REPORT = invented_report(most=0)
TOTAL = REPORT.summary.total
SHAPES = {"svg", "g", "path", "line", "rect", "circle", "text", "title", "desc"}


def _both(language: Language) -> list[str]:
    say = words(language)
    return [
        str(charts.curve(TOTAL.elapsed, say, width=700, name="a")),
        str(charts.weekly(TOTAL.weeks, say, DIRECTIVE, width=700, name="b")),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_shapes_and_words_with_a_title_and_a_description(language: Language) -> None:
    for drawing in _both(language):
        root = ElementTree.fromstring(drawing)
        assert root.get("role") == "img"
        assert (root.get("aria-labelledby") or "").split() == [
            e.get("id") for e in root if e.tag in {"title", "desc"}
        ]
        assert {e.tag for e in root.iter()} <= SHAPES
        assert not any(
            "href" in key or key.startswith("on") for e in root.iter() for key in e.attrib
        )
        assert "http" not in drawing
        assert len(drawing) < 40_000


def test_the_axes_speak_the_language_of_the_page() -> None:
    curve, weekly = _both("ar")
    assert "\u200fساعة\u200f" in curve
    assert "\u200fسبتمبر\u200f" in weekly
    assert "\u200fالتوجيه، 31 أغسطس\u200f" in weekly
    curve, weekly = _both("en")
    assert ">4 hours<" in curve
    assert ">September<" in weekly


@pytest.mark.parametrize("language", LANGUAGES)
def test_time_runs_with_the_reading_direction(language: Language) -> None:
    _, weekly = _both(language)
    months = words(language).months
    places = {
        text.text.strip("\u200f"): _across(text)
        for text in ElementTree.fromstring(weekly).iter("text")
        if text.text
    }
    assert (places[months[6]] > places[months[9]]) is (language == "ar")


def _across(text: ElementTree.Element) -> float:
    return float((text.get("transform") or "").removeprefix("translate(").split(",")[0])


def test_two_charts_on_a_page_share_no_id() -> None:
    say = words("ar")
    drawings = [charts.curve(TOTAL.elapsed, say, width=300, name=n) for n in ("wide", "narrow")]
    ids = [e.get("id") for d in drawings for e in ElementTree.fromstring(d).iter() if e.get("id")]
    assert len(ids) == len(set(ids)) == 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cases", [0, 1, 999_999_999])
def test_few_and_very_many(language: Language, cases: int) -> None:
    weeks = [
        Week(
            monday=date(2026, 11, day), cases=cases, waiting=cases,
            answered_within_3_days=wilson(cases // 2, cases),
        )
        for day in (9, 16)
    ]  # fmt: skip
    drawing = charts.weekly(weeks, words(language), None, width=300, name="w")
    assert f">{cases:,}<" in drawing


def test_a_spark_line_fits_its_drawing_and_names_both_ends() -> None:
    for right_to_left, first_x in ((True, "116.0"), (False, "4.0")):
        spark = charts.spark([0, 1_200, 30], right_to_left=right_to_left)
        assert spark["points"].startswith(f"{first_x},24.0 ")
        assert (spark["first"], spark["last"]) == ("0", "30")
    assert charts.spark([0], right_to_left=True)["y"] == "24.0"
