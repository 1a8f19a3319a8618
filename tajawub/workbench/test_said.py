"""Names and links are set apart from the words around them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.workbench.templatetags.said import said


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("@gov متى؟", "<bdi>@gov</bdi> متى؟"),
        ("متى يا @gov_help؟", "متى يا <bdi>@gov_help</bdi>؟"),
        ("https://gov.example/a?b=1&c=2 هنا", "<bdi>https://gov.example/a?b=1&amp;c=2</bdi> هنا"),
        ("@a@mastodon.example كيف", "<bdi>@a@mastodon.example</bdi> كيف"),
        ("mail me at a@b.example", "mail me at a@b.example"),
        ("<b>@gov</b>", "&lt;b&gt;<bdi>@gov</bdi>&lt;/b&gt;"),
        ("", ""),
        (None, ""),
    ],
)
def test_names_and_links_are_isolated(text: str | None, html: str) -> None:
    assert said(text) == html


@settings(deadline=None)
@given(st.text(max_size=400))
def test_nothing_is_lost_and_nothing_is_markup(text: str) -> None:
    shown = said(text)
    assert unescape(re.sub(r"</?bdi>", "", shown)) == unescape(text) or "&" in text
    assert "<" not in re.sub(r"</?bdi>", "", shown)
