"""The desk's processes kept running: started in order, started again when they end, ended in order.

All waiting is measured by a clock that nobody can set (time.monotonic).
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from tajawub.desk.cluster import Server
from tajawub.desk.logs import Logs
from tajawub.desk.processes import kill_group, start
from tajawub.ending import held_back
from tajawub.errors import TajawubError

TICK: Final = 0.1  # seconds
PATIENCE: Final = 5.0  # seconds that a part is given to end
STEADY: Final = 60.0  # seconds after which what ended is forgotten
FIRST_WAIT, LONGEST_WAIT = 0.25, 30.0
GIVE_UP: Final = 3  # ends of a part before the desk was ever ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A program of the desk. Its standard input ends when we do."""

    name: str
    command: Sequence[str]
    inherits: Sequence[int] = ()


class Backoff:
    """When to start again what ended: soon the first time, then later and later."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = self._not_before = clock()
        self.failures = 0

    def started(self) -> None:
        """It was started just now."""
        self._began = self._clock()

    def failed(self) -> float:
        """It ended, or would not start; gives the seconds to wait."""
        if self._clock() - self._began >= STEADY:
            self.failures = 0
        wait: float = min(FIRST_WAIT * 2.0**self.failures, LONGEST_WAIT)
        self.failures = min(self.failures + 1, 20)
        self._not_before = self._clock() + wait
        return wait

    def due(self) -> bool:
        """Whether the wait is over."""
        return self._clock() >= self._not_before


class _Running:
    """A part, its process and its past."""

    def __init__(self, part: Part, logs: Logs) -> None:
        self.part = part
        self.backoff = Backoff()
        self._logs = logs
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        with held_back():
            self._process = start(
                self.part.command,
                ends_with_us=signal.SIGTERM,
                stdin=subprocess.PIPE,  # we never write; it ends with us
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                inherits=self.part.inherits,
            )
        assert self._process.stdout is not None
        self._logs.follow(self.part.name, self._process.stdout)
        self.backoff.started()

    def tend(self) -> bool:
        """Start it again if it ended and it is time; whether it was found ended."""
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return False
            self._let_go()
            wait = self.backoff.failed()
            self._logs.say(f"{self.part.name}: ended ({_how(code)}); again in {wait:.2g} s")
            return True
        if self.backoff.due():
            self.begin()
        return False

    def end(self) -> None:
        process = self._process
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        self._let_go()

    def _let_go(self) -> None:
        """Nothing that it started may stay."""
        process, self._process = self._process, None
        assert process is not None
        kill_group(process.pid)
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


class Supervisor:
    """The database, if it is ours, and the parts."""

    def __init__(self, server: Server | None, parts: Sequence[Part], logs: Logs) -> None:
        self._server = server
        self._server_backoff = Backoff()
        self._parts = [_Running(part, logs) for part in parts]
        self._logs = logs

    def run(self, ready: Callable[[], bool], welcome: Callable[[], None]) -> None:
        """Run until stopped. `welcome` is called once, as soon as the desk is `ready`.

        Raises TajawubError where a part ends again and again before that.
        """
        for running in self._parts:
            running.begin()
        welcomed = False
        while True:
            for running in self._parts:
                if running.tend() and not welcomed and running.backoff.failures >= GIVE_UP:
                    raise TajawubError(self._will_not_start(running.part.name))
            self._tend_server()
            if not welcomed and ready():
                welcomed = True
                welcome()
            time.sleep(TICK)

    def stop(self) -> None:
        """End the parts in order. The database is ended by whoever started it, afterwards."""
        with held_back():
            for running in self._parts:
                running.end()

    def _tend_server(self) -> None:
        if self._server is None or not self._server_backoff.due():
            return
        try:
            again = self._server.tend()
        except TajawubError as error:
            wait = self._server_backoff.failed()
            self._logs.say(f"database: {error} (again in {wait:.2g} s)")
        else:
            if again:
                self._server_backoff.failed()
                self._server_backoff.started()
                self._logs.say("database: ended; started again")

    def _will_not_start(self, name: str) -> str:
        last = self._logs.last(name)
        reason = f" It said last: {last[-1]}" if last else ""
        return f"The part “{name}” does not start.{reason}"


def _how(code: int) -> str:
    if code < 0:
        with suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
