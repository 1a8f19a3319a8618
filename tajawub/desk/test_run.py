"""`tajawub run` as an operator meets it: real processes, a real database, and what goes wrong."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tajawub.desk.cluster import private_database
from tajawub.desk.running import processes_in, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]
UNSET = {"DATABASE_URL", "TAJAWUB_DATA", "TAJAWUB_HOSTS"}


class Desk:
    """A desk that runs, or ran."""

    def __init__(self, data: Path, *more: str, **environment: str) -> None:
        self.data = data
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if name not in UNSET}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tajawub", "run", "--data", data, "--port", str(self.port),
             "--no-demo", *more],
            env={**kept, "PYTHONUNBUFFERED": "1", **environment},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def is_open(self) -> bool:
        """Wait until it says so."""
        until(lambda: self._welcomed() or self.process.poll() is not None, seconds=90)
        return self._welcomed()

    def serves(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/sign-in", headers={"Connection": "close"})
            answer = connection.getresponse()
            return answer.status == 200 and len(answer.read()) > 500
        except OSError:
            return False
        finally:
            connection.close()

    def part(self, name: str) -> list[int]:
        """The processes of a part, the oldest first."""
        return sorted(
            pid
            for pid in processes_in(self.data)
            if name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        )

    def ended(self) -> int:
        code = self.process.wait(60)
        self._reader.join(30)
        return code

    def _welcomed(self) -> bool:
        return "Ctrl-C ends it" in self.said

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            self.lines.extend(stream)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def desk(data: Path, *more: str, **environment: str) -> Iterator[Desk]:
    running = Desk(data, *more, **environment)
    try:
        yield running
    finally:
        running.process.kill()
        running.ended()
        for pid in processes_in(data):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def refused(data: Path, *more: str, **environment: str) -> str:
    """What a start says that does not come about: one line, and nothing left."""
    with desk(data, *more, **environment) as running:
        assert running.ended() == 1, running.said
    assert "Traceback" not in running.said
    last = running.said.strip().splitlines()[-1]
    assert last.startswith("tajawub: ")
    return last


def test_it_opens_says_where_and_finds_its_data_again(place: Path) -> None:
    with desk(place) as first:
        assert first.is_open(), first.said
        assert first.serves()
        assert f"http://127.0.0.1:{first.port}/" in first.said
        assert "Making the database" in first.said
        first.process.send_signal(signal.SIGTERM)
        assert first.ended() == 128 + signal.SIGTERM
        assert first.said.endswith("Stopped.\n")
    with private_database(place) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'سلام' AS words")
    with desk(place) as second:
        assert second.is_open(), second.said
        assert second.serves()
        assert "Making" not in second.said
        with private_database(place) as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT words FROM kept").fetchone() == ("سلام",)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_it_leaves_no_process_no_socket_and_no_lock(
    place: Path, number: signal.Signals
) -> None:
    with desk(place) as running:
        assert running.is_open(), running.said
        began = time.monotonic()
        if number is signal.SIGINT:  # a terminal sends it to the whole group
            os.killpg(running.process.pid, number)
        else:
            running.process.send_signal(number)
        assert running.ended() == 128 + number
        assert time.monotonic() - began < 15
        assert processes_in(place) == []
    left = {path.name for path in (*place.iterdir(), *(place / "postgresql").iterdir())}
    assert left == {"postgresql", "cluster", "password", "server.log"}
    assert "shut down" in (place / "postgresql" / "server.log").read_text().splitlines()[-1]


def test_stopped_in_the_middle_of_its_first_start_it_starts_anew(place: Path) -> None:
    for wait in (0.5, 1.0, 2.0):
        with desk(place) as running:
            time.sleep(wait)
            os.killpg(running.process.pid, signal.SIGINT)
            assert running.ended() == 128 + signal.SIGINT, running.said
            assert processes_in(place) == []
    with desk(place) as running:
        assert running.is_open(), running.said
        assert running.serves()


def test_killed_outright_it_leaves_no_process_and_starts_again(place: Path) -> None:
    with desk(place) as running:
        assert running.is_open(), running.said
        running.process.kill()
        assert until(lambda: processes_in(place) == [], seconds=15), processes_in(place)
    with desk(place) as running:
        assert running.is_open(), running.said
        assert running.serves()


def test_killed_with_everything_it_recovers(place: Path) -> None:
    with desk(place) as running:
        assert running.is_open(), running.said
        with private_database(place) as url, psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        # As if the plug were pulled: nobody may see another die and end in good order.
        running.process.send_signal(signal.SIGSTOP)
        for pid in [*processes_in(place), running.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert until(lambda: processes_in(place) == [], seconds=15)
    assert (place / "postgresql" / "cluster" / "postmaster.pid").exists()
    with desk(place) as running:
        assert running.is_open(), running.said
        with private_database(place) as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


@pytest.mark.parametrize("name", ["tajawub.desk.web", "tajawub.desk.worker", "bin/postgres"])
def test_a_part_that_is_killed_comes_back(place: Path, name: str) -> None:
    with desk(place) as running:
        assert running.is_open(), running.said
        before = running.part(name)
        os.kill(before[0], signal.SIGKILL)

        def back() -> bool:
            now = running.part(name)
            return len(now) == len(before) and before[0] not in now

        assert until(back, seconds=30), running.said
        assert until(running.serves, seconds=30), running.said
        assert "ended" in running.said
        running.process.send_signal(signal.SIGTERM)
        assert running.ended() == 128 + signal.SIGTERM
        assert processes_in(place) == []


def test_a_second_desk_on_the_same_folder_is_refused_and_the_first_goes_on(place: Path) -> None:
    with desk(place) as running:
        assert running.is_open(), running.said
        second = Desk(place)
        assert second.ended() == 1
        assert f"process {running.process.pid}" in second.said
        assert "--data" in second.said
        assert running.serves()


def test_a_port_in_use_is_named(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = refused(place, "--port", port)
    assert f"Port {port}" in said
    assert "--port" in said
    assert not (place / "postgresql").exists()


def test_a_database_url_that_cannot_be_used_is_told(place: Path) -> None:
    port = free_port()
    said = refused(place, DATABASE_URL=f"postgresql://u:s3cret@127.0.0.1:{port}/x")
    assert "nothing answers there" in said
    assert "s3cret" not in said
    assert "mysql" not in refused(place, DATABASE_URL="mysql://u:p@h/x")


def test_it_runs_on_the_server_of_database_url(place: Path) -> None:
    with private_database(place / "server") as url, desk(place / "data", DATABASE_URL=url) as other:
        assert other.is_open(), other.said
        assert other.serves()
        assert not (place / "data" / "postgresql").exists()
        other.process.send_signal(signal.SIGTERM)
        assert other.ended() == 128 + signal.SIGTERM
        with psycopg.connect(url) as connection:  # a server that is not ours goes on
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_what_a_newer_tajawub_wrote_is_refused(place: Path) -> None:
    with desk(place) as running:
        assert running.is_open(), running.said
    with private_database(place) as url, psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('cases', '9999_from_the_future', now())"
        )
    assert re.search(r"newer Tajawub.*9999_from_the_future", refused(place))
    assert processes_in(place) == []


def test_a_desk_that_starts_during_an_import_takes_the_database_over(place: Path) -> None:
    with private_database(place):  # as `tajawub import` does without a desk
        running = Desk(place)
        opened = running.is_open()
    try:
        assert opened, running.said
        assert until(lambda: "database: ended; started again" in running.said, seconds=30)
        assert until(running.serves, seconds=30)
    finally:
        running.process.terminate()
        running.ended()
    assert processes_in(place) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_told_and_room_is_all_it_needs(place: Path) -> None:
    disk = place / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400m,mode=711", "tmpfs", disk], check=False
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        ballast = disk / "ballast"
        ballast.write_bytes(b"\0" * 200_000_000)
        assert "Make room" in refused(disk / "data")
        ballast.unlink()
        with desk(disk / "data") as running:
            assert running.is_open(), running.said
        with ballast.open("wb") as fill:
            try:
                while True:
                    fill.write(b"\0" * 1_000_000)
            except OSError:
                pass
        assert "Make room" in refused(disk / "data")
        ballast.unlink()
        with desk(disk / "data") as running:
            assert running.is_open(), running.said
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)
