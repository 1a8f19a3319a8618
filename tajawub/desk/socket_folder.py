"""Where the private server's socket lies: a path that the system can still hold."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from tajawub.desk.home import Home
from tajawub.desk.processes import reaches
from tajawub.errors import TajawubError

FILES: Final = (".s.PGSQL.5432", ".s.PGSQL.5432.lock")
LONGEST: Final = 103  # bytes with the ending zero left out: sun_path of macOS; Linux has 107
_PREFIX: Final = "tajawub-"


def choose(home: Home, *, elsewhere: bool = False) -> Path:
    """The database's own folder, which nobody else may enter; where its path is too long, or the
    socket must be `elsewhere`, a new private folder among the temporary ones.

    Raises TajawubError where none will do.
    """
    if _fits(home.folder) and not elsewhere:
        return home.folder
    for place in _temporary():
        try:
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        except OSError:
            continue
        if home.account is not None:
            os.chown(folder, home.account.uid, home.account.gid)
        if _fits(folder) and (home.account is None or reaches(home.account, folder)):
            return folder
        shutil.rmtree(folder, ignore_errors=True)
    raise TajawubError(
        f"{home.folder}: its path is too long for a socket, and no temporary folder will do. Set "
        "TMPDIR to a folder with a short path, or name another data folder."
    )


def discard(folder: Path, home: Home) -> None:
    """Remove the folder if it was made for the socket alone."""
    if folder == home.folder or not folder.name.startswith(_PREFIX):
        return
    if folder.parent not in _temporary() or folder.is_symlink():
        return
    with suppress(OSError):
        for name in FILES:
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()


def _temporary() -> list[Path]:
    return [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]  # noqa: S108


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / FILES[0])) <= LONGEST
