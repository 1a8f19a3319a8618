from __future__ import annotations

import pytest

from tajawub.language.cues import cues, expand, find
from tajawub.language.features import words_of
from tajawub.language.normalize import fold_batch
from tajawub.language.surface import flag_index, see


def _found(text: str) -> set[str]:
    hits = find(words_of(fold_batch([text])))
    return {cues()[cue].name for cue in hits.cue.tolist()}


@pytest.mark.parametrize(
    ("pattern", "phrases"),
    [
        ("how to", ["how to"]),
        ("(a|b|) c", ["a c", "b c", "c"]),
        ("(a )?b", ["a b", "b"]),
        ("what (time|(day|date) exactly)", ["what time", "what day exactly", "what date exactly"]),
    ],
)
def test_a_pattern_stands_for_its_phrases(pattern: str, phrases: list[str]) -> None:
    assert expand(pattern) == phrases


@pytest.mark.parametrize("pattern", ["a)", "(a", "a|b", "a?", "(1|2|3|4|5|6|7|8|9|0)" * 5])
def test_a_pattern_that_is_not_understood_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="cue pattern"):
        expand(pattern)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("متى يفتح التسجيل", "ask_when"),
        ("ومتى يفتح", "ask_when"),  # and
        ("شلون اجدد الرخصة", "ask_how"),
        ("ازاي اجدد", "ask_how"),
        ("shlon ajadded", "ask_how"),
        ("How do I renew", "ask_how"),
        ("التطبيق ما يشتغل", "broken"),
        ("محد يرد على الهاتف", "no_reply"),
        ("تم رفع ملاحظتك للجهة المختصة", "received"),
        ("نرجو التواصل مع الجهة", "go_elsewhere"),
        ("الاتصال على ٨٠٠١٢٣٤", "call_us"),
        ("shoot us a DM", "dm"),
        ("عبر الخاص", "dm"),
        ("المويه مقطوعة", "danger"),
        ("طلبي للحين معلق", "mine"),
    ],
)
def test_it_finds_a_cue_in_any_dialect(text: str, cue: str) -> None:
    assert cue in _found(text)


def test_it_finds_no_cue_in_parts_of_words_or_across_two_posts() -> None:
    assert "dm" not in _found("admire the landmark")
    hits = find(words_of(fold_batch(["how", "do i know"])))
    assert "ask_how" not in {cues()[cue].name for cue in hits.cue[hits.post == 0].tolist()}


def test_the_words_beside_the_formulas_are_counted() -> None:
    index = flag_index()
    flags = see(
        ["أهلاً بك، شكرا لتواصلك، يومك سعيد", "أهلاً بك، يبدأ التسجيل الأحد القادم في كل المدارس"]
    ).flags
    assert flags[0, index["left>=1"]] == 0
    assert flags[1, index["left>=6"]] == 1


def test_no_two_cues_share_a_name_and_none_is_empty() -> None:
    names = [cue.name for cue in cues()]
    assert len(names) == len(set(names))
    assert all(cue.phrases for cue in cues())
