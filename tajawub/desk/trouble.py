"""Why a PostgreSQL server did not start, read from what it said, in words for the operator."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_AT_MOST: Final = 64_000  # bytes read from the end of a log
_WORST: Final = re.compile(r"(?:FATAL|PANIC|postgres: error): +(.*)")
# In this order: what the system says of shared memory and semaphores also speaks of no space.
_KNOWN: Final = (
    (
        r"shared memory|semaphore|Cannot allocate memory|out of memory",
        "there is not enough (shared) memory. Close other programs, or use a larger machine.",
    ),
    (
        r"No space left on device|Disk quota exceeded",
        "its disk is full. Make room, then start again; nothing is lost.",
    ),
    (
        r"Permission denied|invalid permissions|wrong ownership",
        "its folder belongs to another user, or was opened to others. Give it back to the user who "
        "made it, with mode 0700.",
    ),
    (r"Read-only file system", "its disk can only be read. Mount it for writing."),
    (
        r"checkpoint record|is not a valid data directory|control file|could not locate|PANIC"
        r"|could not open directory|invalid data in|files are incompatible",
        "its files are damaged. Bring the data folder back from a backup; "
        "docs/reference/settings.md says where its log is.",
    ),
)


def said_since(log: Path, began: int) -> str:
    """What the server wrote into its log after so many bytes: the end of it."""
    try:
        with log.open("rb") as stream:
            length = stream.seek(0, 2)
            stream.seek(max(began, length - _AT_MOST) if length >= began else 0)
            return stream.read(_AT_MOST).decode(errors="replace")
    except OSError:
        return ""


def passes(said: str) -> bool:
    """Whether it is over in a moment: processes of a killed server still hold its memory."""
    return "pre-existing shared memory block" in said


def is_the_socket(said: str) -> bool:
    """Whether no socket can be made in the folder, as on some network file systems."""
    return "could not create any Unix-domain sockets" in said or "Unix-domain socket path" in said


def in_words(said: str) -> str:
    """What is wrong and what to do, with the server's own words."""
    found = _WORST.findall(said)
    own = found[0].strip()[:300] if found else last(said) or "it gave no reason"
    for pattern, words in _KNOWN:
        if re.search(pattern, said):
            return f"{words} (PostgreSQL says: {own})"
    return f"PostgreSQL says: {own}"


def last(said: str) -> str:
    """The last line, without the time and the process that stand before it."""
    lines = [line for line in said.splitlines() if line.strip()]
    return re.sub(r"^[-\d]+ [:.\d]+ \w+ \[\d+\] ", "", lines[-1])[:200] if lines else ""
