"""Any archive of posts in, plain records out: the door of this library.

    for record in open_archive([Path("archive.zip")]):
        ...

Files, folders, gzip and zip; every format in `tajawub.channels.IMPORTERS`, told by content. What
cannot be read comes as a BrokenRow and never stops the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from tajawub.channels import IMPORTERS, table
from tajawub.channels.columns import ColumnMapping, Proposal
from tajawub.channels.containers import Found, Opened, files_in, opened, printable
from tajawub.channels.head import Head
from tajawub.channels.importer import Importer, Owner, Settings
from tajawub.channels.records import BrokenRow, Records
from tajawub.channels.source import HEAD_BYTES, PARQUET_MAGIC, ZIP_MAGIC
from tajawub.channels.times import Clock
from tajawub.errors import TajawubError

_NAMED_WITHOUT_TEXT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """What a file turned out to be. `format` is "" where no importer knows it.

    `mapping` is set for tables: the columns as given or as proposed, with notes on the proposal.
    """

    file: str
    format: str
    size: int  # bytes; of a member of a zip, unpacked
    mapping: ColumnMapping | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far reading has come, in bytes on disk."""

    done: int
    total: int


class _Reading:
    """One run over the files: what stays the same for all of them, and what they share."""

    def __init__(
        self, *, total: int, mapping: ColumnMapping | None, clock: Clock,
        on_file: Callable[[FileSeen], object] | None,
        on_progress: Callable[[Progress], object] | None,
    ) -> None:  # fmt: skip
        self.mapping = mapping
        self.clock = clock
        self.owners: dict[str, Owner] = {}
        self.without_text: list[str] = []
        self._total = total
        self._done = 0.0
        self._on_file = on_file
        self._on_progress = on_progress

    def on_bytes(self, count: float) -> None:
        self._done = min(self._total, self._done + count)
        if self._on_progress:
            self._on_progress(Progress(int(self._done), self._total))

    def seen(self, file: FileSeen) -> None:
        if self._on_file:
            self._on_file(file)


def open_archive(
    paths: Sequence[Path],
    *,
    mapping: ColumnMapping | None = None,
    zone: tzinfo = UTC,
    now: datetime | None = None,
    on_file: Callable[[FileSeen], object] | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Records:
    """Every post of every file at these paths, and every row that could not be read.

    `mapping` names the columns of tables; without it one is proposed for each. With it every file
    is read as a table. `zone` is that of times that name none. `now` is the present moment, beyond
    which no post can lie. `on_file` hears of each file as it is recognised, `on_progress` of each
    block of bytes read.

    Raises TajawubError at once for a path that does not exist; while reading, for a file given by
    its own name that no importer knows, a locked zip, and a file that unpacks beyond all measure.
    """
    files, broken = files_in(paths)
    if not files and not broken:
        shown = ", ".join(printable(str(path)) for path in paths)
        raise TajawubError(f"There are no files in {shown or 'nothing'}.")
    reading = _Reading(
        total=sum(file.size for file in files), mapping=mapping,
        clock=Clock(now=now or datetime.now(UTC), zone=zone),
        on_file=on_file, on_progress=on_progress,
    )  # fmt: skip
    return _records(files, broken, reading)


def _records(files: list[Found], broken: list[BrokenRow], reading: _Reading) -> Records:
    yield from broken
    for file in files:
        known = 0
        last = ""
        for content in opened(file, reading.on_bytes):
            if isinstance(content, BrokenRow):
                yield content
                continue
            last = content.file
            head = Head(content.source.head(), whole=len(content.source.head()) < HEAD_BYTES)
            importer = _chosen(head, reading.mapping)
            known += importer is not None or not head.data
            if importer is None:
                if file.named and not content.member:
                    raise TajawubError(f"{content.file}: {_unknown(head)}")
                yield from _passed_over(content, head, reading)
            else:
                yield from _content(content, head, importer, reading)
        if file.named and last and not known:
            raise TajawubError(f"{file.name}: none of the files in it is {_formats()}.")
    if reading.without_text:
        yield _no_text(reading.without_text)


def _chosen(head: Head, mapping: ColumnMapping | None) -> Importer | None:
    if not head.data:
        return None
    if mapping is not None:
        readable = head.is_json or head.delimiter or head.data.startswith(PARQUET_MAGIC)
        return table if readable else None
    best = max(IMPORTERS, key=lambda importer: importer.recognise(head))
    return best if best.recognise(head) > 0 else None


def _content(content: Opened, head: Head, importer: Importer, reading: _Reading) -> Records:
    mapping = reading.mapping
    proposed = Proposal(mapping=mapping or ColumnMapping())
    if importer is table:
        if mapping is None:
            proposed = table.proposal(head, content.source.path)
            # Of a packed Parquet file nothing is known before it is unpacked; it proposes then.
            mapping = proposed.mapping if proposed.usable else None
    else:
        mapping = None
    reading.seen(
        FileSeen(
            file=content.file, format=importer.NAME, size=content.size, mapping=mapping,
            notes=proposed.notes if mapping else (),
        )
    )  # fmt: skip
    owner = reading.owners.setdefault(content.group, Owner())
    settings = Settings(clock=reading.clock, head=head, owner=owner, mapping=mapping)
    yield from importer.read(content.source, file=content.file, settings=settings)
    if damage := content.source.damage:
        reason = f"the file is damaged or cut short ({damage}); what came before is kept"
        yield BrokenRow(file=content.file, line=None, reason=reason)


def _passed_over(content: Opened, head: Head, reading: _Reading) -> Records:
    reading.seen(FileSeen(file=content.file, format="", size=content.size))
    damage = content.source.damage
    if not head.data:
        reason = f"the file is damaged ({damage})" if damage else "empty"
        yield BrokenRow(file=content.file, line=None, reason=reason)
    elif _binary(head):
        reading.without_text.append(content.file)
    else:
        yield BrokenRow(file=content.file, line=None, reason=_unknown(head))


def _binary(head: Head) -> bool:
    return b"\0" in head.data[:4096] and not head.data.startswith(ZIP_MAGIC)


def _unknown(head: Head) -> str:
    """Why a file is passed over, and what to do about it."""
    if not head.data:
        return "the file is empty."
    if head.data.startswith(ZIP_MAGIC):
        return "a zip inside a packed file is not looked into: unpack it first."
    if head.rows:
        columns = ", ".join(column[:40] for column in head.rows[0][:20])
        return (
            f"a table, but no columns that look like a text and a time (it has: {columns}). "
            "Name them: text=COLUMN,time=COLUMN."
        )
    if head.is_json:
        keys = ", ".join(key[:40] for key in list(head.samples[0])[:12]) if head.samples else "none"
        return f"JSON, but not {_formats()} (its keys: {keys}). For a table name the columns."
    return f"not {_formats()}."


def _formats() -> str:
    return "one of: " + "; ".join(importer.NAME for importer in IMPORTERS)


def _no_text(files: list[str]) -> BrokenRow:
    shown = ", ".join(files[:_NAMED_WITHOUT_TEXT])
    more = len(files) - _NAMED_WITHOUT_TEXT
    reason = f"passed over, for they hold no text: {len(files)} (such as pictures)"
    return BrokenRow(
        file=shown + (f" and {more:,} more" if more > 0 else ""), line=None, reason=reason
    )
