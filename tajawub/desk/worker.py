"""The worker: takes the automatic steps of `tajawub.flow`, for as long as there is something to do.

It is woken by a NOTIFY on the channel `tajawub_work`, and looks by itself once a second. Steps are
safe to repeat, so whatever goes wrong is tried again after a while; nothing ends the worker.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, Protocol

from tajawub.desk.parent import watch
from tajawub.desk.setup import configure
from tajawub.ending import Stopped, held_back, to_its_end
from tajawub.errors import TajawubError

CHANNEL: Final = "tajawub_work"
LOOK_EVERY: Final = 1.0  # seconds
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds after a step that failed

log = logging.getLogger(__name__)


class Waits(Protocol):
    """What the worker waits at while there is nothing to do."""

    def wait(self, seconds: float) -> None:
        """Return when there may be work again, at the latest after so many seconds."""


def work(
    run_once: Callable[[], bool], bell: Waits, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Take steps until stopped. A step under way is finished first."""
    failures = 0
    while True:
        try:
            with held_back():
                did = _step(run_once)
        except Exception as error:  # whatever it is, citizens wait
            wait = min(FIRST_WAIT * 2.0**failures, LONGEST_WAIT)
            failures = min(failures + 1, 10)
            _tell(error, wait)
            sleep(wait)
        else:
            failures = 0
            if not did:
                bell.wait(LOOK_EVERY)


class Bell:
    """Waits for word that there is work, on a connection of its own."""

    def __init__(self) -> None:
        self._connection: Any = None  # Django's, with psycopg's in it

    def wait(self, seconds: float) -> None:
        """Return when there is word, or after so many seconds."""
        from django.db import Error
        from psycopg import Error as PsycopgError

        try:
            if self._connection is None:
                self._listen()
            for _ in self._connection.connection.notifies(timeout=seconds, stop_after=1):
                pass
        except (Error, PsycopgError):  # the next step will tell what is wrong
            self.close()
            time.sleep(seconds)

    def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()

    def _listen(self) -> None:
        from django.db import connections

        self._connection = connections.create_connection("default")
        self._connection.ensure_connection()
        self._connection.connection.execute(f"LISTEN {CHANNEL}")


def _step(run_once: Callable[[], bool]) -> bool:
    from django.db import close_old_connections, connection

    close_old_connections()
    try:
        return run_once()
    except BaseException:
        connection.close()  # whatever state it is in
        raise


def _tell(error: Exception, wait: float) -> None:
    from django.db import InterfaceError, OperationalError

    match error:
        case OperationalError() | InterfaceError():
            said = f"the database is away: {' '.join(str(error).split())[:300]}"
        case TajawubError():
            said = str(error)
        case _:
            log.exception("A step failed; trying again in %.2g s", wait)
            return
    log.warning("%s; trying again in %.2g s", said, wait)


def main() -> None:
    """Work until the desk, or a signal, ends it."""
    watch()
    configure()
    from tajawub import flow

    flow.prepare()
    bell = Bell()
    try:
        work(flow.run_once, bell)
    except Stopped:
        return
    finally:
        bell.close()


if __name__ == "__main__":
    sys.exit(to_its_end(main))
