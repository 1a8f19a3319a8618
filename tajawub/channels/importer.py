"""What every importer of archives offers, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from tajawub.channels.columns import ColumnMapping
from tajawub.channels.head import Head
from tajawub.channels.records import Records
from tajawub.channels.source import Source
from tajawub.channels.times import Clock


@dataclass(slots=True)
class Owner:
    """Whose archive it is, where one file of it says so for all the others."""

    id: str = ""
    handle: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an importer needs beside the bytes.

    `clock` knows the present moment and the zone of times that name none. `head` is the start of
    the file. `owner` is shared by the files of one archive, whose account file fills it in.
    `mapping` names the columns of a table; None: propose one.
    """

    clock: Clock
    head: Head
    owner: Owner = field(default_factory=Owner)
    mapping: ColumnMapping | None = None


class Importer(Protocol):
    """One format: a module with these names."""

    NAME: str  # as shown to people: "X API v2"
    CHANNEL: str

    def recognise(self, head: Head) -> float:
        """How sure it is, 0 to 1, that a file with this start is of its format."""

    def read(self, source: Source, *, file: str, settings: Settings) -> Records:
        """Every post of the file and every row that cannot be read."""
