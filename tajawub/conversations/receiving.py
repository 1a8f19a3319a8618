"""Posts come in: whatever was observed, by whichever way, as rows.

`receive` is the only way in. It is harmless to repeat, in any order and in overlapping parts: what
is already known changes nothing, what is new of a known post is merged into it (merging.py). Each
batch is one transaction; a batch that is cut off leaves no trace.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tajawub.channels import records
from tajawub.conversations.due import LINKING, touch
from tajawub.conversations.linking import Known, place, up_of
from tajawub.conversations.merging import Merged, Wording, merged, observed
from tajawub.conversations.relinking import relink

NEWS: Final = "tajawub_work"  # the channel on which workers hear of work
_ID_LIMIT: Final = 300
_BYTES_LIMIT: Final = 1_200  # PostgreSQL's indexes take 2,700 bytes a row, and hold two ids
_COLUMNS: Final = (
    "channel", "external_id", "conversation_id", "at", "text", "author_id", "author_handle",
    "author_name", "parent_id", "conversation_id_seen", "space", "mentions", "language", "url",
    "private", "official", "deleted", "deleted_at", "version_at", "tombstone",
)  # fmt: skip
_IDS: Final = ("id", "parent_id", "conversation_id", "author_id", "author_handle", "space")
_KNOWN: Final = ", ".join(("id", *_COLUMNS))


@dataclass(slots=True)
class Received:
    """How many posts were new, how many known ones changed, how many changed nothing."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def add(self, other: Received) -> None:
        self.new += other.new
        self.changed += other.changed
        self.same += other.same


@dataclass(frozen=True, slots=True)
class _Row:
    """A post that is already there."""

    pk: int
    known: Merged


def receive(posts: Iterable[records.Post]) -> Received:
    """Take in one batch of posts (best some thousands at a time), of any channels."""
    by_channel: dict[str, dict[str, Merged]] = {}
    for post in posts:
        fit = _fitting(post)
        of_channel = by_channel.setdefault(fit.channel, {})
        seen = observed(fit)
        before = of_channel.get(fit.id)
        of_channel[fit.id] = seen if before is None else merged(before, seen)
    total = Received()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINKING])
        for channel, batch in sorted(by_channel.items()):
            total.add(_Channel(cursor, channel, batch).take_in())
        if total.new or total.changed:
            cursor.execute("SELECT pg_notify(%s, '')", [NEWS])
    return total


