"""Posts for tests, and the desk's state as plain values."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tajawub.channels.records import Post
from tajawub.conversations import models
from tajawub.conversations.receiving import receive

T0 = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def post(number: int | str, parent: int | str | None = None, **more: Any) -> Post:
    """A post `p<number>` on X, so many minutes after T0 where the number is one."""
    fields: dict[str, Any] = {
        "channel": "x",
        "id": f"p{number}",
        "at": T0 + timedelta(minutes=number if isinstance(number, int) else 0),
        "text": f"text {number}",
        "author_id": f"id{number}",
        "author_handle": f"citizen{number}",
        "parent_id": None if parent is None else f"p{parent}",
    }
    return Post(**(fields | more))


def in_batches(posts: Iterable[Post], rng: random.Random) -> None:
    """Receive the posts in a random order, in batches of random sizes that overlap."""
    waiting = list(posts)
    rng.shuffle(waiting)
    given: list[Post] = []
    while waiting:
        size = rng.randint(1, 5)
        batch, waiting = waiting[:size], waiting[size:]
        again = rng.sample(given, min(len(given), rng.randint(0, 2)))
        receive([*batch, *again])
        given += batch


def state() -> tuple[dict[str, tuple[Any, ...]], set[frozenset[str]], set[tuple[Any, ...]]]:
    """The posts there are, which of them stand together, and the wordings kept."""
    rows = list(
        models.Post.objects.values_list(
            "channel", "external_id", "at", "text", "author_handle", "parent_id",
            "conversation_id_seen", "private", "deleted", "deleted_at", "version_at", "tombstone",
        )
    )  # fmt: skip
    together: dict[int, set[str]] = {}
    for channel, key, conversation in models.Post.objects.values_list(
        "channel", "external_id", "conversation"
    ):
        together.setdefault(conversation, set()).add(f"{channel}:{key}")
    return (
        {f"{row[0]}:{row[1]}": row[2:] for row in rows},
        {frozenset(group) for group in together.values()},
        set(models.Wording.objects.values_list("post__external_id", "text", "version_at")),
    )


def groups(found: Sequence[Sequence[str]]) -> set[frozenset[str]]:
    """Groups of post ids as `state` gives them, for posts on X."""
    return {frozenset(f"x:{key}" for key in group) for group in found}
