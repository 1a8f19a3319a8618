"""One post, however often and in whatever order it was observed: a pure function of what was
seen.

The rules are the sweep's (sweep/conversations.link), so that both come to the same posts: the
newest wording counts, the first time stands, a deletion seen at any time keeps the post as a
tombstone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from tajawub.channels.records import Post

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a post read at some time. Its digest tells it from others of the same post."""

    text: str
    version_at: datetime | None

    @property
    def digest(self) -> bytes:
        at = "" if self.version_at is None else self.version_at.isoformat()
        raw = f"{at}\0{self.text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(raw, digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Merged:
    """What is known of a post. `post` carries the wording that counts, with the first time seen and
    any deletion; `tombstone` says that no wording was seen. `wordings` are all that were seen,
    where there were several."""

    post: Post
    tombstone: bool
    wordings: frozenset[Wording] = frozenset()


def observed(post: Post) -> Merged:
    """What is known from one observation. Times are kept to the microsecond, in UTC."""
    return Merged(post=post, tombstone=post.deleted)


def merged(first: Merged, second: Merged) -> Merged:
    """What is known from both. Associative and commutative, and `merged(x, x) == x`."""
    counts = first if _rank(first) <= _rank(second) else second
    post = replace(
        counts.post,
        at=min(first.post.at, second.post.at),
        deleted=first.post.deleted or second.post.deleted,
        deleted_at=_earliest(first.post.deleted_at, second.post.deleted_at),
    )
    wordings = _wordings(first) | _wordings(second)
    return Merged(
        post=post,
        tombstone=first.tombstone and second.tombstone,
        wordings=wordings if len(wordings) > 1 else frozenset(),
    )


def merged_all(seen: Iterable[Merged]) -> Merged:
    """What is known from all of them; there must be one at least."""
    known, *others = seen
    for other in others:
        known = merged(known, other)
    return known


def _wordings(merged_: Merged) -> frozenset[Wording]:
    if merged_.wordings or merged_.tombstone:
        return merged_.wordings
    post = merged_.post
    return frozenset({Wording(text=post.text, version_at=post.version_at)})


def _rank(known: Merged) -> tuple[object, ...]:
    """The observation with the lowest rank counts. Every field takes part, so that two that differ
    in anything are always put in the same order."""
    post = known.post
    version = post.version_at or _NEVER
    return (
        known.tombstone,
        _NEVER - version,
        -len(post.text),
        post.text,
        post.author_id,
        post.author_handle,
        *(_nulls_last(value) for value in (post.parent_id, post.conversation_id, post.url)),
        post.author_name,
        *(_nulls_last(value) for value in (post.space, post.language)),
        post.mentions,
        post.visibility,
        _nulls_last(None if post.official is None else str(post.official)),
    )


def _nulls_last(value: str | None) -> tuple[bool, str]:
    return (value is None, value or "")


def _earliest(first: datetime | None, second: datetime | None) -> datetime | None:
    known = [at for at in (first, second) if at is not None]
    return min(known) if known else None
