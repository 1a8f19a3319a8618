"""Any table of posts: CSV, TSV, one JSON object a line, or Parquet, with its columns mapped.

The mapping is proposed from names and values, or given (see `columns`). A row without an id gets
one made from its author, time and text, the same each time. Times that name no zone are taken in
the zone of the settings.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from tajawub.channels.columns import ColumnMapping, Proposal, propose, said_official
from tajawub.channels.csv_rows import Rows
from tajawub.channels.head import Head
from tajawub.channels.importer import Settings
from tajawub.channels.json_values import values
from tajawub.channels.records import BrokenRow, Post, Records
from tajawub.channels.source import PARQUET_MAGIC, Source
from tajawub.channels.times import Clock
from tajawub.channels.wire import (
    Obj,
    Unreadable,
    broken,
    handle,
    language,
    maybe_id,
    name,
    txt,
    web_address,
    whole,
)  # fmt: skip

NAME = "table"
CHANNEL = "archive"
_SAMPLE = 300
_NO_POSTS = {"description", "details", "summary", "note", "bio"}
_JSON_LISTS = ("data", "rows", "items", "posts", "messages", "records", "results")


def recognise(head: Head) -> float:
    """By columns that can be a text and a time; never surer than a platform's own importer."""
    if head.data.startswith(PARQUET_MAGIC):
        return 0.5
    found = proposal(head)
    # Accounts, places and much else in JSON have a description and a date, and are no posts.
    described = head.is_json and found.mapping.text.rpartition(".")[2] in _NO_POSTS
    return 0.3 if found.usable and not described else 0.0


def proposal(head: Head, path: Path | None = None) -> Proposal:
    """The mapping proposed for a file that starts like this; Parquet is looked up in its `path`."""
    if head.data.startswith(PARQUET_MAGIC):
        return _parquet_proposal(path) if path else Proposal(mapping=ColumnMapping())
    if head.is_json:
        flat = [_flat(sample) for sample in _objects(head)[:_SAMPLE]]
        names = list(dict.fromkeys(itertools.chain.from_iterable(flat)))
        return propose(names, [[row.get(n) for n in names] for row in flat])
    if not head.rows:
        return Proposal(mapping=ColumnMapping())
    return propose(head.rows[0], head.rows[1:])


def _objects(head: Head) -> list[Obj]:
    found: list[Obj] = []
    for sample in head.samples:
        inner = [o for key in _JSON_LISTS for o in _dicts(sample.get(key))]
        found += inner or [sample]
    return found


def _dicts(value: object) -> list[Obj]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row by column, and its place."""

    cells: Obj
    line: int | None = None
    where: str = ""


def read(source: Source, *, file: str, settings: Settings) -> Records:
    """One post a row."""
    if settings.head.data.startswith(PARQUET_MAGIC):
        yield from _read_parquet(source, file, settings)
        return
    mapping = settings.mapping or proposal(settings.head).mapping
    if settings.head.is_json:
        rows = _json_rows(source, file)
        names = list(dict.fromkeys(n for o in _objects(settings.head) for n in _flat(o)))
    else:
        table = Rows(source, file=file, delimiter=settings.head.delimiter or ",")
        header = next(iter(table), None)
        if not isinstance(header, list):
            yield header or BrokenRow(file=file, line=1, reason="no row of column names")
            return
        names, rows = header, _csv_rows(table, header)
    yield from _posts(rows, names, mapping, file, settings.clock)


def _posts(
    rows: Iterator[_Row | BrokenRow], names: Sequence[str], mapping: ColumnMapping, file: str,
    clock: Clock,
) -> Records:  # fmt: skip
    known = {name.strip() for name in names}
    wrong = [f"{f}={c}" for f, c in mapping.columns().items() if c.strip() not in known]
    missing = [f for f in ("text", "time") if not getattr(mapping, f)]
    if missing or wrong:
        what = (
            f"no column for {' and '.join(missing)}"
            if missing
            else f"no such column: {', '.join(wrong)}"
        )
        reason = f"{what}; the columns are {', '.join(n[:60] for n in names[:30])}"
        yield BrokenRow(file=file, line=None, where="columns", reason=reason)
        return
    for row in rows:
        if isinstance(row, BrokenRow):
            yield row
            continue
        try:
            yield _post(row.cells, mapping, clock)
        except Unreadable as error:
            yield broken(error, file=file, line=row.line, where=row.where)


def _post(cells: Obj, mapping: ColumnMapping, clock: Clock) -> Post:
    def cell(column: str) -> str:
        return txt(cells.get(column)).strip() if column else ""

    text = txt(cells.get(mapping.text))
    when = cells.get(mapping.time)
    at = clock.any(when, f"column {mapping.time}", day_first=mapping.day_first)
    author = handle(cell(mapping.author))
    given = _exact(cells.get(mapping.id)) if mapping.id else None
    if not text and not given:
        raise Unreadable(f"column {mapping.text}", "neither text nor id")
    official = said_official(cells.get(mapping.official)) if mapping.official else None
    if official is None and mapping.inbound:
        inbound = said_official(cells.get(mapping.inbound))
        official = None if inbound is None else not inbound
    return Post(
        channel=cell(mapping.channel)[:40].casefold() or CHANNEL,
        id=given or _made_id(author, at.isoformat(), text),
        at=at,
        text=whole(text),
        author_id=author,
        author_handle=author,
        author_name=name(cell(mapping.author_name)),
        parent_id=_exact(cells.get(mapping.parent)) if mapping.parent else None,
        conversation_id=_exact(cells.get(mapping.conversation)) if mapping.conversation else None,
        space=handle(cell(mapping.space)) or None,
        language=language(cell(mapping.language)),
        url=web_address(cell(mapping.url)),
        official=official,
    )


def _exact(value: object) -> str | None:
    """An id, also where a spreadsheet or a null in the column made a decimal number of it."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else None
    text = txt(value).strip()
    if text.endswith(".0") and text[:-2].isdecimal():
        text = text[:-2]
    return None if text.casefold() in {"nan", "none", "null"} else maybe_id(text)


