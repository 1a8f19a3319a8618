from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.language.normalize import LIMIT, fold, fold_batch

ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates included


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("السَّلامُ عليكُم", "السلام عليكم"),
        ("إلى الأمـــام", "الي الامام"),
        ("متى التسجيل؟", "متي التسجيل?"),
        ("مسؤول رئيسي", "مسءول رءيسي"),
        ("ليييييش", "ليش"),
        ("کیف", "كيف"),
        ("رقمي ٠٥٥١٢٣٤٥٦٧", "رقمي 0551234567"),
        ("don’t", "DONT"),
        ("café", "CAFE"),
        ("раураl", "paypal"),
        ("𝐇𝐞𝐥𝐩 ｍｅ", "help me"),
        ("مت\u200bى يف\u202eتح", "متى يفتح"),
        ("why!!!!!!", "why!"),
    ],
)
def test_it_folds_two_spellings_of_one_thing_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_it_keeps_words_apart_that_differ() -> None:
    assert fold("كيف") != fold("كيس")
    assert fold("why?") != fold("why")


@pytest.mark.parametrize(
    "text", ["@moi متى", "متى @moi_ksa", "متى https://t.co/aBc?x=1 @a", "متى http://a.b/c)"]
)
def test_it_leaves_out_names_and_keeps_only_the_place_of_a_link(text: str) -> None:
    letters = [c for c in fold(text) if "a" <= c <= "z"]
    assert letters == []
    assert fold("متى") in fold(text)


def test_it_tells_a_phone_number_from_a_short_number() -> None:
    assert fold("8001234567") == "9"
    assert fold("937") == "5"
    assert fold("12") == "0"


def test_it_reads_only_the_beginning_of_a_very_long_text() -> None:
    assert len(fold_batch(["ab" * 500_000]).codes) == LIMIT + 2  # the gaps at both ends


@given(st.lists(ANY_TEXT, min_size=1, max_size=6))
def test_each_character_knows_where_it_stood_whatever_the_text(texts: list[str]) -> None:
    folded = fold_batch(texts)
    assert len(folded) == len(texts)
    for i, text in enumerate(texts):
        own = folded.source[folded.starts[i] + 1 : folded.starts[i + 1]]
        places = own - folded.raw_starts[i] - 1
        assert all(0 <= place < len(text) for place in places.tolist())
        assert sorted(places.tolist()) == places.tolist()


@given(ANY_TEXT, st.lists(ANY_TEXT, max_size=4), st.lists(ANY_TEXT, max_size=4))
def test_a_text_folds_the_same_in_any_company(
    text: str, before: list[str], after: list[str]
) -> None:
    folded = fold_batch([*before, text, *after])
    i = len(before)
    own = folded.codes[folded.starts[i] + 1 : folded.starts[i + 1]]
    assert "".join(map(chr, own.tolist())) == fold(text)
