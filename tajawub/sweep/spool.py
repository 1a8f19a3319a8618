"""Posts from any archive into columns on disk, so that memory stays flat however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tajawub.channels.records import BrokenRow, Post

BATCH = 50_000
LARGEST_BATCH = 64_000_000  # characters: fifty thousand posts at the limit of their length are 5 GB
BROKEN_KEPT = 1_000  # named one by one; the rest are only counted

POSTS = pa.schema(
    [
        ("channel", pa.string()),
        ("id", pa.string()),
        ("posted_at", pa.timestamp("us", "UTC")),
        ("text", pa.string()),
        ("author_id", pa.string()),
        ("author_handle", pa.string()),
        ("author_name", pa.string()),
        ("parent_id", pa.string()),
        ("conversation_id", pa.string()),
        ("space", pa.string()),
        ("mentions", pa.list_(pa.string())),
        ("language", pa.string()),
        ("url", pa.string()),
        ("private", pa.bool_()),
        ("official", pa.bool_()),
        ("deleted", pa.bool_()),
        ("deleted_at", pa.timestamp("us", "UTC")),
        ("version_at", pa.timestamp("us", "UTC")),
    ]
)
_PLAIN = [name for name in POSTS.names if name not in {"posted_at", "mentions", "private"}]


@dataclass(slots=True)
class Spooled:
    """What was taken in: how many posts, and which rows could not be read."""

    path: Path
    posts: int = 0
    broken: int = 0
    broken_rows: list[BrokenRow] = field(default_factory=list)


def spool(
    records: Iterable[Post | BrokenRow],
    path: Path,
    *,
    on_posts: Callable[[int], None] | None = None,
) -> Spooled:
    """Write the posts to a Parquet file in batches; count the broken rows and keep the first ones.

    `on_posts` is called after each batch with the number of posts so far.
    """
    done = Spooled(path)
    batch: list[Post] = []
    size = 0
    with pq.ParquetWriter(path, POSTS, compression="lz4", write_statistics=False) as writer:
        for record in records:
            if isinstance(record, BrokenRow):
                done.broken += 1
                if done.broken <= BROKEN_KEPT:
                    done.broken_rows.append(record)
                continue
            batch.append(record)
            size += len(record.text)
            if len(batch) == BATCH or size > LARGEST_BATCH:
                _write(writer, batch, done)
                size = 0
                if on_posts:
                    on_posts(done.posts)
        if batch:
            _write(writer, batch, done)
    if on_posts:
        on_posts(done.posts)
    return done


def _write(writer: pq.ParquetWriter, batch: list[Post], done: Spooled) -> None:
    columns = {name: [getattr(post, name) for post in batch] for name in _PLAIN}
    columns["posted_at"] = [post.at for post in batch]
    columns["mentions"] = [post.mentions for post in batch]
    columns["private"] = [post.visibility == "private" for post in batch]
    writer.write_table(pa.table(columns, schema=POSTS))
    done.posts += len(batch)
    batch.clear()
