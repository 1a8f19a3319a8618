from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tajawub.channels.archives import open_archive
from tajawub.channels.columns import ColumnMapping
from tajawub.channels.records import BrokenRow, Post
from tajawub.channels.testing import FIXTURES, NOW, at, take
from tajawub.errors import TajawubError

QUESTION = Post(
    channel="archive", id="1", at=at("2025-03-01 08:00"), text="متى تعود المياه؟ انقطعت من أمس",
    author_id="salem_77", author_handle="salem_77", official=False,
)  # fmt: skip
ANSWER = Post(
    channel="archive", id="2", at=at("2025-03-15 09:30"), text="تعود اليوم إن شاء الله",
    author_id="dubai_water", author_handle="dubai_water", parent_id="1", official=True,
)  # fmt: skip


def test_it_reads_a_table_with_arabic_columns() -> None:
    taken = take("table_arabic.csv")
    [seen] = taken.files
    assert seen.format == "table"
    assert str(seen.mapping) == (
        "text=النص,time=التاريخ,id=المعرف,author=الحساب,parent=رد على,official=رسمي,day_first=yes"
    )
    assert taken.posts == [QUESTION, ANSWER]
    assert taken.broken == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_told_from_the_content(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = (FIXTURES / "table_arabic.csv").read_text(encoding="utf-8-sig")
    file = tmp_path / "anything"
    file.write_text(text.replace(";", delimiter), encoding=encoding)
    assert take(file).posts == [QUESTION, ANSWER]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-03-01T08:00:00Z", "2025-03-01 08:00"),
        ("2025-03-01T12:00:00+04:00", "2025-03-01 08:00"),
        ("2025-03-01 08:00:00 +0000", "2025-03-01 08:00"),
        ("2025-03-01 08:00:00 UTC", "2025-03-01 08:00"),
        ("1740816000", "2025-03-01 08:00"),
        ("1740816000000", "2025-03-01 08:00"),
        ("1740816000.5", "2025-03-01 08:00:00.500"),
        ("Sat Mar 01 08:00:00 +0000 2025", "2025-03-01 08:00"),
        ("01/03/2025 08:00", "2025-03-01 08:00"),
        ("1-3-2025 8:00 PM", "2025-03-01 20:00"),
        ("٠١/٠٣/٢٠٢٥ ٠٨:٠٠ م", "2025-03-01 20:00"),
        ("2025-03-01", "2025-03-01 00:00"),
    ],
)
def test_times_are_read_in_the_ways_people_write_them(
    tmp_path: Path, written: str, read: str
) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"id,text,date\n1,why?,{written}\n", encoding="utf-8")
    [post] = take(file).posts
    assert post.at == at(read)


def test_times_without_a_zone_are_taken_in_the_zone_that_is_said(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("id,text,date\n1,why?,2025-03-01 12:00\n2,what?,2025-03-01T08:00Z\n")
    records = open_archive([file], zone=ZoneInfo("Asia/Dubai"), now=NOW)
    assert [r.at for r in records if isinstance(r, Post)] == [at("2025-03-01 08:00")] * 2


def test_columns_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "t.tsv"
    file.write_text("a\tb\tc\n2025-03-01\tx1\twhy\n")
    mapping = ColumnMapping(time="a", id="b", text="c")
    [post] = take(file, mapping=mapping).posts
    assert (post.id, post.text) == ("x1", "why")


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n2025-03-01,why\n")
    taken = take(file, mapping=ColumnMapping(time="a", text="body"))
    assert taken.posts == []
    assert taken.reasons == ["no such column: text=body; the columns are a, b"]


def test_a_table_that_cannot_be_made_sense_of_says_how_to_go_on(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(
        TajawubError, match=r"no columns that look like .*it has: a, b.*text=COLUMN"
    ):
        take(file)


def test_a_row_without_id_gets_the_same_one_each_time(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    row = "2025-03-01,a,why?\n"
    file.write_text(f"date,user,text\n{row}2025-03-01,b,why?\n{row}")
    ids = take(file).ids
    assert ids[0] == ids[2] != ids[1]
    assert ids == take(file).ids
    assert all(made.startswith("row-") for made in ids)


def test_rows_of_json_are_mapped_too(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(
        '{"id": 1, "body": "why is it so?", "when": "2025-03-01", "user": {"username": "a"}}\n'
        '{"id": 2, "body": "because", "when": 5, "user": {}}\n'
        "[]\n17\n"
        + "".join(f'{{"id": {n}, "body": "no end", "when": "2025-03-02"}}\n' for n in range(4, 8))
        + '{"id": 3, "body": "I see", "when": 1740816000, "user": null}\n'
    )
    taken = take(file)
    assert str(taken.files[0].mapping) == "text=body,time=when,id=id,author=user.username"
    assert [(p.id, p.text, p.author_handle) for p in taken.posts] == [
        ("1", "why is it so?", "a"),
        *((str(n), "no end", "") for n in range(4, 8)),
        ("3", "I see", ""),
    ]
    assert taken.broken == [
        BrokenRow(
            file=str(file), line=2, where="column when",
            reason="the time 1970-01-01 00:00 cannot be right",
        ),
        BrokenRow(file=str(file), line=4, reason="not an object"),
    ]  # fmt: skip


def test_parquet_is_read_with_its_own_types(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    when = [datetime.fromisoformat("2025-03-01T08:00"), None]
    table = pa.table(
        {"tweet_id": [10, 11], "text": ["why?", "x"], "created_at": when, "reply_to": [None, 10.0]}
    )
    pq.write_table(table, file)
    taken = take(file)
    assert taken.posts == [Post(channel="archive", id="10", at=at("2025-03-01 08:00"), text="why?")]
    assert taken.broken == [
        BrokenRow(file=str(file), line=None, where="row 1.column created_at", reason="no time")
    ]
    assert str(taken.files[0].mapping) == "text=text,time=created_at,id=tweet_id,parent=reply_to"


def test_accounts_and_their_descriptions_are_no_posts(tmp_path: Path) -> None:
    file = tmp_path / "users.json"
    file.write_text('[{"id": "1", "description": "I am me", "created_at": "2025-03-01"}]')
    with pytest.raises(TajawubError, match="JSON, but not one of"):
        take(file)
