"""Conversations that are due, judged: their posts read where need be, their cases decided.

One batch is one transaction on conversations that nobody else is judging. What comes out depends on
the posts, the corrections and the moment alone, so that it can be repeated at any time; a batch
that is cut off stays due.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tajawub.cases.deciding import decide_batch
from tajawub.cases.loading import load
from tajawub.cases.saving import save
from tajawub.language.reader import Reader

AT_ONCE: Final = 3_000  # conversations in one transaction

_DUE: Final = """
    SELECT id FROM conversations_conversation
    WHERE due_at <= now() AND channel IN (SELECT DISTINCT channel FROM agencies_account)
    ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED
"""
_READ_BY_OTHERS: Final = """
    SELECT id FROM conversations_conversation
    WHERE reader < %s AND channel IN (SELECT DISTINCT channel FROM agencies_account)
    ORDER BY reader, id LIMIT %s FOR UPDATE SKIP LOCKED
"""


@cache
def reader() -> Reader:
    """This process's reader. Its weights are loaded when it is first needed."""
    return Reader()


def judge_due(limit: int = AT_ONCE) -> bool:
    """Judge one batch of what is due; False where nothing was free to be judged."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DUE, [limit])
        return _judge(cursor, [row[0] for row in cursor.fetchall()])


def judge_by_newer_reader(limit: int = AT_ONCE) -> bool:
    """Judge one batch of what was judged by an older reader; False where there is none, or where
    this process's own reader is not the newest."""
    with transaction.atomic(), connection.cursor() as cursor:
        newest, version = _newest_reader(cursor)
        if version != reader().version:
            return False
        cursor.execute(_READ_BY_OTHERS, [newest, limit])
        return _judge(cursor, [row[0] for row in cursor.fetchall()])


def judge(conversations: Sequence[int]) -> None:
    """Judge these conversations at once, as after a correction. Waits for whoever is at them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM conversations_conversation WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            [list(conversations)],
        )
        _judge(cursor, [row[0] for row in cursor.fetchall()])


def put_reader_to_work() -> None:
    """Make this process's reader the one whose readings count, if it is not."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE cases_readerinuse IN SHARE ROW EXCLUSIVE MODE")
        _, version = _newest_reader(cursor)
        if version != reader().version:
            cursor.execute(
                "INSERT INTO cases_readerinuse (version, since) VALUES (%s, now())",
                [reader().version],
            )


def _newest_reader(cursor: CursorWrapper) -> tuple[int, str]:
    cursor.execute("SELECT id, version FROM cases_readerinuse ORDER BY id DESC LIMIT 1")
    newest = cursor.fetchone()
    return newest or (0, "")


def _judge(cursor: CursorWrapper, conversations: Sequence[int]) -> bool:
    if not conversations:
        return False
    newest, version = _newest_reader(cursor)
    batch = load(cursor, conversations)
    # An older process must not read for a newer reader: it keeps what was read and adds its own.
    decided = decide_batch(batch, reader, newest if version == reader().version else 0)
    save(cursor, batch, decided)
    return True
