"""Posts find their conversation in whatever order, however often, and however badly linked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.channels.records import Post
from tajawub.conversations.forest import roots
from tajawub.sweep.conversations import link, whole_conversations
from tajawub.sweep.database import connect
from tajawub.sweep.spool import spool

T0 = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as made:
        yield made


def post(number: int, parent: str | None = None, **more: object) -> Post:
    fields: dict[str, object] = {
        "channel": "x", "id": f"p{number}", "at": T0 + timedelta(minutes=number), "text": "…",
        "author_handle": "salma", "parent_id": parent,
    }  # fmt: skip
    return Post(**(fields | more))  # type: ignore[arg-type]


def linked(
    db: duckdb.DuckDBPyConnection,
    posts: Sequence[Post],
    folder: Path,
    *,
    as_of: datetime | None = None,
) -> list[dict[str, object]]:
    spool(posts, folder / "posts.parquet")
    link(db, folder / "posts.parquet", as_of=as_of)
    return [row for table in whole_conversations(db) for row in table.to_pylist()]


def by_conversation(rows: Sequence[dict[str, object]]) -> dict[object, list[object]]:
    found: dict[object, list[object]] = {}
    for row in rows:
        found.setdefault(row["conversation_key"], []).append(row["id"])
    return found


def test_parents_may_come_after_their_children(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    posts = [post(3, "p2"), post(2, "p1"), post(1), post(5, "p4"), post(4)]
    assert by_conversation(linked(db, posts, tmp_path)) == {
        "p1": ["p1", "p2", "p3"],
        "p4": ["p4", "p5"],
    }


def test_children_of_a_missing_parent_still_meet(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    posts = [post(1, "gone"), post(2, "gone"), post(3, "p1"), post(4, "also gone")]
    assert by_conversation(linked(db, posts, tmp_path)) == {
        "gone": ["p1", "p2", "p3"],
        "also gone": ["p4"],
    }


def test_the_platforms_own_word_for_a_conversation_counts(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    posts = [
        post(1, conversation_id="p1"),
        post(2, "missing", conversation_id="p1"),
        post(3, "p2"),
        post(4, conversation_id="elsewhere"),
    ]
    assert by_conversation(linked(db, posts, tmp_path)) == {
        "p1": ["p1", "p2", "p3"],
        "elsewhere": ["p4"],
    }


def test_equal_ids_on_two_channels_are_two_posts(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = linked(db, [post(1), post(1, channel="telegram"), post(2, "p1")], tmp_path)
    assert sorted((row["channel"], row["id"]) for row in rows) == [
        ("telegram", "p1"), ("x", "p1"), ("x", "p2"),
    ]  # fmt: skip
    assert len({row["conversation"] for row in rows}) == 2


def test_a_post_seen_twice_is_one_with_its_newest_words_and_first_time(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    later = T0 + timedelta(hours=3)
    seen = [
        post(1, text="first words"),
        post(1, text="edited words", at=later, version_at=later),
        post(1, text="first words"),
    ]
    (row,) = linked(db, seen, tmp_path)
    assert (row["text"], row["posted_at"]) == ("edited words", T0 + timedelta(minutes=1))
    (turned,) = linked(db, seen[::-1], tmp_path)
    assert turned["text"] == "edited words"


def test_a_deletion_seen_later_leaves_a_tombstone_that_keeps_its_reading(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    gone = T0 + timedelta(days=1)
    (row,) = linked(
        db, [post(1, text="", deleted=True, deleted_at=gone), post(1, text="asked")], tmp_path
    )
    assert (row["text"], row["deleted"], row["deleted_at"]) == ("asked", True, gone)


def test_posts_after_the_moment_of_judgement_are_not_there(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = linked(db, [post(1), post(2, "p1")], tmp_path, as_of=T0 + timedelta(minutes=1))
    assert [row["id"] for row in rows] == ["p1"]


def test_no_conversation_is_split_between_tables(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    posts = [post(n, f"p{n // 7 * 7}" if n % 7 else None) for n in range(1000)]
    spool(posts, tmp_path / "posts.parquet")
    link(db, tmp_path / "posts.parquet", as_of=None)
    tables = list(whole_conversations(db, posts=50))
    seen = [set(table.column("conversation").to_pylist()) for table in tables]
    assert sum(table.num_rows for table in tables) == 1000
    assert len(tables) > 5
    assert sum(map(len, seen)) == len(set().union(*seen))


@given(st.lists(st.integers(-1, 30), min_size=1, max_size=31))
def test_every_node_of_a_tree_has_its_root_and_circles_end(links: list[int]) -> None:
    parents = np.array([min(up, len(links) - 1) for up in links], dtype=np.int64)
    found = roots(parents)
    assert np.array_equal(found[found], found)
    for node, up in enumerate(parents.tolist()):
        if up >= 0:
            assert found[node] == found[up]


def test_a_circle_of_replies_is_one_conversation(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = linked(db, [post(1, "p3"), post(2, "p1"), post(3, "p2"), post(4, "p4")], tmp_path)
    assert sorted(map(len, by_conversation(rows).values())) == [1, 3]
