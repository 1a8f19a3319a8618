"""Which conversations are to be judged anew. Whoever changes one touches it; whoever judges claims
it, so that several can work side by side and a kill leaves it due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tajawub.agencies import knowing

LINKING: Final = 7_201_001  # the advisory lock of whoever links posts: one at a time


def touch(cursor: CursorWrapper, conversations: Sequence[int]) -> None:
    """These conversations are due. Waits for whoever is judging them, so that nothing is judged
    by what it was before."""
    cursor.execute(
        "UPDATE conversations_conversation SET due_at = now() WHERE id IN "
        "(SELECT id FROM conversations_conversation WHERE id = ANY(%s) ORDER BY id FOR UPDATE)",
        [list(conversations)],
    )


def take_up_accounts() -> bool:
    """All conversations of a channel are due where one of its accounts has become known since they
    were judged; False where there is none. A step of flow.py."""
    if not knowing.waiting():
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever links posts locks conversations too, in an order of its own; whoever judges looks
        # the account up, which a full lock on it would hold up: both could wait for each other.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINKING])
        cursor.execute(
            "SELECT id, channel FROM agencies_account WHERE NOT taken_up "
            "FOR NO KEY UPDATE SKIP LOCKED"
        )
        rows = cursor.fetchall()
        if not rows:
            return False
        cursor.execute(
            "UPDATE conversations_conversation SET due_at = now() WHERE id IN "
            "(SELECT id FROM conversations_conversation WHERE channel = ANY(%s) "
            "ORDER BY id FOR UPDATE)",
            [sorted({channel for _, channel in rows})],
        )
        knowing.taken_up(pk for pk, _ in rows)
    return True


def waiting() -> int:
    """How many conversations are due now, of channels on which somebody is official."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM conversations_conversation WHERE due_at <= now() "
            "AND channel IN (SELECT DISTINCT channel FROM agencies_account)"
        )
        return int(cursor.fetchone()[0])
