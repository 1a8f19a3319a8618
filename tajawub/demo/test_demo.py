"""The demo tells its story, the same way each time, and its truth agrees with the rules."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest

from tajawub.cases.opening import Read, Seen, address, open_cases
from tajawub.cases.timeline import Standing
from tajawub.channels.archives import open_archive
from tajawub.channels.records import Post
from tajawub.demo.archive import (
    DIRECTIVE,
    END,
    NAMES,
    OPENING,
    START,
    Demo,
    DemoPost,
    make,
    pages,
    write,
)


@pytest.fixture(scope="module")
def demo() -> Demo:
    return make(1)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(demo: Demo) -> None:
    assert b"".join(pages(make(1))) == b"".join(pages(demo))
    assert b"".join(pages(make(2))) != b"".join(pages(demo))


def test_it_is_a_few_thousand_different_posts_over_120_days(demo: Demo) -> None:
    assert len(demo.posts) > 2000
    assert START <= demo.posts[0].at < START + timedelta(days=1)
    assert END - timedelta(days=2) < demo.posts[-1].at < END
    written = [re.sub(r"@\w+", "", post.text).strip() for post in demo.posts]
    assert len(set(written)) > 0.99 * len(written)


def test_its_archive_reads_back_post_for_post(demo: Demo, tmp_path: Path) -> None:
    write(demo, tmp_path / "demo.jsonl.gz")
    read = [post for post in open_archive([tmp_path / "demo.jsonl.gz"]) if isinstance(post, Post)]
    assert {(p.id, p.at, p.text, p.author_handle) for p in read} == {
        (p.id, p.at, p.text, p.author.handle) for p in demo.posts
    }


def test_it_opens_with_the_question_that_waited_eleven_days(demo: Demo) -> None:
    thread = _thread(demo, "متى يفتح باب التقديم على منحة صيانة المساكن القديمة")
    question, redirect = thread[0], thread[1]
    assert question.author.name == OPENING
    assert redirect.truth.reply == "redirect"
    assert timedelta(minutes=40) < redirect.at - question.at < timedelta(hours=1)
    answer = next(post for post in thread if post.truth.reply == "answer")
    assert round((answer.at - question.at) / timedelta(days=1)) == 11
    assert abs(answer.at - DIRECTIVE) < timedelta(days=2)


def _thread(demo: Demo, words: str) -> list[DemoPost]:
    root = next(post.conversation_id for post in demo.posts if words in post.text)
    return [post for post in demo.posts if post.conversation_id == root]


def test_the_habit_rises_with_the_directive_and_fades(demo: Demo) -> None:
    """Of the first official word to each citizen, the share that answers, by phase of the story."""

    def answers(first: float, last: float) -> float:
        replies = [
            post.truth.reply
            for post in demo.posts
            if post.truth.reply and first <= (post.at - START) / timedelta(days=1) < last
        ]
        return sum(reply == "answer" for reply in replies) / len(replies)

    assert answers(70, 92) > answers(0, 70) + 0.3
    assert answers(108, 120) < answers(70, 92) - 0.2


def test_the_authors_standings_follow_from_their_readings(demo: Demo) -> None:
    """The rules of cases/ and the word of the people who wrote the threads are independent."""
    conversations: dict[str, list[DemoPost]] = defaultdict(list)
    for post in demo.posts:
        conversations[post.conversation_id].append(post)
    found: dict[tuple[str, str], Standing] = {}
    for key, posts in conversations.items():
        seen = [_seen(post) for post in posts]
        read = [_read(post) for post in posts]
        for case in open_cases(
            seen, address(seen), read, {name: name for name in NAMES}, as_of=END
        ):
            found[key, case.citizen] = case.outcome.standing
    differ = [
        (case.citizen, case.standing, found.get((case.conversation_id, case.citizen)))
        for case in demo.cases
        if found.get((case.conversation_id, case.citizen), Standing.NOTHING_OWED) != case.standing
    ]
    assert differ == []


def _seen(post: DemoPost) -> Seen:
    handles = [person.handle for person in post.mentions]
    return Seen(
        post_id=post.id,
        at=post.at,
        author=post.author.handle,
        account=post.author.handle if post.author.handle in NAMES else "",
        parent_id=post.parent.id if post.parent else None,
        named=tuple(handle for handle in handles if handle in NAMES),
        spoken_to=tuple(handle for handle in handles if handle not in NAMES),
    )


def _read(post: DemoPost) -> Read:
    truth = post.truth
    return Read(owed=truth.owed, turn=truth.turn, reply=truth.reply)