class _Channel:
    """The posts of one channel in one batch, on their way in."""

    def __init__(self, cursor: CursorWrapper, channel: str, batch: Mapping[str, Merged]) -> None:
        self.cursor = cursor
        self.channel = channel
        self.batch = batch

    def take_in(self) -> Received:
        rows = self._rows(list(self.batch))
        new = {key: seen for key, seen in self.batch.items() if key not in rows}
        changed = {}
        for key, row in rows.items():
            now = merged(row.known, self.batch[key])
            if now != row.known:
                changed[key] = now
        if new:
            self._insert(new)
        if changed:
            self._update(changed, rows)
        return Received(len(new), len(changed), len(rows) - len(changed))

    def _rows(self, keys: Sequence[str]) -> dict[str, _Row]:
        self.cursor.execute(
            f"SELECT {_KNOWN} FROM conversations_post "  # noqa: S608 - own columns
            "WHERE channel = %s AND external_id = ANY(%s)",
            [self.channel, list(keys)],
        )
        found = self.cursor.fetchall()
        if not found:
            return {}
        wordings = self._wordings([row[0] for row in found])
        return {
            row[2]: _Row(row[0], _as_known(row, wordings.get(row[0], frozenset()))) for row in found
        }

    def _wordings(self, pks: Sequence[int]) -> dict[int, frozenset[Wording]]:
        self.cursor.execute(
            "SELECT post_id, text, version_at FROM conversations_wording WHERE post_id = ANY(%s)",
            [list(pks)],
        )
        found: dict[int, set[Wording]] = {}
        for post, text, version_at in self.cursor.fetchall():
            found.setdefault(post, set()).add(Wording(text=text, version_at=version_at))
        return {post: frozenset(wordings) for post, wordings in found.items()}

    def _insert(self, new: Mapping[str, Merged]) -> None:
        ups = {key: _up(seen) for key, seen in new.items()}
        known = self._known({*ups, *(up for up in ups.values() if up)})
        placed = place(ups, known)
        numbers = self._conversations({*placed.root.values(), *placed.moved.values()}, known)
        with self.cursor.copy(
            f"COPY conversations_post ({', '.join(_COLUMNS)}) FROM STDIN"
        ) as copy:
            for key, seen in new.items():
                copy.write_row(_values(seen, numbers[placed.root[key]]))
        self._keep_wordings({key: seen for key, seen in new.items() if seen.wordings})
        touch(self.cursor, list(placed.moved))
        for number, root in placed.moved.items():
            self.cursor.execute(
                "UPDATE conversations_post SET conversation_id = %s WHERE conversation_id = %s",
                [numbers[root], number],
            )
        for root in sorted(placed.circular):
            relink(self.cursor, self.channel, [numbers[root]])

    def _known(self, keys: set[str]) -> Known:
        """What is there of these posts: where they stand, and which conversations they root."""
        wanted = list(keys)
        self.cursor.execute(
            "SELECT p.external_id, p.conversation_id, c.key FROM conversations_post p "
            "JOIN conversations_conversation c ON c.id = p.conversation_id "
            "WHERE p.channel = %s AND p.external_id = ANY(%s)",
            [self.channel, wanted],
        )
        stand = self.cursor.fetchall()
        self.cursor.execute(
            "SELECT key, id FROM conversations_conversation WHERE channel = %s AND key = ANY(%s)",
            [self.channel, list({*wanted, *(key for _, _, key in stand)})],
        )
        rooted = dict(self.cursor.fetchall())
        return Known(
            conversation_of={post: number for post, number, _ in stand},
            rooted=rooted,
            key_of={number: key for key, number in rooted.items()},
        )

    def _conversations(self, roots: set[str], known: Known) -> dict[str, int]:
        """The number of each root's conversation, made where there is none; all of them due."""
        numbers = {root: known.rooted[root] for root in roots if root in known.rooted}
        missing = sorted(roots - numbers.keys())
        if numbers:
            touch(self.cursor, list(numbers.values()))
        if missing:
            self.cursor.execute(
                "INSERT INTO conversations_conversation (channel, key, due_at, reader) "
                "SELECT %s, key, now(), 0 FROM unnest(%s::text[]) AS key RETURNING key, id",
                [self.channel, missing],
            )
            numbers.update(self.cursor.fetchall())
        return numbers

    def _update(self, changed: Mapping[str, Merged], rows: Mapping[str, _Row]) -> None:
        setting = ", ".join(f"{name} = %s" for name in _COLUMNS if name != "conversation_id")
        self.cursor.executemany(
            f"UPDATE conversations_post SET {setting}, revision = revision + 1 "  # noqa: S608
            "WHERE id = %s",
            [
                (*_values(seen, None, but="conversation_id"), rows[key].pk)
                for key, seen in changed.items()
            ],
        )
        self._keep_wordings({key: seen for key, seen in changed.items() if seen.wordings})
        stand = self._conversations_of([row.pk for row in rows.values()])
        touch(self.cursor, sorted({stand[rows[key].pk] for key in changed}))
        elsewhere = [key for key, seen in changed.items() if _up(seen) != _up(rows[key].known)]
        if elsewhere:
            known = self._known({up for key in elsewhere if (up := _up(changed[key]))})
            both_ends = {stand[rows[key].pk] for key in elsewhere}
            both_ends.update(known.conversation_of.values(), known.rooted.values())
            relink(self.cursor, self.channel, sorted(both_ends))

    def _conversations_of(self, pks: Sequence[int]) -> dict[int, int]:
        """Where known posts stand now; new posts of the same batch may have moved them."""
        self.cursor.execute(
            "SELECT id, conversation_id FROM conversations_post WHERE id = ANY(%s)", [list(pks)]
        )
        return dict(self.cursor.fetchall())

    def _keep_wordings(self, several: Mapping[str, Merged]) -> None:
        self.cursor.executemany(
            "INSERT INTO conversations_wording (post_id, text, version_at, digest) "
            "SELECT id, %s, %s, %s FROM conversations_post WHERE channel = %s AND external_id = %s "
            "ON CONFLICT (post_id, digest) DO NOTHING",
            [
                (wording.text, wording.version_at, wording.digest, self.channel, key)
                for key, seen in several.items()
                for wording in seen.wordings
            ],
        )


