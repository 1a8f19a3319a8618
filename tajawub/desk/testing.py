"""The database of a test run, as a plugin of pytest (`-p tajawub.desk.testing` in pyproject.toml).

Where DATABASE_URL is set, tests use that server. Otherwise one throw-away private server is started
for the whole run; pytest-xdist's workers inherit its address. It is a plugin and no conftest.py,
because pytest-django loads the settings before any conftest.py is read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import pytest

from tajawub.desk.cluster import LOCK, Server
from tajawub.desk.lock import Lock
from tajawub.errors import TajawubError

# Nothing here has to outlive the machine, and tests write a lot.
UNSAFE_AND_FAST = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "60",
}  # fmt: skip
RUNS_NO_TEST = {"-h", "--help", "-V", "--version", "--co", "--collect-only", "--markers",
                "--fixtures"}  # fmt: skip
PREFIX = "tajawub-tests-"
SET = ("TAJAWUB_DATA", "TAJAWUB_SECRET_KEY", "DATABASE_URL")


class _Run:
    """What this process started for the run, if it is the one to start anything."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.server: Server | None = None
        self.before: dict[str, str | None] = {}

    def begin(self, *, with_server: bool) -> None:
        _clear_leftovers()
        self.before = {name: os.environ.get(name) for name in SET}
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.folder.chmod(0o711)  # where root runs the tests, the server is another user's
        (self.folder / "static").mkdir()  # WhiteNoise warns where it is missing
        os.environ["TAJAWUB_DATA"] = str(self.folder)
        os.environ["TAJAWUB_SECRET_KEY"] = "a key of the tests and of nothing else, no secret"  # noqa: S105
        if with_server and not os.environ.get("DATABASE_URL"):
            self.server = Server(self.folder, settings=UNSAFE_AND_FAST)
            self.server.start()
            os.environ["DATABASE_URL"] = self.server.url

    def end(self) -> None:
        try:
            if self.server is not None:
                self.server.stop()
        finally:
            if self.folder is not None:
                shutil.rmtree(self.folder, ignore_errors=True)
                for name, value in self.before.items():
                    if value is None:
                        os.environ.pop(name, None)
                    else:
                        os.environ[name] = value
            self.server = self.folder = None


def _clear_leftovers() -> None:
    """What a run that was killed outright left behind; its server ended with it."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        lock = Lock(left / LOCK)
        with suppress(OSError, TajawubError):
            if (left / LOCK).exists() and lock.take():
                shutil.rmtree(left, ignore_errors=True)
        lock.free()


_run = _Run()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None]:
    """Before the settings are loaded."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        try:
            _run.begin(with_server=not RUNS_NO_TEST.intersection(args))
        except BaseException:
            _run.end()
            raise
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """When the run is over, however it went."""
    _run.end()
