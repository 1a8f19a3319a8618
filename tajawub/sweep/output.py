"""Writing a sweep's files: all of them or none, and a full disk is said plainly."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tajawub.errors import TajawubError

FILES = ("cases.parquet", "readings.parquet", "accounts.parquet", "summary.json", "report.html")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def workplace(near: Path | None) -> Iterator[Path]:
    """A folder for a sweep's work, gone afterwards however it ends.

    It lies beside the output, so that finished files only have to be renamed, or in the system's
    folder for temporary files (TMPDIR) where nothing is written.
    """
    if near is not None:
        with said_plainly(near):
            near.mkdir(parents=True, exist_ok=True)
    with said_plainly(near or Path(tempfile.gettempdir())):
        folder = Path(tempfile.mkdtemp(prefix=".tajawub-", dir=near))
    try:
        with said_plainly(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, out: Path) -> list[Path]:
    """Move the finished files of `folder` into `out`, over older ones, once all of them are safe on
    the disk. Gives their new paths."""
    made = [folder / name for name in FILES if (folder / name).exists()]
    for file in made:
        with file.open("rb+") as written:
            os.fsync(written.fileno())
    return [file.replace(out / file.name) for file in made]


@contextmanager
def said_plainly(place: Path) -> Iterator[None]:
    """Turn the system's errors about writing at `place` into words a person can act on."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise TajawubError(
                f"The disk that holds {place.parent} is full. Nothing was written. Free some "
                "space, or choose another folder with --out (TMPDIR where nothing is written)."
            ) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}:
            raise TajawubError(
                f"{place} cannot be written ({error.strerror}). Choose another folder with --out."
            ) from error
        raise
