from __future__ import annotations

from pathlib import Path

import orjson

from tajawub.channels.records import Post
from tajawub.channels.testing import FIXTURES, at, take

TOP = Post(
    channel="youtube", id="Ugx1", at=at("2025-03-01 08:00"), text="متى تعود المياه؟",
    author_id="UCsalem", author_handle="salem77", author_name="@salem77",
    conversation_id="Ugx1", space="UCagency",
    url="https://www.youtube.com/watch?v=vid-1_x&lc=Ugx1", version_at=at("2025-03-01 08:10"),
)  # fmt: skip
ANSWER = Post(
    channel="youtube", id="Ugx1.a", at=at("2025-03-01 09:00"), text="اليوم",
    author_id="UCagency", author_handle="water", author_name="@water",
    parent_id="Ugx1", conversation_id="Ugx1", space="UCagency",
    url="https://www.youtube.com/watch?v=vid-1_x&lc=Ugx1.a", official=True,
)  # fmt: skip


def test_it_reads_threads_with_their_replies() -> None:
    taken = take("youtube_threads.json")
    assert taken.files[0].format == "YouTube comments"
    assert taken.posts[:2] == [TOP, ANSWER]
    held = taken.posts[2]
    assert (held.id, held.visibility) == ("Ugx1.b", "private")  # held for review: not shown
    assert taken.broken == []


def test_it_reads_a_list_of_replies() -> None:
    posts = take("youtube_replies_page.json").posts
    assert [(p.text, p.author_name, p.author_handle, p.parent_id, p.at) for p in posts] == [
        ("this is the third reply!", "kun liu", "", "Ugw5zYU6n9pmIgAZWvN4AaABAg",
         at("2019-12-01 04:46:31")),
        ("this is the second reply!", "kun liu", "", "Ugw5zYU6n9pmIgAZWvN4AaABAg",
         at("2019-12-01 04:46:20")),
    ]  # fmt: skip


def test_pages_may_stand_in_a_list_or_one_a_line(tmp_path: Path) -> None:
    page = orjson.loads((FIXTURES / "youtube_threads.json").read_bytes())
    listed, lined = tmp_path / "list", tmp_path / "lines"
    listed.write_bytes(orjson.dumps([page, page], option=orjson.OPT_INDENT_2))
    lined.write_bytes(orjson.dumps(page) + b"\n" + orjson.dumps(page))
    assert take(listed).ids == take(lined).ids == ["Ugx1", "Ugx1.a", "Ugx1.b"] * 2
