"""An archive of any length, made by repeating real conversations and shifting them in time."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path

from tajawub.channels.archives import open_archive
from tajawub.channels.records import Post
from tajawub.demo.archive import NAMES, make, write

COLUMNS = (
    "tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id",
    "in_response_to_tweet_id",
)  # fmt: skip
_TIME = "%a %b %d %H:%M:%S +0000 %Y"


def source(data: Sequence[Path], folder: Path) -> list[Post]:
    """The posts to repeat: those of `data`, or the demo's."""
    files = list(data)
    if not files:
        files = [folder / "demo.jsonl"]
        write(make(1), files[0])
    return [record for record in open_archive(files) if isinstance(record, Post)]


def repeat(posts: Sequence[Post], number: int, out: Path) -> None:
    """Write `number` posts as a support CSV. Each round is a minute later, by other citizens."""
    numbered = {post.id: n for n, post in enumerate(posts)}
    officials = {post.author_handle for post in posts if post.official} | set(NAMES)
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        written = 0
        for turn in count():
            first = turn * len(posts) + 1
            for n, post in enumerate(posts):
                if written == number:
                    return
                official = post.author_handle in officials
                parent = numbered.get(post.parent_id or "")
                writer.writerow(
                    (
                        first + n,
                        post.author_handle if official else f"{post.author_handle}{turn}",
                        not official,
                        (post.at + timedelta(minutes=turn)).strftime(_TIME),
                        post.text,
                        "",
                        "" if parent is None else first + parent,
                    )
                )
                written += 1
