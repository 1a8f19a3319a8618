"""Reads a TOML table field by field; whatever is wrong is told with its file and field."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from importlib.resources.abc import Traversable
from pathlib import Path

from tajawub.errors import TajawubError

LARGEST_FILE = 1_000_000  # bytes; a calendar of every holiday for a century is a tenth of this


class Table:
    """One table of a TOML file. Fields are taken out one by one; `finish` refuses what is left."""

    def __init__(self, file: str, where: str, values: Mapping[str, object]) -> None:
        self.file = file
        self.where = where
        self._values = values
        self._taken: set[str] = set()

    def error(self, field: str, problem: str) -> TajawubError:
        """The error to raise about one field of this table."""
        place = ".".join(part for part in (self.where, field) if part)
        return TajawubError(f"{self.file}: {place or 'the file'}: {problem}")

    def has(self, field: str) -> bool:
        return field in self._values

    def text(self, field: str, default: str | None = None) -> str:
        """A text of one line, without spaces around it; never empty."""
        value = self._take(field)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.error(field, "needs a text of one line in quotes")
        return value.strip()

    def flag(self, field: str) -> bool:
        value = self._take(field)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.error(field, "needs true or false")
        return value

    def number(self, field: str) -> int:
        value = self._take(field)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(field, "needs a whole number")
        return value

    def day(self, field: str, default: date | None = None) -> date:
        value = self._take(field)
        if value is None and default is not None:
            return default
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(field, "needs a date such as 2026-03-19, without quotes")
        return value

    def moment(self, field: str, *, needed: bool) -> datetime | None:
        """An aware moment; None where it is absent and not needed."""
        value = self._take(field)
        if value is None and not needed:
            return None
        if not isinstance(value, datetime) or value.utcoffset() is None:
            raise self.error(
                field, "needs a moment with its offset, such as 2026-03-18T20:10:00+04:00"
            )
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        value = self._take(field)
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self.error(field, 'needs a list of texts, such as ["07:30-14:30"]')
        return tuple(text for text in value if isinstance(text, str))

    def table(self, field: str) -> Table | None:
        value = self._take(field)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.error(field, "needs a table")
        return Table(self.file, _inside(self.where, field), value)

    def tables(self, field: str, most: int) -> Iterator[Table]:
        """The tables of a list, at most `most`, numbered from 1 in messages."""
        value = self._take(field)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(field, f"needs entries that begin with [[{field}]]")
        if len(value) > most:
            raise self.error(field, f"has {len(value)} entries; at most {most} can be read")
        for number, item in enumerate(value, start=1):
            yield Table(self.file, _inside(self.where, f"{field}[{number}]"), item)

    def names(self) -> tuple[str, ...]:
        """The fields as written, in order."""
        return tuple(self._values)

    def finish(self) -> None:
        """Refuse a field that nothing asked for: a misspelt one would be passed over in silence."""
        for field in self._values:
            if field not in self._taken:
                known = ", ".join(sorted(self._taken))
                raise self.error(shown(field), f"is not known here; the fields are {known}")

    def _take(self, field: str) -> object:
        self._taken.add(field)
        return self._values.get(field)


def shown(text: str) -> str:
    """A text from a file, fit for a message: short, on one line, no control characters."""
    clean = "".join(letter if letter.isprintable() else "�" for letter in text)
    return clean if len(clean) <= 60 else clean[:59] + "…"


def shown_path(path: Path) -> str:
    """A path, fit for a message; of a very long one the end, which tells files apart."""
    clean = "".join(letter if letter.isprintable() else "�" for letter in str(path))
    return clean if len(clean) <= 240 else "…" + clean[-239:]


def _inside(where: str, field: str) -> str:
    return f"{where}.{field}" if where else field


def read_table(path: Path | Traversable, file: str) -> Table:
    """The whole file as a table; `file` is how messages call it.

    Raises TajawubError where the file is missing, too large, not UTF-8 or not TOML.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except OSError as reason:
        raise TajawubError(f"{file}: cannot be read: {reason.strerror or reason}") from reason
    except ValueError as reason:  # a path with a null character
        raise TajawubError(f"{file}: is not a path") from reason
    if len(raw) > LARGEST_FILE:
        raise TajawubError(f"{file}: is larger than {LARGEST_FILE:,} bytes; is it a calendar?")
    try:
        return Table(file, "", tomllib.loads(raw.decode("utf-8-sig")))
    except UnicodeDecodeError as reason:
        raise TajawubError(f"{file}: is not UTF-8 text; save it as UTF-8") from reason
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as reason:
        raise TajawubError(f"{file}: is not valid TOML: {shown(str(reason))}") from reason
