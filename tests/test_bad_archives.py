"""Files that are no archive, broken ones, and ones made to do harm: each ends in clear words."""

from __future__ import annotations

import csv
import gzip
import json
import os
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tajawub.channels.archives import open_archive
from tajawub.channels.records import BrokenRow, Post
from tests.running import Row, archive, contents, here, questions, row, tajawub

pytestmark = pytest.mark.slow  # they run the whole command

NO_ARCHIVES = {
    "empty.jsonl": b"",
    "picture.jsonl": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
    "paper.csv": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
    "letter.txt": b"Dear office,\nwhen do you open?\n",
    "zeros.bin": bytes(4096),
    "blank.csv": b"\n\n\n\n",
    "half.json": b'{"data": [{"id": ',
    "numbers.json": b"[1, 2, 3]",
    "deep.json": b"[" * 100_000,
    "nothing.zip": b"PK\x05\x06" + bytes(18),
    "torn.zip": b"PK\x03\x04" + bytes(50),
    "torn.gz": b"\x1f\x8b\x08\x00",
    "torn.parquet": b"PAR1" + bytes(100),
}


def in_gzip(path: Path, content: bytes) -> Path:
    path.write_bytes(gzip.compress(content))
    return path


def in_zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def as_lines(rows: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(one) + "\n" for one in rows).encode()


def swept(file: Path, *more: str) -> dict[str, Any]:
    """The summary of a sweep that has to go well."""
    ran = here("sweep", file, "--account", "gov", "--json", *more)
    assert ran.code == 0, ran.err
    summary: dict[str, Any] = json.loads(ran.out)
    return summary


@pytest.mark.parametrize("name", NO_ARCHIVES)
def test_a_file_that_is_no_archive_is_named(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(NO_ARCHIVES[name])
    out = tmp_path / "out"
    ran = here("sweep", file, "--out", out)
    if name != "nothing.zip":
        ran.told(name)
    ran.told()
    assert ran.out == ""
    assert not out.exists() or contents(out) == {}


def test_of_a_gzip_cut_short_the_rest_is_kept_and_the_damage_told(tmp_path: Path) -> None:
    whole = in_gzip(tmp_path / "posts.gz", as_lines(questions(400)))
    whole.write_bytes(whole.read_bytes()[:-3000])
    summary = swept(whole)
    assert 10 < summary["posts"] < 600
    (told,) = summary["broken_rows"]["first"]
    assert "damaged or cut short" in told["reason"]
    assert told["file"].endswith("posts.gz")


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_a_bomb_is_put_out_before_it_fills_the_memory(kind: str, tmp_path: Path) -> None:
    content = as_lines(questions(2)) + (b" " * 9_999 + b"\n") * 8_000
    path = tmp_path / "bomb"
    bomb = in_gzip(path, content) if kind == "gzip" else in_zip(path, **{"posts": content})
    ran = tajawub("sweep", bomb, "--account", "gov", "--out", tmp_path / "out")
    ran.told("bomb", "bytes unpack to more than", "Unpack it yourself")
    assert contents(tmp_path / "out") == {}


def test_a_zip_writes_nowhere_whatever_its_members_are_called(tmp_path: Path) -> None:
    names = ("../../evil.jsonl", "/tmp/evil-tajawub.jsonl", "a\x1b[31m.jsonl")
    rows = questions(9)
    packed = in_zip(
        tmp_path / "posts.zip", **{name: as_lines(rows[n::3]) for n, name in enumerate(names)}
    )
    before = {path for folder in (tmp_path.parent, Path("/tmp")) for path in folder.glob("*evil*")}
    summary = swept(packed)
    assert summary["posts"] == len(rows)
    assert all(file["file"].isprintable() for file in summary["files"])
    after = {path for folder in (tmp_path.parent, Path("/tmp")) for path in folder.glob("*evil*")}
    assert after == before


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_a_line_that_is_not_utf8_is_named_and_the_rest_goes_on(kind: str, tmp_path: Path) -> None:
    rows = questions(6)
    if kind == "jsonl":
        lines, number = as_lines(rows).splitlines(keepends=True), 4
    else:
        table = StringIO()
        writer = csv.DictWriter(table, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        lines, number = table.getvalue().encode().splitlines(keepends=True), 5
    lines[number - 1] = lines[number - 1].replace(b"@gov", b"@gov \xff\xfe\xc3(")
    file = tmp_path / f"posts.{kind}"
    file.write_bytes(b"".join(lines))
    summary = swept(file)
    (told,) = summary["broken_rows"]["first"]
    assert (told["line"], summary["posts"]) == (number, len(rows) - 1)
    assert "UTF-8" in told["reason"]


def test_a_files_name_does_not_steer_the_terminal_the_summary_or_the_report(tmp_path: Path) -> None:
    name = "posts\u202egnp.\x1b]0;evil\x07<b>.jsonl".encode() + b"\xff"
    rows: list[Row] = [*questions(4), row(999, "?", created_at="1970-01-01T00:00:00Z")]
    plain = archive(tmp_path / "plain", rows)
    plain.rename(tmp_path / os.fsdecode(name))
    ran = tajawub("sweep", name, "--account", "gov", "--out", "out", cwd=tmp_path)
    assert ran.code == 0, ran.err
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    summary = (tmp_path / "out" / "summary.json").read_text(encoding="utf-8")
    for written in (ran.out, ran.err, page, summary):
        assert not {"\u202e", "\x1b", "\x07"} & set(written)
    assert "<b>.jsonl" not in page
    assert "&lt;b&gt;.jsonl" in page


def test_a_file_that_vanishes_while_others_are_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    archive(folder / "1.jsonl", questions(3))
    gone = archive(folder / "2.jsonl", questions(3))
    records = list(open_archive([folder], on_file=lambda seen: gone.unlink(missing_ok=True)))
    assert sum(isinstance(record, Post) for record in records) == len(questions(3))
    (told,) = [record for record in records if isinstance(record, BrokenRow)]
    assert told.file.endswith("2.jsonl")
    assert "cannot be opened" in told.reason


def test_folders_that_lead_in_a_circle_are_gone_through_once(tmp_path: Path) -> None:
    inner = tmp_path / "posts" / "inner"
    inner.mkdir(parents=True)
    archive(inner / "posts.jsonl", questions(6))
    (inner / "up").symlink_to(tmp_path / "posts")
    (inner / "again.jsonl").symlink_to(inner / "posts.jsonl")
    (inner / "self").symlink_to("self")
    summary = swept(tmp_path / "posts")
    assert summary["posts"] == len(questions(6))
    (told,) = summary["broken_rows"]["first"]
    assert told["file"].endswith("self")


def test_a_path_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "self").symlink_to("self")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("absent", "self", "pipe", "folder"):
        here("sweep", tmp_path / name).told(name)
    tajawub("sweep", b"absent\x1b[31m\xff").told("absent\ufffd[31m\ufffd")


def test_posts_of_other_files_count_where_one_of_a_folder_is_broken(tmp_path: Path) -> None:
    for name, content in NO_ARCHIVES.items():
        (tmp_path / name).write_bytes(content)
    archive(tmp_path / "posts.jsonl", questions(5))
    out = tmp_path / "out"
    ran = tajawub("sweep", tmp_path, "--account", "gov", "--out", out)
    assert ran.code == 0, ran.err
    assert pq.read_table(out / "readings.parquet").num_rows == len(questions(5))
    assert "could not be read" in ran.out
