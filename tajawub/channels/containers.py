"""Files, folders, gzip and zip as a row of readable sources.

What a file is, is told by its first bytes, never by its name. Nothing is unpacked to disk.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tajawub.channels.records import BrokenRow
from tajawub.channels.source import (
    GZIP_MAGIC,
    ZIP_MAGIC,
    Budget,
    Source,
    Tally,
    in_utf8,
    of_stream,
    unpacked,
)  # fmt: skip
from tajawub.errors import TajawubError

MOST_MEMBERS = 100_000
# An account archive names its account in one of these; the files beside it need it first. What the
# files hold is still told by their content.
_FIRST = ("account.js", "manifest.js")

OnBytes = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file to read: `named` if a person gave its very name, `beside` what it belongs with."""

    path: Path
    named: bool
    size: int

    @property
    def name(self) -> str:
        return printable(str(self.path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open source, in UTF-8 unless it is binary; `group` is shared by files of one archive."""

    file: str
    source: Source
    size: int
    group: str
    member: bool = False


def printable(name: str) -> str:
    """A file's name as it can be shown: no control characters, no broken bytes."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def files_in(paths: Sequence[Path]) -> tuple[list[Found], list[BrokenRow]]:
    """The files at these paths, folders gone through in sorted order, each file once.

    Hidden files are left out. Raises TajawubError for a path that does not exist.
    """
    found: dict[str, Found] = {}
    broken: list[BrokenRow] = []
    for path in paths:
        if not os.path.lexists(path):
            raise TajawubError(f"{printable(str(path))}: there is no such file or folder.")
        named = not path.is_dir()
        for file in [path] if named else _in_folder(path):
            try:
                status = file.stat()
            except OSError as error:
                if named:
                    raise _unreadable(path, error) from error
                broken.append(_skipped(file, error))
                continue
            if not stat.S_ISREG(status.st_mode):
                broken.append(BrokenRow(file=printable(str(file)), line=None, reason="not a file"))
                continue
            found.setdefault(
                os.path.realpath(file), Found(path=file, named=named, size=status.st_size)
            )
    return list(found.values()), broken


def _in_folder(folder: Path) -> Iterator[Path]:
    seen: set[str] = set()  # folders can be linked into one another in a circle
    for root, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(root)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files, key=_order):
            if not name.startswith("."):
                yield Path(root, name)


def _order(name: str) -> tuple[str, bool, str]:
    folder, _, base = name.rpartition("/")
    return folder, base not in _FIRST, base


def _unreadable(path: Path, error: Exception) -> TajawubError:
    return TajawubError(f"{printable(str(path))}: cannot be opened ({_words(error)}).")


def _skipped(path: Path, error: Exception) -> BrokenRow:
    reason = f"cannot be opened ({_words(error)})"
    return BrokenRow(file=printable(str(path)), line=None, reason=reason)


def _words(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def opened(found: Found, on_bytes: OnBytes) -> Iterator[Opened | BrokenRow]:
    """What is in a file: itself, or what it unpacks to. Each source is good until the next.

    Raises TajawubError for a zip that is locked or made to do harm, and for a file that was given
    by name and cannot be opened.
    """
    try:
        with found.path.open("rb") as stream:
            start = stream.read(4)
            stream.seek(0)
            if start.startswith(ZIP_MAGIC):
                yield from _members(found, stream, on_bytes)
            else:
                yield _single(found, stream, start, on_bytes)
    except (OSError, zipfile.BadZipFile) as error:
        if found.named:
            raise _unreadable(found.path, error) from error
        yield _skipped(found.path, error)


def _single(found: Found, stream: BinaryIO, start: bytes, on_bytes: OnBytes) -> Opened:
    counted = Tally(stream, on_bytes)
    if start.startswith(GZIP_MAGIC):
        source = unpacked(counted, name=found.name)
    else:
        source = of_stream(counted, path=found.path)
    group = str(found.path.parent)
    return Opened(file=found.name, source=in_utf8(source), size=found.size, group=group)


def _members(found: Found, stream: BinaryIO, on_bytes: OnBytes) -> Iterator[Opened | BrokenRow]:
    with zipfile.ZipFile(stream) as archive:
        members = sorted(
            (m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)),
            key=lambda m: _order(m.filename),
        )
        if len(members) > MOST_MEMBERS:
            raise TajawubError(
                f"{found.name}: {len(members):,} files in one zip; the limit is {MOST_MEMBERS:,}. "
                "Unpack it and give the folder."
            )
        if any(member.flag_bits & 1 for member in members):
            raise TajawubError(
                f"{found.name}: the zip is locked with a password. Unpack it and give the folder."
            )
        budget = Budget(found.name, lambda: found.size)
        for member in members:
            yield from _member(found, archive, member, budget, on_bytes)


def _hidden(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(
        part.startswith(".") and part not in {".", ".."} for part in parts
    )


def _member(
    found: Found,
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    budget: Budget,
    on_bytes: OnBytes,
) -> Iterator[Opened | BrokenRow]:
    file = f"{found.name}: {printable(member.filename)}"
    scale = member.compress_size / max(1, member.file_size)
    try:
        stream = archive.open(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        yield BrokenRow(file=file, line=None, reason=f"cannot be unpacked ({error})")
        return
    with stream:
        source = of_stream(Tally(stream, lambda n: on_bytes(n * scale)), budget=budget)
        if source.head().startswith(GZIP_MAGIC):
            source = unpacked(source, name=file, budget=budget)
        yield Opened(
            file=file, source=in_utf8(source), size=member.file_size, group=str(found.path),
            member=True,
        )  # fmt: skip
