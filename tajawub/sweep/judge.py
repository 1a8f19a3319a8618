"""Whole conversations in, readings and cases out: the step that runs on every core.

Columns come in and go out as Arrow tables; between them the same pure functions decide that the
desk uses: `cases.opening` and `cases.timeline`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np
import pyarrow as pa

from tajawub.agencies.calendar import Calendar, load_calendar
from tajawub.cases.opening import Seen, open_cases
from tajawub.cases.reading_posts import Setting, as_seen, decisive, setting_of, spans_of
from tajawub.language.columns import VALUES, ReadingColumns
from tajawub.language.reader import Reader
from tajawub.sweep.rows import JudgedPosts, Judgement, cases_table, readings_table

READ_AT_ONCE = 20_000  # a conversation of a million posts would need many GB to be read in one go


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome of one batch."""

    readings: pa.Table
    cases: pa.Table
    seconds: Mapping[str, float]  # processor time, by part: read, decide


class Judge:
    """Judges batches of whole conversations. One per process: it holds the reader's weights."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        self.reader = Reader()
        self.calendar: Calendar = load_calendar(judgement.calendar)

    def judge(self, table: pa.Table) -> Judged:
        """Readings of every post and the cases of every conversation in the table.

        The table's rows are whole conversations, each in time order (see
        conversations.whole_conversations).
        """
        start_at = process_time()
        seen = self._seen(table)
        texts = [text or "" for text in table.column("text").to_pylist()]
        spans = spans_of(table.column("conversation").to_numpy())
        setting = setting_of(seen, spans)
        addressed = setting.addressed
        before_reading = process_time()
        columns = self._read(seen, setting, texts)
        after_reading = process_time()
        read = decisive(
            columns.codes["owed"], columns.codes["turn"], columns.p["turn"], columns.codes["reply"]
        )
        cases = [
            (start, case)
            for start, end in spans
            for case in open_cases(
                seen[start:end],
                addressed[start:end],
                read[start:end],
                self.judgement.agencies,
                as_of=self.judgement.as_of,
            )
        ]
        judged = JudgedPosts(table=table, seen=seen, addressed=addressed, columns=columns)
        readings = readings_table(judged, self.judgement.handles)
        found = cases_table(judged, cases, self.judgement, self.calendar)
        reading = after_reading - before_reading
        return Judged(
            readings=readings,
            cases=found,
            seconds={"read": reading, "decide": process_time() - start_at - reading},
        )

    def _seen(self, table: pa.Table) -> list[Seen]:
        agencies = self.judgement.agencies
        names = ["id", "posted_at", "author_handle", "author_id", "parent_id", "mentions", "text",
                 "space", "private", "deleted", "deleted_at"]  # fmt: skip
        rows = zip(*(table.column(name).to_pylist() for name in names), strict=True)
        return [
            as_seen(
                post_id=post_id, at=at, handle=handle, author_id=author_id, parent_id=parent,
                mentions=mentions, text=text, space=space, private=private, deleted=gone,
                deleted_at=since, agencies=agencies, as_of=self.judgement.as_of,
            )
            for post_id, at, handle, author_id, parent, mentions, text, space, private, gone, since
            in rows
        ]  # fmt: skip

    def _read(self, seen: Sequence[Seen], setting: Setting, texts: Sequence[str]) -> ReadingColumns:
        """Read every post given the one it answers."""
        before = [None if at < 0 else texts[at] for at in setting.before]
        before_official = np.array(
            [at >= 0 and bool(seen[at].account) for at in setting.before], dtype=np.bool_
        )
        official = np.array([bool(post.account) for post in seen], dtype=np.bool_)
        put = np.array([bool(to.account) for to in setting.addressed], dtype=np.int8)
        pieces = []
        for at in range(0, len(texts), READ_AT_ONCE):
            part = slice(at, at + READ_AT_ONCE)
            pieces.append(
                self.reader.read_columns(
                    texts[part], official[part], before[part], before_official[part], put[part]
                )
            )
        return pieces[0] if len(pieces) == 1 else _joined(pieces)


def _joined(pieces: Sequence[ReadingColumns]) -> ReadingColumns:
    """The pieces as one, without the reasons, which nobody asks of so many."""
    return ReadingColumns(
        codes={label: np.concatenate([piece.codes[label] for piece in pieces]) for label in VALUES},
        p={label: np.concatenate([piece.p[label] for piece in pieces]) for label in VALUES},
        explain=lambda i, label, value, language: "",
    )
