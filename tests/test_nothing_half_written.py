"""All of a sweep's files or none: full disks, folders that cannot be written, and a stopped run."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tajawub.errors import TajawubError
from tajawub.sweep.output import FILES, publish, workplace
from tests.running import COMMAND, archive, contents, here, living, questions, tajawub

pytestmark = pytest.mark.slow  # they run the whole command

CAPABILITY_DROP, OVERRIDE_PERMISSIONS = 24, 1  # prctl(2), capabilities(7)


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("posts") / "posts.jsonl", questions(2_000))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough posts that worker processes take part."""
    return archive(tmp_path_factory.mktemp("many") / "many.jsonl", questions(40_000, apart=2))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with the files of an earlier sweep."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name in FILES:
        (folder / name).write_text(f"the earlier {name}")
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be mounted by root; the limits on file size stand in")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def files_no_larger_than(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def sweep(posts: Path, out: Path) -> list[str]:
    return ["sweep", str(posts), "--account", "gov", "--out", str(out)]


@pytest.mark.parametrize("size", [0, 20_000, 300_000])
def test_a_full_disk_leaves_the_earlier_files_as_they_were(
    posts: Path, out: Path, size: int
) -> None:
    before = contents(out)
    ran = tajawub(*sweep(posts, out), before=lambda: files_no_larger_than(size))
    ran.told("is full", "Nothing was written", "--out")
    assert contents(out) == before


def test_a_really_full_disk_is_said_to_be_full(posts: Path, small_disk: Path) -> None:
    (small_disk / "report.html").write_text("the earlier report")
    ran = tajawub(*sweep(posts, small_disk))
    ran.told(f"The disk that holds {small_disk} is full")
    assert contents(small_disk) == {"report.html": b"the earlier report"}


def test_a_full_folder_for_temporary_files_is_named(posts: Path, small_disk: Path) -> None:
    ran = tajawub("sweep", posts, "--account", "gov", env={"TMPDIR": str(small_disk)})
    ran.told(f"The disk that holds {small_disk} is full", "TMPDIR")
    assert contents(small_disk) == {}


def test_what_cannot_be_printed_is_told_and_the_files_are_there(
    posts: Path, tmp_path: Path
) -> None:
    for more in (["--json"], []):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [*COMMAND, *sweep(posts, tmp_path / "out"), *more],
                stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
        assert done.returncode == 1
        assert "could not be printed (No space left on device)" in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert set(contents(tmp_path / "out")) == set(FILES)


