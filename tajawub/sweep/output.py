"""Writing a sweep's files: all of them or none, and a full disk is said plainly."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time

import duckdb

from tajawub.channels.containers import printable
from tajawub.ending import Stopped, held_back
from tajawub.errors import TajawubError

if sys.platform != "win32":
    import fcntl

FILES = ("cases.parquet", "readings.parquet", "accounts.parquet", "summary.json", "report.html")
_PREFIX = ".tajawub-"
_LEFT_FOR = 60  # seconds; a younger folder may be one that is just being made
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_ROOM_WORDS = tuple(map(os.strerror, sorted(_NO_ROOM)))


@contextmanager
def workplace(near: Path | None) -> Iterator[Path]:
    """A folder for a sweep's work, gone afterwards however it ends.

    It lies beside the output, so that finished files only have to be renamed, or in the system's
    folder for temporary files (TMPDIR) where nothing is written. What a sweep that was killed
    outright left beside the output is cleared away by the next one.
    """
    place = near or Path(tempfile.gettempdir())
    with said_plainly(place):
        _refuse_name(place)
        if near is not None:
            near.mkdir(parents=True, exist_ok=True)
            _clear_leftovers(near)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    ours = _held(folder)
    try:
        with said_plainly(place):
            yield folder
    except Stopped as stopped:
        if not (folder / "published").exists():
            raise Stopped(stopped.number, "Stopped. Nothing was written.") from None
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if ours is not None:
            os.close(ours)


def _refuse_name(place: Path) -> None:
    whole = str(place.resolve())
    if "?" in whole or printable(whole) != whole:
        raise TajawubError(
            f"{printable(whole)}: a folder whose name holds “?” or signs that cannot be shown is "
            "of no use for writing. Choose another with --out (TMPDIR where nothing is written)."
        )


def publish(folder: Path, out: Path) -> list[Path]:
    """Move the finished files of `folder` into `out`, over older ones, once all of them are safe on
    the disk. Gives their new paths; where one cannot be moved the older ones are put back."""
    made = [folder / name for name in FILES if (folder / name).exists()]
    for file in made:
        with file.open("rb+") as written:
            os.fsync(written.fileno())
    older = folder / "older"
    older.mkdir()
    with held_back():
        moved: list[Path] = []
        try:
            for file in made:
                with suppress(FileNotFoundError):
                    _refuse_folder(out / file.name)
                    os.link(out / file.name, older / file.name)
                moved.append(file.replace(out / file.name))
        except OSError:
            for target in moved:
                _put_back(older / target.name, target)
            raise
        (folder / "published").touch()
    return moved


def _refuse_folder(target: Path) -> None:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder of that name stands there", str(target))


def _put_back(older: Path, target: Path) -> None:
    if older.exists():
        older.replace(target)
    else:
        target.unlink()


def _held(folder: Path) -> int | None:
    """A lock on the folder that goes with this process, so that others see that it is in use."""
    if sys.platform == "win32":  # what a killed sweep left behind stays there
        return None
    with suppress(OSError):  # some file systems know no locks
        held = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(held)
            raise
        return held
    return None


def _clear_leftovers(near: Path) -> None:
    for folder in near.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or time() - folder.stat().st_mtime < _LEFT_FOR:
                continue
            held = _held(folder)
            if held is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)


@contextmanager
def said_plainly(place: Path) -> Iterator[None]:
    """Turn the system's errors about writing at `place` into words a person can act on."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        told = str(error)
        if getattr(error, "errno", None) in _NO_ROOM or any(w in told for w in _NO_ROOM_WORDS):
            raise TajawubError(
                f"The disk that holds {place} is full. Nothing was written. Free some space, or "
                "choose another folder with --out (TMPDIR where nothing is written)."
            ) from error
        if isinstance(error, duckdb.OutOfMemoryException):
            raise TajawubError(
                f"There is too little memory, or too little room in {place}, for this archive. "
                "Nothing was written. Close other programs, or sweep it in parts."
            ) from error
        if isinstance(error, OSError):
            raise TajawubError(
                f"{error.filename or place} cannot be written ({error.strerror or error}). "
                "Choose another folder with --out."
            ) from error
        raise
