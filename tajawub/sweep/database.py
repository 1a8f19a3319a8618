"""DuckDB as the sweep uses it: in UTC, within bounds, and never asking a network for anything."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

MEMORY_LIMIT = "900MB"


def connect(folder: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A database in memory, or in a file of `folder`, where what does not fit in memory is kept."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "memory_limit": MEMORY_LIMIT,
        "preserve_insertion_order": False,
        "threads": min(8, os.cpu_count() or 1),
    }
    if folder is not None:
        config["temp_directory"] = str(folder / "spill")
    db = duckdb.connect(":memory:" if folder is None else folder / "work.duckdb", config=config)
    db.execute("SET TimeZone = 'UTC'")
    return db
