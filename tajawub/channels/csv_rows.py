"""The rows of a delimited text file, and which of its lines cannot be read."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from tajawub.channels.records import BrokenRow
from tajawub.channels.source import Source

# A quote that is never closed swallows everything up to this many characters, then one row is
# reported and reading goes on; a higher bound would lose more rows to it.
FIELD_LIMIT = 1_000_000
_LONGEST_LINE = 16 * 1024 * 1024


class Rows:
    """Iterates over rows (lists of texts) and BrokenRows; `line` is where the last one ended."""

    def __init__(self, source: Source, *, file: str, delimiter: str) -> None:
        self.file = file
        self.line = 0
        self._source = source
        self._not_utf8: list[int] = []
        csv.field_size_limit(FIELD_LIMIT)
        self._reader = csv.reader(self._lines(), delimiter=delimiter)
        self._rows = self._read()

    def __iter__(self) -> Iterator[list[str] | BrokenRow]:
        return self._rows

    def _read(self) -> Iterator[list[str] | BrokenRow]:
        reader, not_utf8 = self._reader, self._not_utf8
        while True:
            try:
                for row in reader:
                    self.line = reader.line_num
                    if not_utf8:
                        yield self._broken(f"not UTF-8 (line {not_utf8[0]})")
                        not_utf8.clear()
                    elif row:
                        yield row
            except csv.Error as error:
                self.line = reader.line_num
                not_utf8.clear()
                yield self._broken(str(error))
                continue
            return

    def _broken(self, reason: str) -> BrokenRow:
        return BrokenRow(file=self.file, line=self.line, reason=reason)

    def _lines(self) -> Iterator[str]:
        number = 0
        source = self._source
        while raw := source.readline(_LONGEST_LINE):
            number += 1
            if source.damage and not raw.endswith(b"\n"):
                return  # half a row; the archive reports the damage
            try:
                yield raw.decode()
            except UnicodeDecodeError:
                self._not_utf8.append(number)
                yield raw.decode("utf-8", "replace")
