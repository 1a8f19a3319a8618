"""Which posts belong together: one row per post, its conversation, in time order.

DuckDB joins the ids (and spills to disk when they are many); numpy follows the links. A parent that
comes after its children, or never, is a place where its children still meet. Links that run in a
circle are cut at one post.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from glob import escape
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from tajawub.conversations.forest import Rows, roots


def link(db: duckdb.DuckDBPyConnection, spooled: Path, *, as_of: datetime | None) -> int:
    """Make the table `linked` of all posts up to `as_of`, and give their number.

    One row per post, however often and in whatever order it was seen: the newest wording counts,
    its first time stands, and a deletion seen later keeps the post as a tombstone. Columns: those
    of the spool, and `conversation` (an integer) and `conversation_key` (its id on the platform).
    """
    until = "" if as_of is None else "WHERE posted_at <= $as_of"
    db.execute(
        f"""
        CREATE OR REPLACE TABLE posts AS
        WITH seen AS (
            SELECT *, count(*) OVER same AS times, row_number() OVER newest AS nth,
                   min(posted_at) OVER same AS first_at, bool_or(deleted) OVER same AS gone,
                   min(deleted_at) OVER same AS gone_at
            FROM read_parquet($spool, hive_partitioning = false) {until}
            WINDOW same AS (PARTITION BY channel, id),
                   newest AS (PARTITION BY channel, id ORDER BY
                              deleted, version_at DESC NULLS LAST, length(text) DESC, text,
                              -- What is equal so far is put in some order, the same each time,
                              -- and the same as in the desk (conversations/merging.py).
                              author_id, author_handle, parent_id NULLS LAST,
                              conversation_id NULLS LAST, url NULLS LAST, author_name,
                              space NULLS LAST, language NULLS LAST, mentions, private,
                              official NULLS LAST)
        )
        SELECT * EXCLUDE (times, nth, first_at, gone, gone_at, posted_at, deleted, deleted_at),
               first_at AS posted_at, gone AS deleted, gone_at AS deleted_at
        FROM seen WHERE nth = 1
        """,  # noqa: S608 - `until` is one of two constants
        {"spool": escape(str(spooled))} | ({} if as_of is None else {"as_of": as_of}),
    )
    db.execute(
        "CREATE OR REPLACE TABLE posts AS SELECT row_number() OVER () - 1 AS n, * FROM posts"
    )
    known = _count(db, "posts")
    db.execute(
        """
        CREATE OR REPLACE TABLE nodes AS
        SELECT channel, id, n FROM posts
        UNION ALL
        SELECT channel, id, (SELECT count(*) FROM posts) + row_number() OVER () - 1
        FROM (SELECT DISTINCT channel, coalesce(conversation_id, parent_id) AS id
              FROM posts ANTI JOIN
                   (SELECT channel, id AS coalesced FROM posts) known
                   ON posts.channel = known.channel
                   AND coalesce(posts.conversation_id, posts.parent_id) = known.coalesced
              WHERE coalesce(conversation_id, parent_id) IS NOT NULL)
        """
    )
    links = db.sql(
        """
        SELECT coalesce(nodes.n, -1) AS up FROM posts
        LEFT JOIN nodes ON nodes.channel = posts.channel
             AND nodes.id = coalesce(posts.conversation_id, posts.parent_id) AND nodes.n <> posts.n
        ORDER BY posts.n
        """
    ).to_arrow_table()
    parents = np.full(_count(db, "nodes"), -1, dtype=np.int64)
    parents[:known] = links.column("up").to_numpy()

    def by_time(nodes: Rows) -> Rows:
        # The numbers n differ from run to run; where a circle is cut must not.
        db.register("chosen", pa.table({"n": nodes}))
        ordered = db.sql(
            "SELECT n FROM posts JOIN chosen USING (n) ORDER BY posted_at, channel, id"
        )
        numbers: Rows = ordered.to_arrow_table().column("n").to_numpy()
        db.unregister("chosen")
        return numbers

    found = pa.table({"n": np.arange(known), "conversation": roots(parents, by_time)[:known]})
    db.register("found", found)
    db.execute(
        """
        CREATE OR REPLACE TABLE linked AS
        SELECT posts.*, found.conversation, nodes.id AS conversation_key
        FROM posts JOIN found USING (n) JOIN nodes ON nodes.n = found.conversation
        """
    )
    db.unregister("found")
    db.execute("DROP TABLE nodes; DROP TABLE posts")
    return known


def _count(db: duckdb.DuckDBPyConnection, table: str) -> int:
    return db.table(table).shape[0]


def whole_conversations(
    db: duckdb.DuckDBPyConnection, *, posts: int = 20_000
) -> Iterator[pa.Table]:
    """The linked posts by conversation and time, in tables of about `posts` rows.

    No conversation is ever split between two tables.
    """
    reader = db.sql(
        "SELECT * FROM linked ORDER BY conversation_key, channel, posted_at, id"
    ).to_arrow_reader(posts)
    held: list[pa.RecordBatch] = []
    for batch in reader:
        conversation = batch.column("conversation").to_numpy()
        starts = np.flatnonzero(conversation[1:] != conversation[:-1]) + 1
        if len(starts):
            cut = int(starts[-1])
            yield pa.Table.from_batches([*held, batch.slice(0, cut)])
            held = [batch.slice(cut)]
        else:
            held.append(batch)
    if held:
        yield pa.Table.from_batches(held)
