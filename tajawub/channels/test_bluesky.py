from __future__ import annotations

from tajawub.channels.records import Post
from tajawub.channels.testing import at, take
from tajawub.channels.times import tid_time

CITIZEN = {"author_id": "did:plc:citizen", "author_handle": "salem.example", "author_name": "salem"}


def test_it_reads_a_thread_with_what_is_gone_and_what_is_blocked() -> None:
    taken = take("bluesky_thread.json")
    assert taken.files[0].format == "Bluesky"
    assert taken.broken == []
    by_text = {post.text: post for post in taken.posts}
    question = by_text["يا @water.example متى تعود المياه؟"]
    gone = by_text[""]
    key = question.id.rpartition("/")[2]
    assert gone == Post(
        channel="bluesky", id=gone.id, at=at("2025-03-01 07:00"), author_id="did:plc:citizen",
        deleted=True,
    )  # fmt: skip
    assert question == Post(
        channel="bluesky", id=f"at://did:plc:citizen/app.bsky.feed.post/{key}",
        at=at("2025-03-01 08:00"), text="يا @water.example متى تعود المياه؟",
        parent_id=gone.id, conversation_id=gone.id, mentions=("water.example",), language="ar",
        url=f"https://bsky.app/profile/salem.example/post/{key}",
        **CITIZEN,  # type: ignore[arg-type]
    )  # fmt: skip
    assert by_text["راسلنا"].parent_id == question.id
    late = by_text["وصلت"]
    assert late.parent_id is not None
    assert late.parent_id.startswith("at://did:plc:blocked/")  # kept though nothing is known of it
    assert len(taken.posts) == 4


def test_it_reads_the_second_version_of_threads() -> None:
    taken = take("bluesky_thread_v2.json")
    assert [(post.deleted, post.at) for post in taken.posts] == [
        (True, at("2025-03-01 07:00")),
        (False, at("2025-03-01 08:00")),
    ]


def test_a_feed_gives_its_posts_and_what_they_answer() -> None:
    posts = take("bluesky_feed.json").posts
    assert sorted({post.text for post in posts}) == [
        "",
        "راسلنا",
        "يا @water.example متى تعود المياه؟",
    ]


def test_of_notifications_only_posts_count() -> None:
    [post] = take("bluesky_notifications.json").posts
    assert post.author_handle == "salem.example"


def test_it_reads_what_the_python_sdk_tests_with() -> None:
    [post] = take("bluesky_thread_sdk.json").posts
    assert post == Post(
        channel="bluesky",
        id="at://did:plc:kvwvcn5iqfooopmyzvb4qzba/app.bsky.feed.post/3kaheyt6vpc22",
        at=at("2023-09-28 12:49:36.735"), author_id="did:plc:kvwvcn5iqfooopmyzvb4qzba",
        author_handle="test.marshal.dev", author_name="Python SDK", language="en",
        url="https://bsky.app/profile/test.marshal.dev/post/3kaheyt6vpc22",
    )  # fmt: skip


def test_a_key_tells_when_it_was_made() -> None:
    made = tid_time("3kaheyt6vpc22")
    assert made is not None
    assert abs((made - at("2023-09-28 12:49:36")).total_seconds()) < 60
    assert tid_time("self") is None
    assert tid_time("zzzzzzzzzzzzz") is None
