"""Running a command and watching what it and its children take."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ran:
    """Wall seconds, and the largest sum of memory of all its processes at one moment, in MB."""

    seconds: float
    peak_mb: float
    output: str


def run(command: Sequence[str]) -> Ran:
    """Run a command to its end; raises CalledProcessError where it fails.

    Memory is the sum of the proportional set sizes (what is shared is counted once), sampled every
    50 ms. Linux only.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=sys.stderr, text=True)
    peak = [0.0]
    watching = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, watching))
    watcher.start()
    output, _ = process.communicate()
    watching.set()
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Ran(time.perf_counter() - start, peak[0], output)


def _watch(pid: int, peak: list[float], stop: threading.Event) -> None:
    while not stop.wait(0.05):
        peak[0] = max(peak[0], sum(map(_memory_mb, _family(pid))))


def _family(pid: int) -> list[int]:
    family = [pid]
    for member in family:
        for children in Path(f"/proc/{member}/task").glob("*/children"):
            try:
                family += map(int, children.read_text().split())
            except OSError:
                continue
    return family


def _memory_mb(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    line = next((line for line in rollup.splitlines() if line.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1]) / 1024
