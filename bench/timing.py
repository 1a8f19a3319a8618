"""Seconds of some work, and what is said about many of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.plans import Plan


@dataclass(frozen=True, slots=True)
class Measured:
    """Of each kind of request the milliseconds, those of them on a processor, and the plans of some
    of their queries."""

    ms: Mapping[str, list[float]] = field(default_factory=dict)
    cpu: Mapping[str, list[float]] = field(default_factory=dict)
    plans: Mapping[str, list[Plan]] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[list[float], list[float]]:
        """The milliseconds of a kind, and those on a processor; of all kinds together for ""."""
        kinds = [kind] if kind else list(self.ms)
        ms, cpu = ([one for name in kinds for one in of[name]] for of in (self.ms, self.cpu))
        return ms, cpu


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def processor_seconds() -> float:
    """How long this process and its server process of the database have been on a processor: what
    a busy machine makes wait is not in it. Nothing but ours where the server is another machine."""
    from django.db import connection

    connection.ensure_connection()
    schedule = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    try:
        server = int(schedule.read_text().split()[0]) / 1e9
    except (OSError, ValueError, IndexError):
        server = 0.0
    return time.process_time() + server


def at(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies (the nearest one there is)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def shown_ms(ms: float) -> str:
    """Milliseconds as one reads them."""
    return f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.1f} s"
