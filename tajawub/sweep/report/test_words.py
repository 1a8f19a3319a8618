"""What is said, and how it is counted, in both languages."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.measures.answered_share import TIMES
from tajawub.measures.standings import STANDINGS, key
from tajawub.sweep.report.words import LANGUAGES, Language, percent, words

AR, EN = words("ar"), words("en")


@pytest.mark.parametrize(
    ("n", "days", "questions"),
    [
        (0, "أقل من يوم", "لا أسئلة"),
        (1, "يوم واحد", "سؤال واحد"),
        (2, "يومان", "سؤالان"),
        (3, "3 أيام", "3 أسئلة"),
        (10, "10 أيام", "10 أسئلة"),
        (11, "11 يوماً", "11 سؤالاً"),
        (99, "99 يوماً", "99 سؤالاً"),
        (100, "100 يوم", "100 سؤال"),
        (102, "102 يوم", "102 سؤال"),
        (103, "103 أيام", "103 أسئلة"),
        (1_078, "1,078 يوماً", "1,078 سؤالاً"),
        (2_000, "2,000 يوم", "2,000 سؤال"),
    ],
)
def test_arabic_counts_in_six_forms(n: int, days: str, questions: str) -> None:
    assert AR.count("day", n) == days
    assert AR.count("question", n) == questions


def test_after_a_preposition_only_the_dual_changes() -> None:
    assert AR.count("day", 2, oblique=True) == "يومين"
    assert AR.count("question", 2, oblique=True) == "سؤالين"
    assert AR.count("day", 5, oblique=True) == "5 أيام"


@given(st.integers(3, 10**9), st.sampled_from(["day", "question", "case", "account"]))
def test_every_number_above_two_is_shown(n: int, noun: str) -> None:
    assert AR.count(noun, n).startswith(f"{n:,} ")
    assert EN.count(noun, n).startswith(f"{n:,} ")


@pytest.mark.parametrize(
    ("seconds", "arabic", "english"),
    [
        (59, "أقل من دقيقة", "less than a minute"),
        (89 * 60, "89 دقيقة", "89 minutes"),
        (90 * 60, "ساعة واحدة", "1 hour"),
        (47 * 3600, "47 ساعة", "47 hours"),
        (2 * 86_400, "يومان", "2 days"),
        (63 * 86_400 + 86_399, "63 يوماً", "63 days"),
    ],
)
def test_lengths_of_time(seconds: int, arabic: str, english: str) -> None:
    assert AR.duration(seconds) == arabic
    assert EN.duration(seconds) == english


def test_a_number_and_its_unit_are_set_apart_and_words_are_not() -> None:
    assert AR.big_duration(63 * 86_400) == ("63", "يوماً")
    assert AR.big_duration(2 * 86_400) == ("يومان", "")
    assert AR.big_duration(5400) == ("ساعة واحدة", "")
    assert EN.big_duration(86_400 * 3) == ("3", "days")


def test_moments_are_told_in_the_zone_of_the_calendar() -> None:
    at = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
    dubai = ZoneInfo("Asia/Dubai")
    assert AR.moment(at, dubai, weekday=True) == "الثلاثاء 24 نوفمبر 2026، 00:30"
    assert EN.moment(at, dubai, weekday=True) == "Tuesday 24 November 2026, 00:30"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0%"), (0.001, "0.1%"), (1e-9, "0.1%"), (0.43, "43%"), (0.9999, "99.9%"), (1.0, "100%")],
)
def test_a_share_never_looks_like_none_or_all_when_it_is_not(share: float, text: str) -> None:
    assert percent(share) == text


def test_both_catalogues_say_the_same_things_with_the_same_placeholders() -> None:
    ar, en = (_catalogue(language) for language in LANGUAGES)
    assert ar["text"].keys() == en["text"].keys()
    assert ar["nouns"].keys() == en["nouns"].keys()
    for name in ("standings", "replies", "times", "ticks"):
        assert ar[name].keys() == en[name].keys()
    for name, text in ar["text"].items():
        assert _placeholders(text) == _placeholders(en["text"][name]), name


def _catalogue(language: Language) -> dict[str, dict[str, str]]:
    text = files("tajawub.sweep.report").joinpath("text", f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_standing_and_every_time_has_a_word() -> None:
    for language in LANGUAGES:
        assert {key(standing) for standing in STANDINGS} == set(words(language).standings)
        assert set(words(language).times) == set(TIMES)


def test_what_is_put_into_a_text_is_escaped() -> None:
    assert "&lt;b&gt;x" in str(AR.say("as_of", moment="<b>x"))
