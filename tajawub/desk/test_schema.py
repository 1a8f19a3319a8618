"""The tables are brought up to this program, whatever interrupts it, and never down to it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tajawub.desk.cluster import private_database
from tajawub.desk.running import until
from tajawub.desk.schema import Standing, migrate, schema
from tajawub.errors import TajawubError


@contextmanager
def migrations(
    *, without: tuple[str, str] | None = None, also: tuple[str, str] | None = None
) -> Iterator[None]:
    """The table of applied migrations, changed for a moment."""
    with connection.cursor() as cursor:
        if also:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", also
            )
        if without:
            cursor.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s", without)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if also:
                cursor.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s", also)
            if without:
                cursor.execute(
                    "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())",
                    without,
                )


@pytest.mark.django_db
def test_it_tells_current_older_newer_and_foreign() -> None:
    assert schema().standing is Standing.CURRENT
    assert schema().missing == ()
    with migrations(also=("cases", "9999_from_the_future")):
        assert schema().standing is Standing.NEWER
        assert schema().unknown == ("cases.9999_from_the_future",)
    with migrations(without=("cases", "0001_initial")):
        assert schema().standing is Standing.OLDER
        assert "cases.0001_initial" in schema().missing
    with migrations(also=("another_program", "0001_initial")):
        assert schema().standing is Standing.CURRENT


@pytest.mark.django_db(transaction=True)
def test_what_a_newer_program_wrote_is_left_alone() -> None:
    with (
        migrations(also=("cases", "9999_from_the_future"), without=("cases", "0001_initial")),
        pytest.raises(TajawubError, match=r"newer Tajawub.*9999_from_the_future"),
    ):
        migrate()


@pytest.mark.django_db(transaction=True)
def test_what_is_current_is_left_alone_without_a_word() -> None:
    said: list[str] = []
    assert migrate(said.append).standing is Standing.CURRENT
    assert said == []


def command(place: Path) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, "-m", "tajawub", "migrate", "--data", place],
        env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def applied(url: str) -> set[tuple[str, str]]:
    with psycopg.connect(url) as own:
        try:
            rows = own.execute("SELECT app, name FROM django_migrations").fetchall()
        except psycopg.errors.UndefinedTable:
            return set()
        return {(app, name) for app, name in rows}


@pytest.mark.slow
def test_two_starts_at_once_do_it_one_after_the_other(place: Path) -> None:
    with private_database(place) as url:
        both = [command(place), command(place)]
        for one in both:
            _, complained = one.communicate(timeout=120)
            assert one.returncode == 0, complained
        assert ("cases", "0001_initial") in applied(url)


FIRST_STEPS = """
from tajawub.desk.setup import configure
configure()
from django.core.management import call_command
call_command("migrate", "contenttypes")
"""


def waits_for_a_lock(own: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = own.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    ).fetchone()
    return row is not None and row[0] == 1


@pytest.mark.slow
def test_an_interrupted_step_is_taken_back_and_done_again_by_the_next_start(place: Path) -> None:
    with private_database(place) as url:
        subprocess.run(
            [sys.executable, "-c", FIRST_STEPS], check=True, timeout=60,
            env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        with psycopg.connect(url) as lock, psycopg.connect(url, autocommit=True) as look:
            # A step that refers to this table stops in its middle.
            lock.execute("LOCK TABLE django_content_type IN ACCESS EXCLUSIVE MODE")
            with command(place) as stopped:
                assert until(lambda: waits_for_a_lock(look), seconds=60)
                stopped.kill()
        assert ("auth", "0001_initial") not in applied(url)
        with command(place) as again:
            _, complained = again.communicate(timeout=120)
            assert again.returncode == 0, complained
        assert {("auth", "0001_initial"), ("cases", "0001_initial")} < applied(url)


@pytest.mark.slow
@pytest.mark.parametrize("wait", [0.1, 0.4, 0.8, 1.2])
def test_a_kill_at_any_moment_is_mended_by_the_next_start(place: Path, wait: float) -> None:
    with command(place) as first:
        assert first.stderr is not None
        first.stderr.readline()  # Making the database…
        time.sleep(wait)
        first.kill()
    with command(place) as again:
        _, complained = again.communicate(timeout=120)
        assert again.returncode == 0, complained
    with private_database(place) as url:
        assert ("cases", "0001_initial") in applied(url)
