"""The private PostgreSQL of a data folder: started, joined, watched and stopped.

Whoever starts it holds a lock on it and ends it; others join. Where its starter was killed, the
next one that comes takes it over: the server is ended and started anew, as a child of ours.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tajawub.desk import found_running, making, socket_folder, trouble
from tajawub.desk.binaries import Binaries, binaries
from tajawub.desk.home import Home, Say, home_of, quietly
from tajawub.desk.lock import Lock
from tajawub.desk.making import DATABASE, ROLE
from tajawub.desk.processes import alive, start
from tajawub.ending import held_back
from tajawub.errors import TajawubError

LOCK: Final = "postgresql.lock"
LEAST_ROOM: Final = 100_000_000  # bytes
LONGEST_LOG: Final = 5_000_000  # bytes; one earlier log of about this length is kept
_SAY_AFTER, _SAY_AGAIN = 2.0, 10.0  # seconds of waiting
_TRIES: Final = 120  # a quarter of a second each


@contextmanager
def private_database(
    data: Path, *, say: Say = quietly, settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of the data folder's own database, which runs for as long as the block.

    It is made where there is none, and joined where another process runs it. `settings` are
    PostgreSQL's. Raises TajawubError where there can be none.
    """
    server = Server(data, say=say, settings=settings)
    try:
        server.start()
        yield server.url
    finally:
        server.stop()


def address(home: Home) -> str:
    """The address of a private database that runs, password included; nothing is started."""
    running = found_running.postmaster(home.cluster)
    if running is None or not alive(running.pid):
        raise TajawubError(f"{home.folder}: the database is not running.")
    try:
        password = home.password.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise TajawubError(
            f"{home.password}: the database's password cannot be read ({error})."
        ) from error
    return f"postgresql://{ROLE}:{password}@{quote(str(running.socket), safe='')}/{DATABASE}"


class Server:
    """This process's hold on the private database."""

    def __init__(
        self, data: Path, *, say: Say = quietly, settings: Mapping[str, str] | None = None
    ) -> None:
        self.home: Home = home_of(data, say)
        self._say = say
        self._settings = settings or {}
        self._lock = Lock(self.home.folder.parent / LOCK)
        self._child: subprocess.Popen[bytes] | None = None
        self._programs: Binaries | None = None
        self._socket_elsewhere = False
        self._log_before = 0

    @property
    def url(self) -> str:
        """The address, password included, once the server is ready."""
        return address(self.home)

    @property
    def pid(self) -> int | None:
        """The server's process, if it is our child."""
        return self._child.pid if self._child is not None else None

    def start(self) -> None:
        """Start it, or join the one that runs, and wait until it answers."""
        self.launch()
        self.await_ready()

    def launch(self) -> None:
        """Start it, without waiting, unless another process holds it."""
        if not self._lock.take():
            return
        if self._programs is None:
            self._programs = self._fitting()
        if not self.home.made:
            self._say("Making the database…")
            durable = self._settings.get("fsync") != "off"
            making.make(self.home, self._programs, durable=durable)
        making.enough_room(self.home.folder, LEAST_ROOM)
        found_running.clear(self.home, self._say)
        self._spawn(self._programs)

    def await_ready(self) -> None:
        """Wait until it answers, as long as its process lives: it may have a crash to recover from,
        and ending it would only make it begin again. Raises TajawubError where it ends."""
        began = time.monotonic()
        next_word = began + _SAY_AFTER
        tries = 0
        while not self.ready():
            if self._child is None:
                self.launch()  # in case whoever holds it has gone
            elif self._child.poll() is not None:
                tries += 1
                self._try_again(tries)
            if time.monotonic() > next_word:
                next_word = time.monotonic() + _SAY_AGAIN
                self._say(
                    f"Waiting for the database ({time.monotonic() - began:.0f} s): {self._news()}"
                )
            time.sleep(0.01)

    def ready(self) -> bool:
        """Whether the server takes connections."""
        running = found_running.postmaster(self.home.cluster)
        if running is None or not running.ready:
            return False
        return running.pid == self._child.pid if self._child is not None else alive(running.pid)

    def tend(self) -> bool:
        """Look whether it still runs; if not, start it without waiting, and say so (True).

        Raises TajawubError where it cannot be started: try again later.
        """
        if self._child is not None and self._child.poll() is None:
            self._shorten_log()
            return False
        if self._child is None and not self._lock.take():
            return False
        self.launch()
        return True

    def stop(self) -> None:
        """End it if it is ours; let go in any case."""
        with held_back():
            child, self._child = self._child, None
            if child is not None:
                running = found_running.postmaster(self.home.cluster)
                if child.poll() is None:
                    found_running.end(child.pid, child)
                if running is not None:
                    socket_folder.discard(running.socket, self.home)
            self._lock.free()

    def _fitting(self) -> Binaries:
        major = None
        if self.home.made:
            try:
                major = int((self.home.cluster / "PG_VERSION").read_text())
            except (OSError, ValueError) as error:
                raise TajawubError(
                    f"{self.home.cluster}: holds no database ({error}). Bring it back from a "
                    "backup, or move the folder away to begin with an empty one."
                ) from error
        return making.within_reach(binaries(major), self.home.account, self._say)

    def _spawn(self, programs: Binaries) -> None:
        self._shorten_log()
        place = socket_folder.choose(self.home, elsewhere=self._socket_elsewhere)
        quoted = str(place).replace('"', '""')
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{quoted}"',
            "unix_socket_permissions": "0700",
            "logging_collector": "off",
            "log_destination": "stderr",
            **self._settings,
        }
        command = [programs.program("postgres"), "-D", str(self.home.cluster), "-p", "5432"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with held_back(), self.home.log.open("ab") as log:
            self._log_before = log.tell()
            self._child = start(
                command,
                ends_with_us=signal.SIGINT,  # an orderly end
                account=self.home.account,
                environment=making.environment(),
                folder=self.home.folder,
                stderr=log,
            )

    def _try_again(self, tries: int) -> None:
        said = trouble.said_since(self.home.log, self._log_before)
        if trouble.passes(said) and tries < _TRIES:
            time.sleep(0.25)
        elif trouble.is_the_socket(said) and not self._socket_elsewhere:
            self._socket_elsewhere = True
        else:
            raise TajawubError(
                f"{self.home.folder}: the database does not start: {trouble.in_words(said)}"
            )
        self.launch()

    def _news(self) -> str:
        if self._child is None:
            return f"process {self._lock.holder()} is starting or ending it."
        return trouble.last(trouble.said_since(self.home.log, self._log_before)) or "starting."

    def _shorten_log(self) -> None:
        """Keep the end of a long log. The server appends, so cutting it under its hands is safe."""
        with suppress(OSError):
            if self.home.log.stat().st_size > LONGEST_LOG:
                shutil.copyfile(self.home.log, self.home.log.with_suffix(".log.1"))
                with self.home.log.open("r+b") as log:
                    log.truncate(0)
