"""What ends is started again, later and later; what must end does, with all it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.desk import supervisor
from tajawub.desk.logs import Logs
from tajawub.desk.processes import alive
from tajawub.desk.running import processes_in, until
from tajawub.desk.supervisor import FIRST_WAIT, LONGEST_WAIT, STEADY, Backoff, Part, Supervisor
from tajawub.errors import TajawubError


class Clock:
    """A clock that goes as it is told."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@given(lived=st.lists(st.floats(min_value=0, max_value=200), max_size=40))
def test_waits_grow_to_a_bound_and_begin_anew_after_a_steady_time(lived: list[float]) -> None:
    clock = Clock()
    backoff = Backoff(clock)
    expected = 0
    for seconds in lived:
        backoff.started()
        clock.now += seconds
        expected = 0 if seconds >= STEADY else expected
        wait = backoff.failed()
        assert wait == min(FIRST_WAIT * 2**expected, LONGEST_WAIT)
        expected = min(expected + 1, 20)
        assert not backoff.due()
        clock.now += wait + 1e-6
        assert backoff.due()


class EnoughError(Exception):
    """The test has seen enough."""


def supervise(parts: list[Part], enough: threading.Event | None = None) -> list[str]:
    """Run until `enough`; gives what was logged."""
    lines: list[str] = []
    logs = Logs(lines.append)
    running = Supervisor(None, parts, logs)

    def ready() -> bool:
        if enough is not None and enough.is_set():
            raise EnoughError
        return False

    try:
        running.run(ready, lambda: None)
    except EnoughError:
        pass
    finally:
        running.stop()
        logs.stop()
    return lines


def python(code: str, *more: str) -> list[str]:
    return [sys.executable, "-c", code, *more]


def test_a_part_that_ends_is_started_again(tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib\nfile = pathlib.Path(sys.argv[1])\n"
        "file.open('a').write('x')\nprint('begun', flush=True)\n"
        "time.sleep(600 if len(file.read_text()) > 2 else 0); sys.exit(7)"
    )
    enough = threading.Event()
    file = tmp_path / "starts"

    def look() -> None:
        until(lambda: file.exists() and len(file.read_text()) == 3, seconds=30)
        enough.set()

    watcher = threading.Thread(target=look)
    watcher.start()
    lines = supervise([Part(name="web", command=python(code, str(file)))], enough)
    watcher.join()
    assert lines.count("web: begun\n") == 3
    assert sum("ended (exit code 7)" in line for line in lines) == 2


def test_a_part_that_never_starts_ends_the_desk_with_its_reason() -> None:
    code = "import sys; print('tajawub: no such colour', file=sys.stderr); sys.exit(1)"
    with pytest.raises(TajawubError, match=r"“web” does not start.*no such colour"):
        supervise([Part(name="web", command=python(code))])


def test_a_part_that_will_not_end_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE", 0.5)
    code = (
        "import os, signal, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "os.fork()\nprint('deaf', flush=True)\ntime.sleep(600)"
    )
    enough = threading.Event()

    def look() -> None:
        until(lambda: len(processes_in(tmp_path)) >= 2, seconds=30)
        enough.set()

    watcher = threading.Thread(target=look)
    watcher.start()
    began = time.monotonic()
    supervise([Part(name="web", command=python(code, str(tmp_path)))], enough)
    watcher.join()
    assert time.monotonic() - began < 30
    assert until(lambda: processes_in(tmp_path) == [], seconds=5)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells a child that its parent ended")
def test_a_part_ends_with_a_killed_supervisor(tmp_path: Path) -> None:
    code = (
        "import signal, sys, time\nfrom tajawub.desk.processes import start\n"
        "child = start([sys.executable, '-c', 'import time; time.sleep(600)', sys.argv[1]],"
        " ends_with_us=signal.SIGTERM)\nprint(child.pid, flush=True)\ntime.sleep(600)"
    )
    with subprocess.Popen(python(code, str(tmp_path)), stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert alive(child)
        os.kill(parent.pid, signal.SIGKILL)
    assert until(lambda: not alive(child), seconds=5)
