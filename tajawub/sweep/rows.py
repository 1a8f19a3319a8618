"""The rows that a sweep writes, from judged posts: one reading a post, one case a citizen's matter.

Whole columns at a time: a batch has twenty thousand posts, and there may be many thousand batches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tajawub.agencies.calendar import FIRST, Calendar
from tajawub.cases.opening import Addressed, Case, Seen
from tajawub.language.columns import VALUES, ReadingColumns
from tajawub.sweep.columns import CASES, READINGS

_LABELS = ("language", "act", "owed", "scope", "route", "urgent", "turn", "reply")
Places = npt.NDArray[np.int64]  # row numbers of a batch; -1: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What every batch needs to know; crosses to the worker processes once."""

    agencies: Mapping[str, str]  # account key -> agency
    handles: Mapping[str, str]  # account key -> its handle as the platform spells it
    as_of: datetime
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPosts:
    """A batch of posts with what was made of them, side by side."""

    table: pa.Table
    seen: Sequence[Seen]
    addressed: Sequence[Addressed]
    columns: ReadingColumns


def readings_table(posts: JudgedPosts, handles: Mapping[str, str]) -> pa.Table:
    """One row a post, as in columns.READINGS."""
    table, columns = posts.table, posts.columns
    made: dict[str, object] = {
        "conversation_id": table.column("conversation_key"),
        "post_id": table.column("id"),
        "channel": table.column("channel"),
        "posted_at": table.column("posted_at"),
        "author": _authors(table),
        "by": ["official" if post.account else "citizen" for post in posts.seen],
        "account": [handles.get(to.account, to.account) for to in posts.addressed],
    }
    for label in _LABELS:
        made[label] = _values(columns, label)
        if f"{label}_p" in READINGS.names:
            codes, p = columns.codes[label], columns.p[label]
            made[f"{label}_p"] = pa.array(p, mask=codes < 0)
    return _table(made, READINGS)


def cases_table(
    posts: JudgedPosts,
    cases: Sequence[tuple[int, Case]],
    judgement: Judgement,
    calendar: Calendar,
) -> pa.Table:
    """One row a case, as in columns.CASES. `cases` gives each with the row its conversation starts
    at; what was asked is read at the case's first owed post."""
    table, columns = posts.table, posts.columns
    found = [case for _, case in cases]
    outcomes = [case.outcome for case in found]
    first = _places(cases, posts.seen, lambda case: case.outcome.first_post_id, or_first=True)
    last = _places(cases, posts.seen, lambda case: case.outcome.last_official_post_id)
    opened = table.column("posted_at").take(first)
    channels = table.column("channel").take(first)
    ids = table.column("id").take(first)
    owed = np.array([outcome.opened_at is not None for outcome in outcomes], dtype=np.bool_)
    elapsed, working = _waits(
        opened, [outcome.stopped_at for outcome in outcomes], judgement, calendar
    )
    made: dict[str, object] = {
        "conversation_id": table.column("conversation_key").take(first),
        "case_id": [
            f"{channel}:{post}:{judgement.handles.get(case.account, case.account)}"
            for channel, post, case in zip(
                channels.to_pylist(), ids.to_pylist(), found, strict=True
            )
        ],
        "channel": channels,
        "account": [judgement.handles.get(case.account, case.account) for case in found],
        "agency": [judgement.agencies.get(case.account, case.account) for case in found],
        "citizen": _authors(table).take(first),
        "first_post_id": ids,
        "url": table.column("url").take(first),
        "opened_at": opened,
        "text": _public_text(table, first),
        "private": table.column("private").take(first),
        "deleted": table.column("deleted").take(first),
        "owed": np.where(owed, "yes", "no").tolist(),
        "standing": [outcome.standing.value for outcome in outcomes],
        "last_reply_text": _public_text(table, last),
        "holder": [judgement.handles.get(o.holder, o.holder) for o in outcomes],
        "official_posts": [outcome.replies for outcome in outcomes],
        "waiting_seconds": pa.array(elapsed, mask=~owed),
        "waiting_working_seconds": pa.array(working, mask=~owed),
    }
    for label in ("language", "act", "scope", "route", "urgent"):
        made[label] = _values(columns, label).take(first)
    for name in (
        "answered_at", "answer_post_id", "first_reply_at", "first_reply", "last_official_post_id",
        "last_official_at", "last_reply", "redirects",
    ):  # fmt: skip
        made[name] = [getattr(outcome, name) for outcome in outcomes]
    return _table(made, CASES)


def _places(
    cases: Sequence[tuple[int, Case]],
    seen: Sequence[Seen],
    post_id: Callable[[Case], str | None],
    *,
    or_first: bool = False,
) -> pa.Array:
    """The row of one post of each case; null where the case has none."""
    places: list[int | None] = []
    for start, case in cases:
        wanted = post_id(case)
        place = next((i for i in case.posts if seen[start + i].post_id == wanted), None)
        if place is None and or_first:
            place = case.posts[0]
        places.append(None if place is None else start + place)
    return pa.array(places, pa.int64())


def _waits(
    opened: pa.ChunkedArray,
    stopped: Sequence[datetime | None],
    judgement: Judgement,
    calendar: Calendar,
) -> tuple[Places, Places]:
    """Elapsed and working seconds from each opening to the stop of its clock, or to the moment of
    judgement."""
    since = opened.cast(pa.int64()).to_numpy()
    ends = pa.array([at or judgement.as_of for at in stopped], pa.timestamp("us", "UTC"))
    until = ends.cast(pa.int64()).to_numpy()
    if not len(since):
        return since, until
    # Nobody worked by a calendar that is not known: before its first year nothing is counted.
    first = int(FIRST.timestamp()) * 1_000_000
    working = calendar.working_seconds_of(np.maximum(since, first), np.maximum(until, first))
    return (until - since) // 1_000_000, working


def _authors(table: pa.Table) -> pa.ChunkedArray:
    """Who wrote each post, as the platform spells it: the handle, or else the id."""
    handle = table.column("author_handle")
    has_handle = pc.greater(pc.utf8_length(handle), 0)
    return pc.if_else(pc.fill_null(has_handle, False), handle, table.column("author_id"))


def _public_text(table: pa.Table, places: pa.Array) -> pa.ChunkedArray:
    """The words of posts that are public and still stand; null for the others."""
    hidden = pc.or_(table.column("private"), table.column("deleted"))
    return pc.if_else(hidden, None, table.column("text")).take(places)


def _values(columns: ReadingColumns, label: str) -> pa.DictionaryArray:
    codes = columns.codes[label]
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32), mask=codes < 0), list(VALUES[label])
    )


def _table(made: Mapping[str, object], schema: pa.Schema) -> pa.Table:
    columns = []
    for field in schema:
        column = made[field.name]
        if isinstance(column, list):
            # Encoding strings in Arrow is many times faster than pyarrow's own way from a list.
            words = pa.types.is_dictionary(field.type)
            column = pa.array(column, pa.string() if words else field.type)
            column = column.dictionary_encode() if words else column
        columns.append(column if column.type == field.type else column.cast(field.type))  # type: ignore[attr-defined]
    return pa.table(columns, schema=schema)
