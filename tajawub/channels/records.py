"""The plain records that cross between a platform's wire format and the rooms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Visibility = Literal["public", "private"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message as a platform showed it.

    `id` and the other ids are the platform's own, as text. `at` is when the author posted it,
    aware and in UTC, never the time of import. `parent_id` is the post it replies to, which may
    be missing from the archive; `conversation_id` is set only where the platform itself says it.
    A deleted post keeps its place with `deleted=True` and an empty text (a tombstone).
    """

    channel: str
    id: str
    at: datetime
    text: str = ""
    author_id: str = ""
    author_handle: str = ""  # as people type it, without @; "" where the source has none
    author_name: str = ""
    parent_id: str | None = None
    conversation_id: str | None = None
    space: str | None = (
        None  # id or handle of the account in whose page, channel or inbox it stands
    )
    mentions: tuple[str, ...] = ()  # handles without @, in the order they stand in the text
    language: str | None = None  # what the platform says, BCP 47
    url: str | None = None
    visibility: Visibility = "public"
    official: bool | None = None  # what the source itself says of the author; None: it does not say
    deleted: bool = False
    deleted_at: datetime | None = None
    version_at: datetime | None = None  # when this wording was last changed, if the source says


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRow:
    """A row that could not be read: where it stands, why, and what to do about it."""

    file: str
    line: int | None  # 1-based line of the file; None where the format has no lines
    where: str = ""  # e.g. "data[3].created_at" or "column tweet_id"
    reason: str = ""


Records = Iterator[Post | BrokenRow]
