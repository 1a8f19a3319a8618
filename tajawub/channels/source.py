"""The bytes of one file of an archive: counted, bounded, and in UTF-8 whatever they were in."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tajawub.errors import TajawubError

HEAD_BYTES = 65_536  # what recognising may look at
_BUFFER = 262_144
# A decompression bomb is far beyond what text compresses to: 10 to 30 times is usual for posts, and
# a gzip stream cannot pass 1,032. The ratio counts only once a file has grown beyond the floor.
BOMB_RATIO = 200
BOMB_FLOOR = 64 * 1024 * 1024

_FEWEST_HIGH_BYTES = 10

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
PARQUET_MAGIC = b"PAR1"

_DAMAGED = (EOFError, OSError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


class Readable(Protocol):
    """The least that a stream of bytes must do."""

    def read(self, size: int, /) -> bytes: ...


class Tally:
    """Passes bytes through and counts them: how far a file has been read."""

    def __init__(self, inner: Readable, on_bytes: Callable[[int], None] | None = None) -> None:
        self.inner = inner
        self.count = 0
        self._on_bytes = on_bytes

    def read(self, size: int = -1, /) -> bytes:
        return self._counted(self.inner.read(size))

    def read1(self, size: int, /) -> bytes:
        """What can be had at once; all of it where the stream does not know the difference."""
        read1: Callable[[int], bytes] = getattr(self.inner, "read1", self.inner.read)
        return self._counted(read1(size))

    def _counted(self, data: bytes) -> bytes:
        self.count += len(data)
        if self._on_bytes:
            self._on_bytes(len(data))
        return data


class Budget:
    """How far a file may unpack; shared by the members of a zip, whose total counts."""

    def __init__(self, name: str, packed: Callable[[], int]) -> None:
        self._name = name
        self._packed = packed
        self._count = 0

    def spend(self, unpacked: int) -> None:
        """Raises TajawubError beyond the limit."""
        self._count += unpacked
        if self._count <= BOMB_FLOOR or self._count <= BOMB_RATIO * self._packed():
            return
        raise TajawubError(
            f"{self._name}: {self._packed():,} bytes unpack to more than {self._count:,}. No "
            f"archive of posts does that (the limit is {BOMB_RATIO} to 1); the file was made to "
            "do harm or holds something else. Unpack it yourself if you trust it."
        )


class _Bounded(io.RawIOBase):
    """Ends quietly where the data is damaged, so that what came before is kept; raises
    TajawubError where it unpacks beyond all measure."""

    def __init__(self, inner: Readable, budget: Budget | None) -> None:
        self.damage = ""
        # read1 gives what has been unpacked so far; read would throw it away when the rest fails.
        self._read: Callable[[int], bytes] = getattr(inner, "read1", inner.read)
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer) and not self.damage:
            try:
                data = self._read(len(buffer) - filled)
            except _DAMAGED as error:
                self.damage = str(error) or type(error).__name__
                break
            if not data:
                break
            buffer[filled : filled + len(data)] = data
            filled += len(data)
        if self._budget:
            self._budget.spend(filled)
        return filled


class _Transcoded(io.RawIOBase):
    """Another encoding as UTF-8; bytes that are no character become U+FFFD."""

    def __init__(self, inner: Source, encoding: str) -> None:
        self._inner = inner
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._left = b""

    @property
    def damage(self) -> str:
        return self._inner.damage

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left:
            data = self._inner.read(_BUFFER)
            self._left = self._decoder.decode(data, final=not data).encode("utf-8", "replace")
            if not data:
                break
        taken = self._left[: len(buffer)]
        self._left = self._left[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


class Source(io.BufferedReader):
    """A buffered stream of the bytes of one file.

    `damage` says, once the end is reached, why it came too early ("" where it did not). `path` is
    set where the bytes stand as they are in a file on disk, for formats that need to jump in it.
    """

    def __init__(self, raw: _Bounded | _Transcoded, *, path: Path | None = None) -> None:
        super().__init__(raw, buffer_size=_BUFFER)
        self._bytes = raw
        self.path = path

    @property
    def damage(self) -> str:
        return self._bytes.damage

    def head(self) -> bytes:
        """The first 64 kB, without moving. Only at the start of the source."""
        return self.peek(HEAD_BYTES)[:HEAD_BYTES]


def of_stream(inner: Readable, *, budget: Budget | None = None, path: Path | None = None) -> Source:
    """A source over any stream. `budget` bounds what a packed one may unpack to."""
    return Source(_Bounded(inner, budget), path=path)


def of_bytes(data: bytes) -> Source:
    """A source over bytes in memory, in UTF-8 as an importer expects it."""
    return in_utf8(of_stream(io.BytesIO(data)))


def unpacked(inner: Readable, *, name: str, budget: Budget | None = None) -> Source:
    """The content of a gzip stream, bounded by `budget` or by what has been read of the stream."""
    tally = Tally(inner)
    stream = gzip.GzipFile(fileobj=tally)  # type: ignore[call-overload]
    return of_stream(stream, budget=budget or Budget(name, lambda: tally.count))


def in_utf8(source: Source) -> Source:
    """The same text in UTF-8, without a byte order mark. Binary files pass unchanged."""
    head = source.head()
    if head.startswith(codecs.BOM_UTF8):
        source.read(len(codecs.BOM_UTF8))
        return source
    encoding = encoding_of(head)
    return source if encoding == "utf-8" else Source(_Transcoded(source, encoding))


def encoding_of(head: bytes) -> str:
    """utf-8, utf-16, utf-16-le, utf-16-be or cp1256: what the first bytes of a text are in.

    Windows Arabic (cp1256) is accepted only where UTF-8 plainly fails and most high bytes are
    Arabic letters in it: a UTF-8 file with a few broken lines stays UTF-8.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(PARQUET_MAGIC) or len(head) < 2:
        return "utf-8"
    if (zeros := head.count(b"\0")) * 5 > len(head):
        # Delimiters and digits have a zero byte: the low one comes first in little-endian.
        odd = head[1::2].count(b"\0")
        if odd > 0.9 * zeros:
            return "utf-16-le"
        return "utf-16-be" if odd < 0.1 * zeros else "utf-8"
    return "cp1256" if _windows_arabic(head) else "utf-8"


def _windows_arabic(head: bytes) -> bool:
    high = sum(byte > 0x7F for byte in head)
    if high < _FEWEST_HIGH_BYTES:  # a stray byte or two are an accident, not an encoding
        return False
    as_utf8 = head.decode("utf-8", "replace")
    if as_utf8.count("\ufffd") * 4 < high:
        return False
    as_1256 = head.decode("cp1256", "replace")
    arabic = sum("\u0600" <= c <= "\u06ff" for c in as_1256)
    return arabic * 3 > high * 2