def _made_id(author: str, at: str, text: str) -> str:
    content = "\x1f".join((author, at, text)).encode("utf-8", "replace")
    return f"row-{blake2b(content, digest_size=12).hexdigest()}"


def _csv_rows(table: Rows, header: list[str]) -> Iterator[_Row | BrokenRow]:
    names = [name.strip() for name in header]
    for row in table:
        if isinstance(row, BrokenRow):
            yield row
        elif len(row) != len(names) and any(row[len(names) :]) | (len(row) < len(names)):
            reason = f"{len(row)} columns where the header has {len(names)}"
            yield BrokenRow(file=table.file, line=table.line, reason=reason)
        else:
            yield _Row(dict(zip(names, row, strict=False)), line=table.line)


def _json_rows(source: Source, file: str) -> Iterator[_Row | BrokenRow]:
    for value in values(source, file=file, inside=_JSON_LISTS):
        if isinstance(value, BrokenRow):
            yield value
        elif isinstance(value.value, dict):
            yield _Row(_flat(value.value), line=value.line, where=value.where)
        else:
            yield BrokenRow(file=file, line=value.line, where=value.where, reason="not an object")


def _flat(value: Obj) -> dict[str, object]:
    """Objects one level down under dotted names: {"user": {"name": …}} as user.name."""
    flat: dict[str, object] = {}
    for key, inner in value.items():
        if isinstance(inner, dict):
            flat.update({f"{key}.{k}": v for k, v in inner.items()})
        else:
            flat[str(key)] = inner
    return flat


def _read_parquet(source: Source, file: str, settings: Settings) -> Records:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with tempfile.TemporaryFile() as spare:
            if source.path is None:  # it jumps about in the file, which a packed one does not allow
                shutil.copyfileobj(source, spare)
                spare.seek(0)
            parquet = pq.ParquetFile(source.path or spare)
            mapping = settings.mapping or _propose_parquet(parquet).mapping
            names = list(parquet.schema_arrow.names)
            yield from _posts(_parquet_rows(parquet), names, mapping, file, settings.clock)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = f"not a Parquet file that can be read: {str(error).partition(chr(10))[0][:200]}"
        yield BrokenRow(file=file, line=None, reason=reason)


def _parquet_proposal(path: Path) -> Proposal:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return _propose_parquet(pq.ParquetFile(path))
    except (pa.ArrowException, OSError, ValueError):
        return Proposal(mapping=ColumnMapping())  # reading it says what is wrong


def _propose_parquet(parquet) -> Proposal:  # type: ignore[no-untyped-def]
    names = list(parquet.schema_arrow.names)
    first = next(parquet.iter_batches(batch_size=_SAMPLE), None)
    rows = first.to_pylist() if first is not None else []
    return propose(names, [[row.get(name) for name in names] for row in rows])


def _parquet_rows(parquet) -> Iterator[_Row]:  # type: ignore[no-untyped-def]
    number = 0
    for batch in parquet.iter_batches(batch_size=5_000):
        for row in batch.to_pylist():
            yield _Row(row, where=f"row {number}")
            number += 1
