"""`tajawub read FILE|-`: JSON lines of messages in, JSON lines of readings out.

A line in: {"id": 1, "text": "...", "by": "citizen" or "official", "thread": [{"by": ..., "text":
...}], "to": account or none, "at": time or none}; only `text` is needed, and `by` is citizen where
it is missing. A line out, in the same order: `id`, `language`, and `act`, `owed`, `scope`, `route`,
`urgent` of a citizen's message (with `turn` where there is a thread), or `reply` of an official
one; each {"value", "p", "why"}. scope and route are given for every citizen's message, owed or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final, TextIO

import orjson

from tajawub.language.columns import VALUES, ReadingColumns
from tajawub.language.reader import Reader
from tajawub.language.readings import By, Earlier, Message

BATCH: Final = 512  # few enough that a pipe sees its answers soon
LONGEST_TEXT: Final = 500_000  # characters; a longer one is a mistake, not a message
LONGEST_LINE: Final = 4_000_000  # bytes
LONGEST_THREAD: Final = 1000
_SHOWN: Final = 200  # bytes of a reason


class BadLineError(ValueError):
    """A line that cannot be read; its text says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One line in: its id, to be given back as it is, and the message."""

    id: Any
    message: Message


def asked(line: bytes) -> Asked:
    """Reads one line. Raises BadLineError with the reason, in words for a person."""
    if len(line) > LONGEST_LINE:
        raise BadLineError(f"longer than {LONGEST_LINE:,} bytes")
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadLineError(f"not JSON: {error}") from None
    if not isinstance(row, dict):
        raise BadLineError("not a JSON object")
    thread = row.get("thread") or []
    if not isinstance(thread, list) or len(thread) > LONGEST_THREAD:
        raise BadLineError(f"thread is not a list of at most {LONGEST_THREAD} messages")
    return Asked(
        row.get("id"),
        Message(
            text=_text(row, "text"),
            by=_by(row, "citizen"),
            thread=[_earlier(entry) for entry in thread],
            to=_account(row.get("to")),
            at=_time(row.get("at")),
        ),
    )


def _text(row: dict[str, Any], where: str) -> str:
    if "text" not in row:
        raise BadLineError(f"no {where}")
    text = row["text"]
    if not isinstance(text, str):
        raise BadLineError(f"{where} is not a string")
    if len(text) > LONGEST_TEXT:
        raise BadLineError(f"{where} is longer than {LONGEST_TEXT:,} characters")
    return text


def _by(row: dict[str, Any], otherwise: By | None) -> By:
    by = row.get("by", otherwise)
    if by == "citizen":
        return "citizen"
    if by == "official":
        return "official"
    raise BadLineError('by is neither "citizen" nor "official"')


def _earlier(entry: object) -> Earlier:
    if not isinstance(entry, dict):
        raise BadLineError("a message of the thread is not a JSON object")
    return Earlier(_by(entry, None), _text(entry, "text in the thread"))


def _account(to: object) -> str | None:
    if to is None or to == "":
        return None
    if not isinstance(to, str):
        raise BadLineError("to is not a string")
    return to


def _time(at: object) -> datetime | None:
    if at is None or at == "":
        return None
    try:
        return datetime.fromisoformat(str(at))
    except ValueError:
        raise BadLineError("at is not a time like 2025-03-01T09:30:00+04:00") from None


def read_lines(lines: Iterable[bytes], out: BinaryIO, err: TextIO) -> int:
    """Reads each line and writes its readings, batch by batch.

    A bad line is named on `err` with its number and the reason, and skipped. Stops quietly where
    the reader of `out` has gone. Returns 0, or 1 where there were lines and none could be read.
    """
    reader = Reader()
    good = bad = 0
    batch: list[Asked] = []
    try:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                batch.append(asked(line.removeprefix(b"\xef\xbb\xbf")))
            except BadLineError as reason:
                bad += 1
                err.write(f"line {number}: {str(reason)[:_SHOWN]}\n")
            if len(batch) == BATCH:
                good += _answer(reader, batch, out)
                batch = []
        good += _answer(reader, batch, out)
    except BrokenPipeError:
        return 0
    return int(bad > 0 and good == 0)


def _answer(reader: Reader, batch: list[Asked], out: BinaryIO) -> int:
    if batch:
        columns = reader.read_messages([line.message for line in batch])
        out.writelines(_lines(batch, columns))
    out.flush()
    return len(batch)


def _lines(batch: list[Asked], columns: ReadingColumns) -> Iterator[bytes]:
    for i, line in enumerate(batch):
        row: dict[str, Any] = {"id": line.id}
        for label in VALUES:
            reading = columns.reading(i, label)
            if reading is not None:
                row[label] = reading
        yield orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
