from __future__ import annotations

from dataclasses import replace

import pytest

from tajawub.channels.html_text import text_of
from tajawub.channels.records import Post
from tajawub.channels.testing import at, take

ROOT = Post(
    channel="mastodon", id="100", at=at("2025-03-01 08:00"),
    text="@water المياه مقطوعة\nمتى تعود؟\n\nانظر https://example.org/a?b=1&c=2",
    author_id="12", author_handle="salem@other.example", author_name="سالم",
    mentions=("water",), language="ar", url="https://social.example/@x/100",
    version_at=at("2025-03-01 08:05"),
)  # fmt: skip
ANSWER = Post(
    channel="mastodon", id="101", at=at("2025-03-01 09:00"), text="راسلنا",
    author_id="11", author_handle="water", author_name="Water", parent_id="100",
    mentions=("salem@other.example",), language="ar", url="https://social.example/@x/101",
)  # fmt: skip
DIRECT = Post(
    channel="mastodon", id="102", at=at("2025-03-01 09:10"), text="رقمي 5",
    author_id="12", author_handle="salem@other.example", author_name="سالم", parent_id="101",
    language="ar", url="https://social.example/@x/102", visibility="private",
)  # fmt: skip


@pytest.mark.parametrize(
    ("file", "posts"),
    [
        ("mastodon_context.json", [ROOT, ANSWER, DIRECT]),
        ("mastodon_notifications.json", [ROOT]),
        ("mastodon_conversations.json", [DIRECT]),
        ("mastodon_statuses.jsonl", [ROOT, ANSWER]),  # the first is a boost of it
    ],
)
def test_it_finds_the_statuses_wherever_an_answer_holds_them(file: str, posts: list[Post]) -> None:
    taken = take(file)
    assert taken.files[0].format == "Mastodon API"
    assert taken.posts == posts
    assert taken.broken == []


def test_it_reads_an_outbox() -> None:
    assert take("mastodon_outbox.json").posts == [
        replace(
            ANSWER,
            id="https://social.example/users/water/statuses/101",
            author_id="https://social.example/users/water",
            author_name="",
            parent_id="https://other.example/users/salem/statuses/100",
            language=None,
            url="https://social.example/@water/101",
        )
    ]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain &amp; simple", "plain & simple"),
        ("<p>a</p><p>b<br>c</p>", "a\n\nb\nc"),
        ("<ul><li>x</li><li>y</li></ul>", "- x\n- y"),
        ("1 &lt; 2 <b>x</b>", "1 < 2 x"),
        ("a <3 b", "a <3 b"),
    ],
)
def test_html_becomes_the_text_that_people_see(markup: str, text: str) -> None:
    assert text_of(markup) == text


def test_a_tag_that_never_closes_takes_no_time_to_speak_of() -> None:
    assert text_of("<a " * 200_000).startswith("<a <a ")