def _up(seen: Merged) -> str | None:
    return up_of(seen.post.id, seen.post.parent_id, seen.post.conversation_id)


def _values(seen: Merged, conversation: int | None, but: str = "") -> list[Any]:
    post = seen.post
    values: dict[str, Any] = {
        "channel": post.channel, "external_id": post.id, "conversation_id": conversation,
        "at": post.at, "text": post.text, "author_id": post.author_id,
        "author_handle": post.author_handle, "author_name": post.author_name,
        "parent_id": post.parent_id, "conversation_id_seen": post.conversation_id,
        "space": post.space, "mentions": _array(post.mentions), "language": post.language,
        "url": post.url, "private": post.visibility == "private", "official": post.official,
        "deleted": post.deleted, "deleted_at": post.deleted_at, "version_at": post.version_at,
        "tombstone": seen.tombstone,
    }  # fmt: skip
    values.pop(but, None)
    return list(values.values())


def _as_known(row: Sequence[Any], wordings: frozenset[Wording]) -> Merged:
    names = dict(zip(("id", *_COLUMNS), row, strict=True))
    post = records.Post(
        channel=names["channel"], id=names["external_id"], at=names["at"], text=names["text"],
        author_id=names["author_id"], author_handle=names["author_handle"],
        author_name=names["author_name"], parent_id=names["parent_id"],
        conversation_id=names["conversation_id_seen"], space=names["space"],
        mentions=tuple(names["mentions"]), language=names["language"], url=names["url"],
        visibility="private" if names["private"] else "public", official=names["official"],
        deleted=names["deleted"], deleted_at=names["deleted_at"], version_at=names["version_at"],
    )  # fmt: skip
    return Merged(post=post, tombstone=names["tombstone"], wordings=wordings)


def _fitting(post: records.Post) -> records.Post:
    """The post as PostgreSQL can hold it: no NUL, and no id too long for an index."""
    ids = [getattr(post, name) or "" for name in _IDS]
    if len(max(ids, key=len)) <= _ID_LIMIT and "\0" not in (
        f"{''.join(ids)}{post.text}{post.author_name}{post.url}{post.language}{''.join(post.mentions)}"
    ):
        return post
    changes: dict[str, Any] = {}
    for name in _IDS:
        value = getattr(post, name)
        if value and (len(value) > _ID_LIMIT or "\0" in value):
            changes[name] = _short(value)
    for name in ("text", "author_name", "url", "channel", "language"):
        value = getattr(post, name)
        if value and "\0" in value:
            changes[name] = value.replace("\0", "\ufffd")
    if any("\0" in name for name in post.mentions):
        changes["mentions"] = tuple(name.replace("\0", "\ufffd") for name in post.mentions)
    return replace(post, **changes) if changes else post


def _array(names: Sequence[str]) -> str:
    """Names as PostgreSQL reads an array of text; most posts have none."""
    quoted = (name.replace("\\", "\\\\").replace('"', '\\"') for name in names)
    return "{" + ",".join(f'"{name}"' for name in quoted) + "}"


def _short(value: str) -> str:
    """The id itself if it fits an index, else its start and a digest of the whole."""
    clean = value.replace("\0", "\ufffd")
    if clean == value and len(value.encode()) <= _BYTES_LIMIT:
        return value
    return f"{clean[:100]}~{hashlib.blake2b(value.encode(), digest_size=16).hexdigest()}"
