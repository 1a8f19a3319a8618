from __future__ import annotations

from pathlib import Path

from tajawub.channels.records import BrokenRow, Post
from tajawub.channels.testing import at, take

HEADER = (
    "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"
)  # fmt: skip


def test_it_reads_every_row_as_a_post() -> None:
    taken = take("support.csv")
    assert taken.files[0].format == "Customer Support on Twitter (CSV)"
    assert taken.broken == []
    assert taken.posts == [
        Post(
            channel="x", id="1", at=at("2017-10-31 22:10:47"),
            text="@115712 We're here, tell us more",
            author_id="acme_care", author_handle="acme_care", parent_id="2",
            url="https://x.com/acme_care/status/1", official=True,
        ),
        Post(
            channel="x", id="2", at=at("2017-10-31 22:08:27"),
            text="@acme_care my line is down & nobody\nanswers",
            author_id="115712", author_handle="115712",
            url="https://x.com/i/status/2", official=False,
        ),
        Post(
            channel="x", id="3", at=at("2017-11-01 00:00"), text="hello",
            author_id="115713", author_handle="115713",
            url="https://x.com/i/status/3", official=False,
        ),
    ]  # fmt: skip


def test_it_says_which_rows_it_cannot_read_and_reads_the_others(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    file.write_bytes(
        HEADER.encode()
        + b"1,a,True,Tue Oct 31 22:10:47 +0000 2017,one,,\n"
        + b"2,a,True,yesterday,two,,\n"
        + b",a,True,Tue Oct 31 22:10:47 +0000 2017,three,,\n"
        + b"4,a,True,Tue Oct 31 22:10:47 +0000 2017,fo\xffur,,\n"
        + b"5,a,True\n"
        + b'6,a,True,Tue Oct 31 22:10:47 +0000 2017,"two\nlines",,\n'
        + b"7,a,True,Thu Jan 01 00:00:00 +0000 1970,seven,,\n"
        + b"8,a,True,Thu Jan 01 00:00:00 +0000 2099,eight,,\n"
    )
    taken = take(file)
    assert taken.ids == ["1", "6"]
    name = str(file)
    assert taken.broken == [
        BrokenRow(
            file=name, line=3, where="column created_at", reason="'yesterday' is not a time"
        ),
        BrokenRow(file=name, line=4, where="column tweet_id", reason="'' is not an id"),
        BrokenRow(file=name, line=5, reason="not UTF-8 (line 5)"),
        BrokenRow(file=name, line=6, reason="3 columns where the header has 7"),
        BrokenRow(
            file=name, line=9, where="column created_at",
            reason="the time 1970-01-01 00:00 cannot be right",
        ),
        BrokenRow(
            file=name, line=10, where="column created_at",
            reason="the time 2099-01-01 00:00 cannot be right",
        ),
    ]  # fmt: skip


def test_ids_that_pandas_made_decimal_numbers_of_are_ids_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    when = "Tue Oct 31 22:10:47 +0000 2017"
    file.write_text(f"{HEADER}5.0,a,True,{when},one,,\n6.0,b,False,{when},two,nan,5.0\n")
    assert [(post.id, post.parent_id) for post in take(file).posts] == [("5", None), ("6", "5")]


def test_a_quote_that_is_never_closed_costs_a_bounded_stretch(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    row = "{},a,True,Tue Oct 31 22:10:47 +0000 2017,text of a row,,\n"
    rows = [row.format(n) for n in range(1, 40_000)]
    rows[10] = rows[10].replace("text", '"text')
    file.write_text(HEADER + "".join(rows))
    taken = take(file)
    assert len(taken.broken) >= 1
    assert "field larger than" in taken.reasons[0]
    assert len(taken.posts) > 15_000
    assert taken.posts[-1].id == "39999"