@pytest.mark.parametrize("more", [["--json"], []])
def test_a_reader_who_leaves_early_is_no_error(posts: Path, more: list[str]) -> None:
    command = [*COMMAND, "sweep", str(posts), "--account", "gov", *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def may_not_override_permissions() -> None:
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(CAPABILITY_DROP, OVERRIDE_PERMISSIONS, 0, 0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="root gives up its rights by a Linux call")
def test_a_folder_without_permission_is_named(posts: Path, out: Path) -> None:
    before = contents(out)
    out.chmod(0o555)
    for target in (out, out / "new"):
        ran = tajawub(*sweep(posts, target), before=may_not_override_permissions)
        ran.told(f"{target}", "cannot be written (Permission denied)", "--out")
    out.chmod(0o755)
    assert contents(out) == before


def test_an_out_that_can_be_no_folder_is_named(posts: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    for target in (file, file / "below", Path("/proc/tajawub"), tmp_path / "what?", Path("a\x1bb")):
        here(*sweep(posts, target)).told("Choose another")
    assert contents(tmp_path) == {"file": b"mine"}


def test_names_with_a_meaning_to_a_library_are_folders_like_any_other(
    posts: Path, tmp_path: Path
) -> None:
    target = tmp_path / "channel=x" / "a[b]*" / "[/red] أرشيف"
    ran = here(*sweep(posts, target))
    assert ran.code == 0, ran.err
    assert set(contents(target)) == set(FILES)
    assert "[/red] أرشيف/report.html" in ran.out
    plain = here(*sweep(posts, tmp_path / "plain"))
    assert plain.code == 0
    for name in ("cases.parquet", "readings.parquet", "accounts.parquet"):
        assert (target / name).read_bytes() == (tmp_path / "plain" / name).read_bytes()


def test_a_folder_where_a_file_belongs_keeps_the_earlier_files(posts: Path, out: Path) -> None:
    (out / "summary.json").unlink()
    (out / "summary.json").mkdir()
    (out / "summary.json" / "mine").write_text("mine")
    before = contents(out)
    here(*sweep(posts, out)).told("summary.json", "a folder of that name stands there")
    assert contents(out) == before


def write_new(out: Path) -> None:
    with workplace(out) as folder:
        for name in FILES:
            (folder / name).write_text("new")
        publish(folder, out)


def test_files_already_moved_are_put_back_where_a_later_one_fails(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (out / FILES[0]).unlink()  # the first one is new, the others replace earlier ones
    before = contents(out)
    really = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.name == FILES[3] and self.read_text() == "new":
            raise PermissionError(13, "Permission denied", str(target))
        return really(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(TajawubError, match="cannot be written"):
        write_new(out)
    assert contents(out) == before


def test_a_terminal_without_arabic_is_no_reason_to_fail(posts: Path) -> None:
    asked = ("sweep", posts, "--account", "gov")
    for more in ((), ("--json",)):
        ran = tajawub(*asked, *more, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
        assert ran.code == 0, ran.err
    assert json.loads(ran.out)["posts"] == len(questions(2_000))


def working(running: subprocess.Popen[str], folder: Path, mark: str) -> None:
    """Wait until a sweep is at work in the folder with all its processes."""
    processes = 3 if (os.cpu_count() or 1) > 1 else 1
    while running.poll() is None:
        at_work = any(folder.glob(".tajawub-*/readings.parquet"))
        if at_work and len(living(mark)) >= processes:
            return
        time.sleep(0.01)
    pytest.fail("the sweep ended before it could be stopped")


def stopped(posts: Path, out: Path, number: signal.Signals) -> tuple[int, str]:
    """Send the signal in the middle of a sweep; gives how it ended, once no process is left."""
    mark = f"tajawub-test-{time.monotonic_ns()}"
    with subprocess.Popen(
        [*COMMAND, *sweep(posts, out)], env={**os.environ, "MARK": mark}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as running:  # fmt: skip
        working(running, out, mark)
        if number is signal.SIGINT:  # a terminal sends it to the whole group
            os.killpg(running.pid, number)
        else:
            running.send_signal(number)
        _, complained = running.communicate(timeout=60)
    until = time.monotonic() + 10
    while living(mark) and time.monotonic() < until:
        time.sleep(0.05)
    assert living(mark) == []
    return running.returncode, complained


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@on_linux
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_sweep_leaves_no_file_no_folder_and_no_process(
    many: Path, out: Path, number: signal.Signals
) -> None:
    before = contents(out)
    code, complained = stopped(many, out, number)
    assert (code, complained) == (128 + number, "Stopped. Nothing was written.\n")
    assert contents(out) == before
    assert {path.name for path in out.iterdir()} == set(FILES)


@on_linux
@pytest.mark.slow
def test_a_killed_sweep_leaves_the_earlier_files_and_the_next_one_clears_up(
    many: Path, out: Path
) -> None:
    before = contents(out)
    code, _ = stopped(many, out, signal.SIGKILL)
    assert code == -signal.SIGKILL
    (left,) = [path for path in out.iterdir() if path.name not in FILES]
    assert left.name.startswith(".tajawub-")
    assert {name: content for name, content in contents(out).items() if name in FILES} == before
    os.utime(left, (time.time() - 3_600,) * 2)
    with workplace(out):
        assert not left.exists()
    assert contents(out) == before


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not locked there")
def test_the_folder_of_a_sweep_that_still_runs_is_left_alone(tmp_path: Path) -> None:
    with workplace(tmp_path) as first:
        os.utime(first, (time.time() - 3_600,) * 2)
        with workplace(tmp_path) as second:
            assert first.is_dir()
        assert first.is_dir()
        assert not second.exists()
    assert list(tmp_path.iterdir()) == []
