"""The whole way: an archive in, waiting cases, figures and a report out, by the real command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tajawub.demo.archive import NAMES, OPENING, Demo, make, write
from tajawub.demo.score import accuracy, f1, pairs
from tajawub.sweep.columns import ACCOUNTS, CASES, READINGS

pytestmark = pytest.mark.slow  # they run the whole command


def tajawub(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tajawub", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def demo() -> Demo:
    return make(1)


@pytest.fixture(scope="module")
def archive(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "archive.jsonl.gz"
    write(demo, path)
    return path


@pytest.fixture(scope="module")
def swept(archive: Path) -> Path:
    """The folder of a sweep that had to find the accounts by itself."""
    out = archive.parent / "out"
    done = tajawub("sweep", archive, "--out", out, "--calendar", "ghaf")
    assert done.returncode == 0, done.stderr
    (archive.parent / "printed.txt").write_text(done.stdout, encoding="utf-8")
    return out


def test_it_prints_who_waits_with_the_evidence(swept: Path) -> None:
    printed = (swept.parent / "printed.txt").read_text(encoding="utf-8")
    for wanted in (
        "@ghaf_housing",
        "behaves like one",
        "redirected",
        "Still waiting",
        "https://x.com",
    ):
        assert wanted in printed


def test_it_finds_the_three_agencies_by_how_they_behave(swept: Path) -> None:
    accounts = pq.read_table(swept / "accounts.parquet")
    assert set(accounts.column("account").to_pylist()) == set(NAMES)
    assert accounts.schema.equals(ACCOUNTS)


def test_the_files_have_their_documented_columns(swept: Path) -> None:
    assert pq.read_schema(swept / "cases.parquet").equals(CASES)
    assert pq.read_schema(swept / "readings.parquet").equals(READINGS)


def test_it_reads_most_of_the_demo_rightly(swept: Path, demo: Demo) -> None:
    """Floors below what is reached: a change that breaks reading shows here."""
    read = pairs(demo, swept)
    assert f1(read["waiting"], "yes") > 0.85
    assert f1(read["owed"], "yes") > 0.85
    assert accuracy(read["reply"]) > 0.85


def test_the_eleven_day_case_is_answered_after_eleven_days(swept: Path, demo: Demo) -> None:
    asked = next(post for post in demo.posts if post.author.name == OPENING)
    cases = pq.read_table(swept / "cases.parquet").to_pylist()
    (case,) = [row for row in cases if row["first_post_id"] == asked.id]
    assert case["standing"] in {"answered", "confirmed"}
    assert case["first_reply"] == "redirect"
    assert round(case["waiting_seconds"] / 86_400) == 11
    assert 0 < case["waiting_working_seconds"] < case["waiting_seconds"]


def test_judged_before_the_answer_it_still_waits(archive: Path, demo: Demo) -> None:
    asked = next(post for post in demo.posts if post.author.name == OPENING)
    done = tajawub("sweep", archive, "--as-of", "2026-04-08T12:00+04:00", "--json")
    assert done.returncode == 0, done.stderr
    summary: dict[str, Any] = json.loads(done.stdout)
    assert summary["as_of"] == "2026-04-08T08:00:00Z"
    assert summary["posts"] < len(demo.posts)
    out = archive.parent / "as-of"
    tajawub("sweep", archive, "--as-of", "2026-04-08T12:00+04:00", "--out", out)
    cases = pq.read_table(out / "cases.parquet").to_pylist()
    (case,) = [row for row in cases if row["first_post_id"] == asked.id]
    assert (case["standing"], case["answered_at"]) == ("redirected", None)


def test_json_is_the_summary_and_nothing_else(archive: Path, swept: Path) -> None:
    done = tajawub("sweep", archive, "--json", "--calendar", "ghaf")
    printed = json.loads(done.stdout)
    written = json.loads((swept / "summary.json").read_bytes())
    for changing in ("seconds", "cpu_seconds"):
        printed.pop(changing)
        written.pop(changing)
    assert printed == written


def test_the_report_asks_no_host_for_anything(swept: Path) -> None:
    page = (swept / "report.html").read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl"' in page
    assert "<script" not in page
    assert "متى" in page


def test_the_same_archive_gives_the_same_cases(archive: Path, swept: Path) -> None:
    again = archive.parent / "again"
    tajawub("sweep", archive, "--out", again, "--calendar", "ghaf")
    for name in ("cases.parquet", "readings.parquet"):
        assert (again / name).read_bytes() == (swept / name).read_bytes()


@pytest.mark.slow
def test_one_process_or_two_decide_the_same(tmp_path: Path, demo: Demo) -> None:
    """Enough posts that worker processes take part, in an archive cut in two and shuffled."""
    from bench.posts import repeat
    from tajawub.channels.archives import open_archive
    from tajawub.channels.records import Post
    from tajawub.sweep.accounts import Named
    from tajawub.sweep.run import Request, sweep

    write(demo, tmp_path / "demo.jsonl")
    posts = [post for post in open_archive([tmp_path / "demo.jsonl"]) if isinstance(post, Post)]
    repeat(posts, 60_000, tmp_path / "many.csv")
    chosen = [Named(name, name) for name in NAMES]
    found = []
    for processes in (1, 2):
        folder = tmp_path / f"{processes}"
        folder.mkdir()
        request = Request(files=[tmp_path / "many.csv"], accounts=chosen, processes=processes)
        found.append(pq.read_table(sweep(request, folder).cases))
    assert found[0].num_rows > 10_000
    assert found[0].equals(found[1])
