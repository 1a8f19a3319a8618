"""For tests: what runs in a data folder, what its database keeps, and waiting for a change."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psycopg


def processes_in(folder: Path) -> list[int]:
    """The processes that work in the folder, or were started with its name (Linux)."""
    mark = str(folder).encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            if state != "Z" and (
                (process / "cwd").readlink().is_relative_to(folder)
                or mark in (process / "cmdline").read_bytes()
                or mark in (process / "environ").read_bytes()
            ):
                found.append(int(process.name))
        except (OSError, ValueError):
            continue
    return found


def until(true: Callable[[], bool | None], *, seconds: float) -> bool:
    """Whether it became true within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def keep(url: str, text: str) -> None:
    """Put a text into the database."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (words text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [text])


def kept(url: str) -> list[str]:
    """Every text that was put in."""
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT words FROM kept ORDER BY words")]
