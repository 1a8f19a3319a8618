"""Whole conversations in, readings and cases out: the step that runs on every core.

Columns come in and go out as Arrow tables; between them the same pure functions decide that the
desk uses: `cases.opening` and `cases.timeline`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import process_time

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tajawub.agencies.calendar import Calendar, load_calendar
from tajawub.cases.opening import Addressed, Read, Seen, address, open_cases
from tajawub.language.columns import VALUES, ReadingColumns
from tajawub.language.reader import Reader
from tajawub.sweep.rows import JudgedPosts, Judgement, cases_table, readings_table

_NAME = re.compile(r"@([A-Za-z0-9_][A-Za-z0-9_.-]*(?:@[A-Za-z0-9.-]+)?)")
_LEADING = re.compile(r"\s*(?:@[\w.@-]+\s*)+")
# The best of four guesses may still be a poor one: a citizen's word stops or restarts a clock only
# where it was read as such with more than even chances.
LIKELIER_THAN_NOT = 0.5
YES = VALUES["owed"].index("yes")
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
        spans = _spans(table.column("conversation").to_numpy())
        addressed = [to for start, end in spans for to in address(seen[start:end])]
        before_reading = process_time()
        columns = self._read(seen, addressed, texts, spans)
        after_reading = process_time()
        read = _decisive(columns)
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
        seen = []
        for row in rows:
            post_id, at, handle, author_id, parent, mentions, text, space, private, gone, since = (
                row
            )
            author = (handle or author_id or "").casefold()
            account = author if author in agencies else (author_id or "").casefold()
            named, leading = _names(text, mentions)
            where = (space or "").casefold()
            seen.append(
                Seen(
                    post_id=post_id,
                    at=at,
                    author=author,
                    account=account if account in agencies else "",
                    parent_id=parent,
                    named=tuple(name for name in named if name in agencies),
                    spoken_to=tuple(name for name in leading if name not in agencies),
                    space=where if where in agencies else "",
                    private=private,
                    # Deleted nobody knows when: it does not stand at the moment of judgement.
                    removed_at=since or (self.judgement.as_of if gone else None),
                )
            )
        return seen

    def _read(
        self,
        seen: Sequence[Seen],
        addressed: Sequence[Addressed],
        texts: Sequence[str],
        spans: Sequence[tuple[int, int]],
    ) -> ReadingColumns:
        """Read every post given the one it answers (`before` counts within its conversation)."""
        before: list[str | None] = [None] * len(seen)
        before_official = np.zeros(len(seen), dtype=np.bool_)
        for start, end in spans:
            for i in range(start, end):
                if (answers := addressed[i].before) >= 0:
                    before[i] = texts[start + answers]
                    before_official[i] = bool(seen[start + answers].account)
        official = np.array([bool(post.account) for post in seen], dtype=np.bool_)
        put = np.array([bool(to.account) for to in addressed], dtype=np.int8)
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


def _names(text: str | None, mentions: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """The handles a post names, and those at its very start, in lower case."""
    if not text or "@" not in text:
        return [name.casefold() for name in mentions or ()], []
    start = _LEADING.match(text)
    leading = [name.casefold() for name in _NAME.findall(start[0])] if start else []
    return [name.casefold() for name in mentions or _NAME.findall(text)], leading


def _spans(conversation: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Start and end of each run of equal numbers."""
    cuts = np.flatnonzero(conversation[1:] != conversation[:-1]) + 1
    return list(pairwise([0, *cuts.tolist(), len(conversation)]))


def _decisive(columns: ReadingColumns) -> list[Read]:
    """The readings that decide a case, one a post. Equal ones are one object: there are few."""
    owed, reply = columns.codes["owed"].tolist(), columns.codes["reply"].tolist()
    likely = columns.p["turn"] >= LIKELIER_THAN_NOT
    turn = np.where(likely, columns.codes["turn"], -1).tolist()
    kinds: dict[tuple[int, int, int], Read] = {}
    read = []
    for codes in zip(owed, turn, reply, strict=True):
        if codes not in kinds:
            kinds[codes] = Read(
                owed=codes[0] == YES,
                turn=None if codes[1] < 0 else VALUES["turn"][codes[1]],
                reply=None if codes[2] < 0 else VALUES["reply"][codes[2]],
            )
        read.append(kinds[codes])
    return read
