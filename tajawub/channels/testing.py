"""What the tests of the importers share: reading a payload through the same door as everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tajawub.channels.archives import FileSeen, open_archive
from tajawub.channels.columns import ColumnMapping
from tajawub.channels.records import BrokenRow, Post

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2025, 4, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Taken:
    """All that came out of an archive, in order."""

    posts: list[Post]
    broken: list[BrokenRow]
    files: list[FileSeen]

    @property
    def ids(self) -> list[str]:
        return [post.id for post in self.posts]

    @property
    def reasons(self) -> list[str]:
        return [row.reason for row in self.broken]


def take(*paths: Path | str, mapping: ColumnMapping | None = None) -> Taken:
    """Read files; a plain name is a fixture."""
    taken = Taken([], [], [])
    files = [FIXTURES / path if isinstance(path, str) else path for path in paths]
    for record in open_archive(files, mapping=mapping, now=NOW, on_file=taken.files.append):
        if isinstance(record, Post):
            taken.posts.append(record)
        else:
            taken.broken.append(record)
    return taken


def at(text: str) -> datetime:
    """`2025-03-01 08:00` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
