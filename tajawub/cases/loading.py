"""A batch of conversations with all that is known of them, as plain values, in few queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from tajawub.cases.timeline import Standing


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post with what was last read in it; `read_by` is None where it was never read."""

    pk: int
    conversation: int
    external_id: str
    at: datetime
    handle: str
    author_id: str
    parent_id: str | None
    mentions: Sequence[str]
    text: str
    space: str | None
    private: bool
    deleted: bool
    deleted_at: datetime | None
    author_name: str
    revision: int
    channel: str
    case: int | None
    read_by: int | None
    read_revision: int | None
    before: int | None
    before_revision: int | None
    put: bool | None
    account: int | None
    codes: bytes | None
    p: bytes | None


@dataclass(frozen=True, slots=True)
class KnownCase:
    """The row of a case as it stands: its number and its computed columns, in the order of
    saving.CASE."""

    pk: int
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An official account."""

    pk: int
    agency: int
    channel: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Whole conversations, each in time order, as of a moment; posts after it are left out."""

    conversations: Sequence[int]
    posts: Sequence[KnownPost]
    later: Mapping[int, datetime]  # conversation -> when its next post lies ahead
    accounts: Sequence[KnownAccount]
    corrections: Mapping[int, Mapping[str, str]]  # post -> label -> value
    cases: Sequence[KnownCase]
    as_of: datetime


CASE: Final = (
    "conversation_id", "channel", "agency_id", "account_id", "holder_id", "citizen",
    "first_post_id", "opened_at", "standing", "waits", "stopped_at", "answered_at",
    "answer_post_id", "first_reply_at", "first_reply", "last_official_post_id",
    "last_official_at", "last_reply", "replies", "redirects", "act", "scope", "route", "urgent",
    "language", "private", "deleted", "joined_to_id",
)  # fmt: skip
GONE: Final = Standing.NOTHING_OWED.value

_POSTS: Final = """
    SELECT p.id, p.conversation_id, p.external_id, p.at, p.author_handle, p.author_id, p.parent_id,
           p.mentions, p.text, p.space, p.private, p.deleted, p.deleted_at, p.author_name,
           p.revision, p.channel, r.case_id, r.reader, r.revision, r.before, r.before_revision,
           r.put, r.account_id, r.codes, r.p
    FROM conversations_post p LEFT JOIN cases_reading r ON r.post_id = p.id
    WHERE p.conversation_id = ANY(%s)
    ORDER BY p.conversation_id, p.at, p.external_id
"""
_CORRECTIONS: Final = """
    SELECT DISTINCT ON (post_id, label) post_id, label, value FROM cases_correction
    WHERE post_id = ANY(%s) ORDER BY post_id, label, id DESC
"""


def load(cursor: CursorWrapper, conversations: Sequence[int]) -> Batch:
    """All that is known of these conversations now."""
    cursor.execute("SELECT now()")
    (as_of,) = cursor.fetchone()
    cursor.execute("SELECT id, agency_id, channel, key FROM agencies_account")
    accounts = [KnownAccount(*row) for row in cursor.fetchall()]
    cursor.execute(_POSTS, [list(conversations)])
    posts: list[KnownPost] = []
    later: dict[int, datetime] = {}
    for row in cursor.fetchall():
        post = KnownPost(*row)
        if post.at <= as_of:
            posts.append(post)
        else:
            later.setdefault(post.conversation, post.at)
    cursor.execute(_CORRECTIONS, [[post.pk for post in posts]])
    corrections: dict[int, dict[str, str]] = {}
    for pk, label, value in cursor.fetchall():
        corrections.setdefault(pk, {})[label] = value
    held = sorted({post.case for post in posts if post.case is not None})
    cursor.execute(
        f"SELECT id, {', '.join(CASE)} FROM cases_case "  # noqa: S608 - own columns
        "WHERE id = ANY(%s) OR conversation_id = ANY(%s)",
        [held, list(conversations)],
    )
    cases = [KnownCase(row[0], row[1:]) for row in cursor.fetchall()]
    return Batch(
        conversations=conversations, posts=posts, later=later, accounts=accounts,
        corrections=corrections, cases=cases, as_of=as_of,
    )  # fmt: skip
