"""The worker takes steps while there are any, wakes when called, and outlives what goes wrong."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError, connection, connections

from tajawub.desk.worker import CHANNEL, Bell, work
from tajawub.errors import TajawubError


class Enough(BaseException):
    """The test has seen enough; no `except Exception` on the way holds it up."""


class Rung:
    """A bell that never waits."""

    def __init__(self) -> None:
        self.waits = 0

    def wait(self, seconds: float) -> None:
        self.waits += 1

    def close(self) -> None:
        pass


def steps(*outcomes: bool | Exception) -> Callable[[], bool]:
    left: Iterator[bool | Exception] = iter(outcomes)

    def step() -> bool:
        outcome = next(left, None)
        if outcome is None:
            raise Enough
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return step


@pytest.mark.django_db
def test_it_waits_only_when_there_was_nothing_to_do() -> None:
    bell = Rung()
    with pytest.raises(Enough):
        work(steps(True, True, False, True, False), bell)
    assert bell.waits == 2


@pytest.mark.django_db(transaction=True)
def test_a_failing_step_is_told_and_tried_again_later_and_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    slept: list[float] = []
    errors = [TajawubError("Mend it."), ValueError("odd"), OperationalError("gone\naway")]
    with caplog.at_level(logging.WARNING), pytest.raises(Enough):
        work(steps(*errors, True, TajawubError("Again.")), Rung(), slept.append)
    assert slept == [0.5, 1.0, 2.0, 0.5]
    told = [record.getMessage() for record in caplog.records]
    assert told[0].startswith("Mend it.;")
    assert caplog.records[1].exc_info
    assert "the database is away: gone away" in told[2]


@pytest.mark.django_db(transaction=True)
def test_the_bell_wakes_it_and_otherwise_it_looks_by_itself() -> None:
    bell = Bell()
    try:
        bell.wait(0.05)

        def ring() -> None:
            time.sleep(0.2)
            with connection.cursor() as cursor:
                cursor.execute(f"NOTIFY {CHANNEL}")
            connections.close_all()

        ringer = threading.Thread(target=ring)
        ringer.start()
        began = time.monotonic()
        bell.wait(20)
        assert time.monotonic() - began < 10
        ringer.join()
        began = time.monotonic()
        bell.wait(0.3)
        assert time.monotonic() - began >= 0.25
    finally:
        bell.close()


@pytest.mark.django_db(transaction=True)
def test_a_bell_whose_connection_is_cut_hangs_itself_up_again() -> None:
    bell = Bell()
    try:
        bell.wait(0.05)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND query LIKE 'LISTEN%%'"
                " AND datname = current_database()"
            )
        bell.wait(0.1)
        bell.wait(0.1)
        assert bell._connection is not None
    finally:
        bell.close()
