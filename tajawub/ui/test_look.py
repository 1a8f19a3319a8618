"""The look is as its sources say, whole, light, and asks nobody for anything."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import django_htmx
import pytest

from tajawub.errors import TajawubError
from tajawub.ui import build_css
from tajawub.ui.build_css import CHECKOUT, UI

STATIC = UI / "static" / "ui"
TEMPLATES = sorted((CHECKOUT / "tajawub").rglob("templates/**/*.html"))
SHEET = build_css.BUILT.read_text(encoding="utf-8")


def test_the_built_sheet_is_not_stale() -> None:
    assert build_css.digest_of_built() == build_css.digest(), build_css.HOW


def test_the_lock_file_names_versions_and_digests_and_no_address() -> None:
    lock = (CHECKOUT / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_a_font_of_another_host_is_left_out_of_the_sheet() -> None:
    mine = "@font-face{font-family:A;src:url(fonts/a.woff2)}"
    theirs = "@font-face{font-family:B;src:url(https://fonts.example/b.woff2)}"
    assert build_css.own(mine + theirs + ".b{color:red}") == mine + ".b{color:red}"


@pytest.mark.parametrize(
    "rule",
    ["a{background:url(https://x.example/a.png)}", "a{background:url('//x.example/a.png')}",
     '@import "https://x.example/a.css";'],
)  # fmt: skip
def test_a_rule_that_asks_another_host_stops_the_build(rule: str) -> None:
    with pytest.raises(TajawubError, match="would ask for"):
        build_css.own(rule)


def test_the_shipped_sheet_asks_for_its_own_fonts_only_and_they_are_there() -> None:
    assert build_css.own(SHEET) == SHEET
    fonts = re.findall(r"url\(fonts/([\w.-]+)\)", SHEET)
    assert sorted(fonts) == sorted(path.name for path in (STATIC / "fonts").glob("*.woff2"))
    named = (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert [font for font in fonts if font not in named] == []


def test_a_first_visit_weighs_less_than_200_kb() -> None:
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    texts = [STATIC / "desk.css", STATIC / "desk.js", STATIC / "icons.svg", htmx]
    weight = sum(len(gzip.compress(path.read_bytes())) for path in texts)
    weight += sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2"))
    assert weight < 200_000


def _classes(text: str) -> Iterator[str]:
    for value in re.findall(r'\bclass="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', text):
        plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\0", value)
        yield from (word for word in plain.split() if "\0" not in word)
        # A class within a condition: {% if x %} late{% endif %}.
        for words in re.findall(r"%\}([\w -]+)\{%", value):
            yield from words.split()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_uses_classes_that_the_sheet_knows(path: Path) -> None:
    known = set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", SHEET))
    unknown = [c for c in _classes(path.read_text(encoding="utf-8")) if c not in known]
    assert unknown == [], "docs/reasons/looks.md lists the classes"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_keeps_to_a_strict_policy_and_to_start_and_end(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    bare = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)
    assert re.findall(r"\sstyle=|\son\w+=|hx-on|javascript:|<style|<script>", bare) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", bare) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_names_icons_that_are_drawn(path: Path) -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    named = re.findall(r'\{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))
    assert [name for name in named if name not in drawn] == []


@pytest.mark.parametrize("path", sorted((UI / "styles").glob("*.css")), ids=lambda path: path.name)
def test_sheets_know_start_and_end_and_no_left_and_right(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert (
        re.findall(r"-(?:left|right)\b|[{;]\s*(?:left|right)\s*:|:\s*(?:left|right)\b", text) == []
    )
