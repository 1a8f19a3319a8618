"""Conversations put together anew, where adding to them is not enough: a post hangs elsewhere than
was thought, or its links run in a circle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.db.backends.utils import CursorWrapper

from tajawub.conversations.due import touch
from tajawub.conversations.forest import Rows, roots
from tajawub.conversations.linking import up_of


def relink(cursor: CursorWrapper, channel: str, conversations: Sequence[int]) -> None:
    """Part and join the posts of these conversations of one channel as their links say now.

    What comes out is what the sweep makes of the same posts (forest.roots): a circle is cut at its
    first post. All conversations that gain or lose a post are due to be judged.
    """
    touch(cursor, conversations)
    cursor.execute(
        "SELECT id, external_id, parent_id, conversation_id_seen, conversation_id "
        "FROM conversations_post WHERE conversation_id = ANY(%s) ORDER BY at, external_id",
        [list(conversations)],
    )
    rows = cursor.fetchall()
    number = {row[1]: n for n, row in enumerate(rows)}
    nodes = [row[1] for row in rows]
    parents = []
    for _, key, parent, seen, _ in rows:
        up = up_of(key, parent, seen)
        if up is not None and up not in number:  # nobody has seen it: its children meet there
            number[up] = len(nodes)
            nodes.append(up)
        parents.append(-1 if up is None else number[up])
    links: Rows = np.full(len(nodes), -1, dtype=np.int64)
    links[: len(parents)] = parents
    keys = [nodes[root] for root in roots(links)[: len(rows)].tolist()]
    cursor.execute(
        "INSERT INTO conversations_conversation (channel, key, due_at, reader) "
        "SELECT %s, key, now(), 0 FROM unnest(%s::text[]) AS key "
        "ON CONFLICT (channel, key) DO UPDATE SET due_at = now() RETURNING key, id",
        [channel, sorted(set(keys))],
    )
    numbers = dict(cursor.fetchall())
    cursor.execute(
        "UPDATE conversations_post p SET conversation_id = moved.conversation "
        "FROM unnest(%s::bigint[], %s::bigint[]) AS moved(id, conversation) "
        "WHERE p.id = moved.id AND p.conversation_id <> moved.conversation",
        [[row[0] for row in rows], [numbers[key] for key in keys]],
    )
