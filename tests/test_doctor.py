"""The doctor finds what is missing, says how to mend it, and never falls ill himself."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from tajawub import doctor
from tajawub.doctor import Finding

ROOT = Path(__file__).parents[1]


def whole(path: Path) -> Path:
    np.savez_compressed(path, first=np.arange(1000), second=np.ones(10))
    return path


def assert_ill(finding: Finding, *words: str) -> None:
    assert not finding.ok
    assert finding.mend
    assert all(word in finding.what for word in words), finding.what


def test_every_finding_on_this_machine_is_well_or_says_how_to_mend_it(tmp_path: Path) -> None:
    findings = doctor.diagnose(tmp_path)
    assert len(findings) > 20
    for finding in findings:
        assert finding.what.isprintable()
        assert finding.ok == (not finding.mend)


def test_it_looks_at_exactly_the_packages_that_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = sorted(line.split(">=")[0].split("[")[0].strip() for line in project["dependencies"])
    assert [name for name, _ in doctor.needed_packages()] == declared
    assert [
        finding.what
        for name, least in doctor.needed_packages()
        if not (finding := doctor.package(name, least)).ok
    ] == []


def test_it_finds_an_old_python() -> None:
    assert doctor.python_version((3, 11, 0)).ok
    assert_ill(doctor.python_version((3, 10, 14)), "3.10.14")


def test_it_finds_a_package_that_is_missing_too_old_or_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_ill(doctor.package("tajawub-surely-not-there", "1.2"), "is not installed")
    assert doctor.package("numpy", "1.0").ok
    assert_ill(doctor.package("numpy", "99.0"), "numpy", "is too old; 99.0 is needed")
    (tmp_path / "broken_part.py").write_text("raise OSError('no\\x1b[31m library')")
    (tmp_path / "broken_part-1.0.dist-info").mkdir()
    (tmp_path / "broken_part-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: broken-part\nVersion: 1.0\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    finding = doctor.package("broken-part")
    assert_ill(finding, "cannot be loaded", "library")
    assert finding.what.isprintable()


def test_it_finds_weights_that_are_missing_damaged_or_empty(tmp_path: Path) -> None:
    file = whole(tmp_path / "reader.npz")
    assert doctor.weights(file).what == "The reader's weights: 2 arrays"
    raw = file.read_bytes()
    for damaged in (b"", raw[: len(raw) // 2], b"\x00" * 100, raw[:60] + b"\xff" * 60 + raw[120:]):
        file.write_bytes(damaged)
        assert_ill(doctor.weights(file), "damaged")
    np.savez(file, unsafe=np.array([{}], dtype=object))  # a pickle, which is never opened
    assert_ill(doctor.weights(file), "damaged")
    np.savez(file)
    assert_ill(doctor.weights(file), "0 arrays")
    assert_ill(doctor.weights(tmp_path / "absent.npz"), "missing")


def test_it_finds_pieces_of_the_report_that_are_missing_or_empty(tmp_path: Path) -> None:
    assert_ill(doctor.pieces("The typefaces", tmp_path / "absent", (".woff2",)), "missing")
    assert_ill(doctor.pieces("The typefaces", tmp_path, (".woff2",)), "missing")
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "kufi.woff2").write_bytes(b"wOF2")
    assert doctor.pieces("The typefaces", tmp_path, (".woff2",)).what == "The typefaces: 1 found"
    (tmp_path / "fonts" / "kufi.woff2").write_bytes(b"")
    assert_ill(doctor.pieces("The typefaces", tmp_path, (".woff2",)), "kufi.woff2 is empty")


def test_it_looks_at_all_that_the_desk_needs() -> None:
    found = [finding.what for finding in doctor.diagnose()]
    for words in ("PostgreSQL 1", "The data folder", "tables", "The desk's styles", "Port 8010"):
        assert any(words in what for what in found), words


def test_it_finds_styles_that_were_never_made(tmp_path: Path) -> None:
    assert_ill(doctor.pieces("The desk's styles", tmp_path, ("desk.css",)), "missing")


def test_a_desk_that_cannot_be_looked_at_is_one_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tajawub.desk.checkup", None)  # as where there is no fcntl
    monkeypatch.delattr("tajawub.desk.checkup", raising=False)
    findings = doctor.diagnose()
    assert_ill(
        next(one for one in findings if one.what.startswith("The desk")), "cannot be checked"
    )


def test_it_knows_gulf_time() -> None:
    assert doctor.time_zones().ok


def test_it_finds_a_folder_that_cannot_be_written_in(tmp_path: Path) -> None:
    assert doctor.writeable(tmp_path).ok
    assert_ill(doctor.writeable(tmp_path / "absent"), "absent")
    assert list(tmp_path.iterdir()) == []


def test_it_finds_a_full_disk(tmp_path: Path) -> None:
    assert doctor.free_space("working folder", tmp_path, 1).ok
    assert_ill(doctor.free_space("working folder", tmp_path, 10**18), "free in the working folder")
    assert_ill(doctor.free_space("working folder", tmp_path / "absent", 1), "cannot be looked at")


def test_it_finds_too_little_memory() -> None:
    assert doctor.memory(None).ok
    assert doctor.memory(4_000_000_000).what == "4.0 GB of memory free"
    assert_ill(doctor.memory(100_000_000), "100 MB")
    available = doctor.available_memory()
    assert available is None or available > 0


@pytest.mark.parametrize("name", ["utf-8", "UTF-8", "cp1256", "iso8859-6"])
def test_a_terminal_that_can_print_arabic_is_well(name: str) -> None:
    assert doctor.encoding(name).ok


@pytest.mark.parametrize("name", ["ascii", "cp1252", "no-such-encoding", "", None])
def test_it_finds_a_terminal_that_cannot_print_arabic(name: str | None) -> None:
    assert_ill(doctor.encoding(name), "cannot print Arabic")


def test_it_goes_on_where_a_check_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Finding:
        raise MemoryError("it\nbroke")

    monkeypatch.setattr(doctor, "time_zones", fail)
    findings = doctor.diagnose()
    assert_ill(
        next(finding for finding in findings if finding.what.startswith("Time zones")),
        "cannot be checked: it broke",
    )
