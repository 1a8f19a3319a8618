"""A stranger's words: shown, and unable to do anything."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.sweep.report.shown import MOST, fitting, link, name, shown


def test_markup_is_text() -> None:
    assert str(shown("<script>alert(1)</script> & \"'")) == (
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;&#39;"
    )


def test_characters_that_turn_the_direction_are_named_instead() -> None:
    text = str(shown("قبل \u202e\u2066moc.elpmaxe\u2069 بعد"))
    assert "⟨U+202E U+2066⟩" in text
    assert "⟨U+2069⟩" in text
    assert not any(unicodedata.bidirectional(c) in _TURNING for c in text)


_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def test_the_marks_that_people_type_stay() -> None:
    assert str(shown("قال \u200f7\u200e ثم")) == "قال \u200f7\u200e ثم"


def test_a_long_text_is_cut_and_says_so() -> None:
    assert len(shown("م" * 5000)) == MOST + 1
    assert str(shown("م" * 5000)).endswith("م…")
    assert str(shown("م" * MOST)).endswith("م")


def test_signs_piled_on_one_letter_are_cut_down_and_ordinary_ones_stay() -> None:
    assert len(shown("a" + "\u0301" * 500)) == 5
    assert str(shown("مُدَرِّسٌ")) == "مُدَرِّسٌ"


def test_a_name_stays_on_one_line() -> None:
    assert str(name(" a\n\nb\t c ")) == "a b c"
    assert len(name("x" * 500)) < 70


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_whatever_is_shown_can_be_written_and_holds_no_tag(text: str) -> None:
    out = str(shown(text))
    out.encode("utf-8")
    assert "<" not in out.replace('<span class="ctl" title="', "").replace("</span>", "")
    assert not any(unicodedata.bidirectional(c) in _TURNING for c in out)
    assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in out)


@pytest.mark.parametrize(
    "url",
    ["https://x.com/a/status/1", "http://social.example/@a?x=1&y=2#z", "https://سوق.example/س"],
)
def test_addresses_of_posts_are_linked(url: str) -> None:
    assert link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JaVaScript:alert(1)", "data:text/html,x", "//x.example",
        "ftp://x.example/a", "https://", "https:///a", "http://[", "https://a.example/\u202ex",
        "https://bank.example@evil.example/", 'https://a.example/"onclick="x', "https://a b/",
        "https://a.example/\ud800", " https://a.example", "https://a.example/" + "x" * 3000,
    ],
)  # fmt: skip
def test_anything_else_is_not(url: str | None) -> None:
    assert link(url) is None


def test_posts_are_cut_shorter_where_there_are_too_many_for_a_page() -> None:
    assert fitting(["سؤال قصير"] * 400) == MOST
    assert fitting(["س" * 600] * 400) == 200
    assert fitting([]) == MOST
    assert fitting(["\ud800"]) == MOST
