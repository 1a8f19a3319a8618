"""A lock has one holder, names it, and goes with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tajawub.desk.lock import Lock
from tajawub.errors import TajawubError


def test_it_has_one_holder_whom_it_names(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.take()
    assert first.take()
    assert not second.take()
    assert second.holder() == os.getpid()
    first.free()
    assert list(tmp_path.iterdir()) == []
    assert second.take()
    second.free()
    second.free()


def test_a_file_left_behind_locks_nothing(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("12345\n")
    lock = Lock(tmp_path / "lock")
    assert lock.take()
    assert lock.holder() == os.getpid()
    lock.free()


def test_it_goes_with_a_killed_holder(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom tajawub.desk.lock import Lock\n"
        "lock = Lock(Path(sys.argv[1]))\nprint(lock.take(), flush=True)\ntime.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, tmp_path / "lock"], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        lock = Lock(tmp_path / "lock")
        assert not lock.take()
        assert lock.holder() == other.pid
        other.kill()
        other.wait()
        assert lock.take()
        lock.free()


def test_a_folder_that_cannot_be_written_in_is_told(tmp_path: Path) -> None:
    with pytest.raises(TajawubError, match="cannot be locked"):
        Lock(tmp_path / "absent" / "lock").take()
