from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from tajawub.channels.records import Post
from tajawub.channels.testing import at, take

QUESTION = Post(
    channel="x", id="1895745822520246273", at=at("2025-03-01 08:00"),
    text="@dubai_water المياه مقطوعة من أمس & لا أحد يرد، متى تعود؟",
    author_id="2002", author_handle="salem_77", author_name="سالم",
    conversation_id="1895745822520246273", mentions=("dubai_water",), language="ar",
    url="https://x.com/salem_77/status/1895745822520246273",
)  # fmt: skip
REPLY = Post(
    channel="x", id="1895768471761846273", at=at("2025-03-01 09:30"),
    text="@salem_77 راسلنا على الخاص",
    author_id="1001", author_handle="dubai_water", author_name="هيئة المياه",
    parent_id=QUESTION.id, conversation_id=QUESTION.id, mentions=("salem_77",), language="ar",
    url="https://x.com/dubai_water/status/1895768471761846273",
)  # fmt: skip
GONE = Post(
    channel="x", id="1895005947294646273", at=at("2025-02-27 07:00"),
    deleted=True, deleted_at=at("2025-03-02 00:00"),
)  # fmt: skip


@pytest.mark.parametrize("file", ["x_v2_tweet_names.jsonl", "x_v2_post_names.json"])
def test_it_reads_pages_under_the_old_names_and_the_new(file: str) -> None:
    taken = take(file)
    assert taken.files[0].format == "X API v2"
    assert taken.posts == [REPLY, QUESTION, GONE]  # the repost is no post of its own
    assert taken.broken == []


def test_it_reads_posts_as_twarc_flattens_them() -> None:
    assert take("x_v2_flattened.jsonl").posts == [REPLY, QUESTION]


def test_direct_messages_are_private() -> None:
    taken = take("x_v2_messages.json")
    assert taken.posts == [
        Post(
            channel="x", id="1895776021509046273", at=at("2025-03-01 10:00"), text="رقم الحساب 5",
            author_id="2002", author_handle="salem_77", author_name="سالم",
            conversation_id="1001-2002", visibility="private",
        )
    ]  # fmt: skip


def test_an_edited_post_is_one_post_with_its_first_time() -> None:
    before, after = take("x_v2_edited_before.jsonl"), take("x_v2_edited_after.jsonl")
    first = next(p for p in before.posts if p.text.startswith("i miss"))
    second = next(p for p in after.posts if p.text.startswith("hey :)"))
    assert first.id == second.id == "1576994746135764992"
    assert first.version_at is None
    assert second.version_at == at("2022-10-03 17:57:11")
    assert first.at == at("2022-10-03 17:57:01")
    assert abs((second.at - first.at).total_seconds()) < 1  # from the id: to the millisecond


def test_a_reply_to_an_edit_is_a_reply_to_the_post() -> None:
    taken = take("x_v2_quoted_edit.jsonl")
    reply = next(p for p in taken.posts if p.id == "1576995594388000768")
    assert reply.parent_id == "1576994746135764992"
    edited = [p for p in taken.posts if p.id == "1576994746135764992"]
    assert {p.conversation_id for p in edited} == {"1576994746135764992", "1576994789110992896"}


def test_a_post_without_fields_has_the_time_of_its_id(tmp_path: Path) -> None:
    file = tmp_path / "minimal.json"
    bare = {"id": QUESTION.id, "text": "متى؟", "edit_history_tweet_ids": [QUESTION.id]}
    file.write_bytes(orjson.dumps({"data": [bare]}))
    [post] = take(file).posts
    assert post.at.replace(microsecond=0) == QUESTION.at
    assert post.url == f"https://x.com/i/status/{QUESTION.id}"


def test_one_bad_post_does_not_cost_the_page(tmp_path: Path) -> None:
    file = tmp_path / "page.jsonl"
    good = {"id": "5", "text": "b", "author_id": "1", "created_at": "2025-03-01T08:00:00Z"}
    bad = [{**good, "id": None}, {**good, "created_at": [1]}, {**good, "created_at": "2099-01-01"}]
    file.write_bytes(orjson.dumps({"data": [*bad, "x", good]}))
    taken = take(file)
    assert taken.ids == ["5"]
    assert [(row.line, row.where, row.reason) for row in taken.broken] == [
        (1, "data[0].id", "no id"),
        (1, "data[1].created_at", "'[1]' is not a time"),
        (1, "data[2].created_at", "the time 2099-01-01 00:00 cannot be right"),
        (1, "data[3]", "not an object"),
    ]


def test_a_handle_that_is_none_makes_no_address(tmp_path: Path) -> None:
    file = tmp_path / "page.jsonl"
    user = {"id": "2002", "username": "a/../..?x=<b>", "name": "n"}
    page = orjson.loads((Path(__file__).parent / "fixtures/x_v2_tweet_names.jsonl").read_bytes())
    page["includes"]["users"] = [user]
    file.write_bytes(orjson.dumps(page))
    question = next(p for p in take(file).posts if p.id == QUESTION.id)
    assert question == replace(
        QUESTION, author_handle="a/../..?x=<b>", author_name="n",
        url=f"https://x.com/i/status/{QUESTION.id}",
    )  # fmt: skip
