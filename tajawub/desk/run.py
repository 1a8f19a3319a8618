"""`tajawub run`: the whole desk by one command, until it is stopped.

The database, then its tables, then the web part and the worker; ended in the opposite order.
"""

from __future__ import annotations

import http.client
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console

from tajawub.desk.cluster import Server
from tajawub.desk.home import data_folder as made
from tajawub.desk.listening import listen
from tajawub.desk.lock import Lock
from tajawub.desk.logs import Logs
from tajawub.desk.opened import bring_up, open_database, opened
from tajawub.desk.parent import WATCHED
from tajawub.desk.setup import data_folder, own_database_url
from tajawub.desk.supervisor import Part, Supervisor
from tajawub.desk.welcome import EVERYWHERE, SignIn, welcome
from tajawub.errors import TajawubError

HOST: Final = "127.0.0.1"
PORT: Final = 8010
LOCK: Final = "desk.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the operator asked for; None: the default."""

    data: Path | None = None
    host: str = HOST
    port: int = PORT
    workers: int = 2
    demo: bool | None = None  # put the demonstration into an empty desk; None: a private one


def run(options: Options) -> None:
    """Run the desk until it is stopped. Raises TajawubError where it cannot be run."""
    console = Console(highlight=False)

    def say(text: str) -> None:
        with suppress(OSError, ValueError):
            console.print(text, markup=False)

    with _alone(made(data_folder(options.data))) as data:
        door = listen(options.host, options.port)
        server = None if own_database_url() else Server(data, say=say)
        logs = Logs()
        parts = _parts(door.fileno(), options.workers)
        supervisor = Supervisor(server, parts, logs)
        try:
            open_database(server)
            bring_up(say)
            wanted = server is not None if options.demo is None else options.demo
            people = _people(say, wanted)
            answers = _Answers(options.host, door.getsockname()[1])
            supervisor.run(
                answers.at_last,
                lambda: welcome(console, options.host, door.getsockname()[1], people),
            )
        finally:
            door.close()
            supervisor.stop()
            if server is not None:
                server.stop()
            logs.stop()


def migrate(data: Path | None, say: Callable[[str], None]) -> None:
    """`tajawub migrate`: bring the tables up to this program, and no more."""
    with opened(data, say):
        pass


def _people(say: Callable[[str], None], demo: bool) -> Sequence[SignIn]:
    """Who can sign in, once an empty desk has been filled if that is wanted."""
    from django.db import connections

    from tajawub.desk.demo import prepare

    try:
        return prepare(say, wanted=demo)
    finally:
        connections.close_all()


@contextmanager
def _alone(data: Path) -> Iterator[Path]:
    lock = Lock(data / LOCK)
    if not lock.take():
        raise TajawubError(
            f"{data}: a desk runs on this data folder already (process {lock.holder() or '?'}). "
            "End that one, or name another folder with --data."
        )
    try:
        yield data
    finally:
        lock.free()


def _parts(door: int, workers: int) -> list[Part]:
    python = [sys.executable, "-m"]
    return [
        Part(
            name="web",
            command=[
                *python, "tajawub.desk.web", f"--socket={door}", f"--processes={workers}", WATCHED,
            ],
            inherits=[door],
        ),
        Part(name="worker", command=[*python, "tajawub.desk.worker", WATCHED]),
    ]  # fmt: skip


class _Answers:
    """Asks for the first page, in a thread: the question waits at the door until it is opened."""

    def __init__(self, host: str, port: int) -> None:
        self._at = ("127.0.0.1" if host in EVERYWHERE else host, port)
        self._answered = threading.Event()
        threading.Thread(target=self._ask, daemon=True).start()

    def at_last(self) -> bool:
        """Whether there was an answer."""
        return self._answered.is_set()

    def _ask(self) -> None:
        while True:
            connection = http.client.HTTPConnection(*self._at, timeout=60)
            try:
                connection.request("GET", "/", headers={"Host": "localhost"})
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            else:
                self._answered.set()
                return
            finally:
                connection.close()
