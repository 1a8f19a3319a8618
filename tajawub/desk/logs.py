"""What the parts say, passed on to standard error: each line with its part's name, and bounded.

Nobody is ever waited for: where the terminal is stopped or gone, lines are left out and counted.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import IO, Final

LONGEST: Final = 2_000  # characters of a line
AT_ONCE: Final = 200  # lines of one part within so many seconds:
WITHIN: Final = 10.0
_WAITING: Final = 1_000  # lines that may wait for the terminal


class Logs:
    """Reads the parts' output in threads, and writes it in another."""

    def __init__(
        self,
        write: Callable[[str], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = write or _to_standard_error
        self._clock = clock
        self._lines: Queue[str] = Queue(_WAITING)
        self._stopped = threading.Event()
        self._readers: list[threading.Thread] = []
        self._last: dict[str, deque[str]] = {}
        self._writer = threading.Thread(target=self._pass_on, daemon=True)
        self._writer.start()

    def follow(self, part: str, stream: IO[bytes]) -> None:
        """Pass on what comes out of the stream until it ends."""
        self._readers = [reader for reader in self._readers if reader.is_alive()]
        reader = threading.Thread(target=self._read, args=(part, stream), daemon=True)
        self._readers.append(reader)
        reader.start()

    def last(self, part: str) -> list[str]:
        """The last lines of a part."""
        return list(self._last.get(part, ()))

    def say(self, line: str) -> None:
        """A line of our own."""
        with suppress(Full):
            self._lines.put_nowait(line)

    def stop(self) -> None:
        """Once the parts have ended: what was read is written, as far as anybody takes it."""
        for reader in self._readers:
            reader.join(timeout=1)
        self._stopped.set()
        self._writer.join(timeout=1)

    def _read(self, part: str, stream: IO[bytes]) -> None:
        last = self._last.setdefault(part, deque(maxlen=20))
        measure = _Measure(self._clock)
        with stream:
            while raw := stream.readline(LONGEST * 4):
                line = printable(raw.decode(errors="replace").rstrip("\r\n"))
                if not line.strip():
                    continue
                last.append(line)
                if left_out := measure.resumed():
                    self.say(f"{part}: … {left_out} lines left out")
                if measure.admits():
                    self.say(f"{part}: {line[:LONGEST]}")

    def _pass_on(self) -> None:
        while True:
            try:
                line = self._lines.get(timeout=0.1)
            except Empty:
                if self._stopped.is_set():
                    return
                continue
            with suppress(OSError, ValueError):  # nobody is reading any more
                self._write(line + "\n")


class _Measure:
    """How many lines have come lately."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began = clock()
        self._count = 0

    def resumed(self) -> int:
        """How many were left out, once a new span of time has begun; otherwise 0."""
        if self._clock() - self._began < WITHIN:
            return 0
        left_out = max(0, self._count - AT_ONCE)
        self._began, self._count = self._clock(), 0
        return left_out

    def admits(self) -> bool:
        self._count += 1
        return self._count <= AT_ONCE


def printable(text: str) -> str:
    """What a stranger put into a message must not steer the terminal."""
    return "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in text)


def _to_standard_error(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
