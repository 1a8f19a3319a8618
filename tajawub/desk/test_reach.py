"""A DATABASE_URL that cannot be used is told in clear words, and without its password."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tajawub.desk import reach as module
from tajawub.desk.cluster import Server
from tajawub.desk.reach import reach
from tajawub.errors import TajawubError

SECRET = "s3cret-word"


@dataclass(frozen=True, kw_only=True)
class Listening:
    """A server on a port of this machine."""

    port: int
    password: str

    def url(self, *, user: str = "tajawub", password: str | None = None, name: str = "tajawub",
            more: str = "") -> str:  # fmt: skip
        secret = self.password if password is None else password
        return f"postgresql://{user}:{secret}@127.0.0.1:{self.port}/{name}{more}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def server(place: Path) -> Iterator[Listening]:
    port = free_port()
    running = Server(
        place,
        settings={"fsync": "off", "listen_addresses": "127.0.0.1", "port": str(port)},
    )
    try:
        running.start()
        yield Listening(port=port, password=running.home.password.read_text())
    finally:
        running.stop()


def refused(url: str, *words: str) -> None:
    with pytest.raises(TajawubError) as caught:
        reach(url)
    said = str(caught.value)
    assert all(word in said for word in words), said
    assert SECRET not in said
    assert caught.value.__cause__ is None  # nor in what a traceback would show
    assert "\n" not in said


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://u:{SECRET}@h:notaport/x",
        f"nonsense {SECRET}",
        f"postgresql://u:{SECRET}@[::1/x",
        "",
        "//",
    ],
)
def test_what_is_no_address_is_told(url: str) -> None:
    refused(url, "DATABASE_URL", "postgresql://USER:PASSWORD@HOST:PORT/NAME")


@pytest.mark.parametrize("scheme", ["sqlite", "mysql", "postgis"])
def test_what_is_no_postgresql_is_told(scheme: str) -> None:
    refused(f"{scheme}://u:{SECRET}@localhost/x", "PostgreSQL 14 or later")


def test_an_address_without_a_database_is_told() -> None:
    refused(f"postgresql://u:{SECRET}@localhost", "names no database")


def test_a_host_that_is_not_there_is_told() -> None:
    refused(f"postgresql://u:{SECRET}@no-such-host.invalid/x", "no-such-host.invalid", "host")


def test_a_port_where_nobody_is_is_told() -> None:
    port = free_port()
    refused(f"postgresql://u:{SECRET}@127.0.0.1:{port}/x", str(port), "nothing answers there")


def test_a_socket_that_is_not_there_is_told(place: Path) -> None:
    where = str(place).replace("/", "%2F")
    refused(f"postgresql://u:{SECRET}@{where}/x", str(place), "no server has its socket there")


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"N"])
def test_another_program_on_the_port_is_told(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:

        def once() -> None:
            for _ in range(3):
                try:
                    caller, _ = door.accept()
                except OSError:
                    return
                with caller:
                    caller.recv(100)
                    caller.sendall(answer)

        threading.Thread(target=once, daemon=True).start()
        port = door.getsockname()[1]
        refused(f"postgresql://u:{SECRET}@127.0.0.1:{port}/x", "no PostgreSQL")


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 2)
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        refused(f"postgresql://u:{SECRET}@127.0.0.1:{port}/x", "no answer")


def test_an_option_that_is_none_is_told() -> None:
    refused(f"postgresql://u:{SECRET}@127.0.0.1/x?no_such_option=1", "cannot be used", "option")


def test_a_server_that_fits_is_reached(server: Listening) -> None:
    found = reach(server.url())
    assert int(found.version.split(".")[0]) >= 14
    assert str(server.port) in found.where


def test_who_is_not_let_in_is_told(server: Listening) -> None:
    refused(server.url(password=SECRET), "no user tajawub with this password")
    refused(server.url(user="nobody_here", password=SECRET), "no user nobody_here")
    refused(f"postgresql://tajawub@127.0.0.1:{server.port}/tajawub", "asks tajawub for a password")
    refused(server.url(name="absent"), "no database absent", "createdb --owner=tajawub")
    refused(server.url(more="?sslmode=require"), "encryption")


def test_a_database_in_which_no_table_can_be_made_is_told(server: Listening) -> None:
    refused(server.url(name="postgres"), "tajawub may not make tables in the database postgres")
    read_only = "?options=-c%20default_transaction_read_only%3Don"
    refused(server.url(more=read_only), "can only be read")
    refused(server.url(more="?options=-c%20search_path%3Dabsent"), "may not make tables")


def test_a_database_that_cannot_hold_arabic_is_told(server: Listening) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE narrow ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'"
            + (" LOCALE_PROVIDER libc" if connection.info.server_version >= 150000 else "")
        )
    refused(server.url(name="narrow"), "encoding LATIN1")


def test_an_old_server_is_told(server: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST", 99)
    refused(server.url(), "is too old; 99 or later is needed")


def test_a_full_server_is_told(server: Listening) -> None:
    with ExitStack() as held:
        with suppress(psycopg.OperationalError):
            for _ in range(100):
                held.enter_context(psycopg.connect(server.url()))
        refused(server.url(), "no connection left")
