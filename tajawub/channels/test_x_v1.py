from __future__ import annotations

from tajawub.channels.records import Post
from tajawub.channels.testing import at, take

QUESTION = Post(
    channel="x", id="1895745822520246273", at=at("2025-03-01 08:00"),
    text="@dubai_water المياه مقطوعة <أمس>، متى تعود؟",
    author_id="2002", author_handle="salem_77", author_name="سالم",
    mentions=("dubai_water",), language="ar",
    url="https://x.com/salem_77/status/1895745822520246273",
)  # fmt: skip
REPLY = Post(
    channel="x", id="1895768471761846273", at=at("2025-03-01 09:30"), text="@salem_77 تم",
    author_id="1001", author_handle="dubai_water", author_name="هيئة المياه",
    parent_id=QUESTION.id, mentions=("salem_77",), language="ar",
    url="https://x.com/dubai_water/status/1895768471761846273",
)  # fmt: skip


def test_it_reads_a_search_and_of_a_retweet_only_what_it_repeats() -> None:
    taken = take("x_v1_search.json")
    assert taken.files[0].format == "X API 1.1"
    assert taken.posts == [REPLY, QUESTION]
    assert taken.broken == []


def test_a_deletion_in_a_stream_leaves_a_tombstone_and_other_notices_nothing() -> None:
    taken = take("x_v1_stream.jsonl")
    gone = Post(
        channel="x", id="1895005947294646273", at=at("2025-02-27 07:00"), author_id="2002",
        deleted=True, deleted_at=at("2025-03-02 07:20"),
    )  # fmt: skip
    assert taken.posts == [QUESTION, gone, REPLY]
    assert taken.broken == []
