"""Who counts as official, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tajawub.channels.records import Post
from tajawub.errors import TajawubError
from tajawub.sweep.accounts import Found, Named, find, named
from tajawub.sweep.conversations import link
from tajawub.sweep.database import connect
from tajawub.sweep.spool import spool

T0 = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as made:
        yield made


def post(number: int, author: str, text: str = "…", parent: int | None = None, **more: Any) -> Post:
    return Post(
        channel="x",
        id=f"p{number}",
        at=T0 + timedelta(minutes=number),
        text=text,
        author_handle=author,
        parent_id=None if parent is None else f"p{parent}",
        **more,
    )


def found(
    db: duckdb.DuckDBPyConnection, folder: Path, posts: Sequence[Post], chosen: Sequence[Named] = ()
) -> Found:
    spool(posts, folder / "posts.parquet")
    link(db, folder / "posts.parquet", as_of=None)
    return find(db, chosen)


def asked_and_answered(people: int, answered: int) -> list[Post]:
    posts = [post(n, f"person{n}", "@Roads when?") for n in range(people)]
    return posts + [post(100 + n, "Roads", "@x soon", parent=n) for n in range(answered)]


def test_an_account_that_many_ask_and_that_answers_several_is_official(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    (account,) = found(db, tmp_path, asked_and_answered(6, 3)).accounts
    assert (account.key, account.handle, account.reason) == ("roads", "Roads", "behaves")
    assert account.why_in("en").endswith("spoken to by 6 people, answered 3 of them")


def test_a_citizen_whom_many_answer_in_one_conversation_is_not(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    posts = [*asked_and_answered(6, 3), post(200, "star", "hello")]
    posts += [post(210 + n, f"fan{n}", parent=200) for n in range(9)]
    posts += [post(230 + n, "star", parent=210 + n) for n in range(9)]
    assert [account.key for account in found(db, tmp_path, posts).accounts] == ["roads"]


def test_what_the_source_says_goes_before_behaviour(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    posts = [post(1, "brand", official=True), post(2, "person", official=False)]
    (account,) = found(db, tmp_path, posts).accounts
    assert (account.key, account.reason) == ("brand", "marked")


def test_an_account_that_everyone_asks_and_that_never_wrote_is_named(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    posts = asked_and_answered(6, 3)
    posts += [post(300 + n, f"citizen{n}", "@silent_office hello?") for n in range(25)]
    assert found(db, tmp_path, posts).silent == (("silent_office", 25),)


def test_where_nobody_answers_it_says_what_to_do(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(TajawubError, match="--account HANDLE"):
        found(db, tmp_path, [post(1, "a"), post(2, "b", parent=1)])


def test_named_accounts_are_found_by_handle_in_any_case_or_by_id(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    posts = [post(1, "Roads", author_id="77"), post(2, "Water", author_id="88"), post(3, "a")]
    chosen = named(["@ROADS", "88,utilities", "nobody"], None)
    accounts = found(db, tmp_path, posts, chosen).accounts
    assert [(a.key, a.agency, a.posts) for a in accounts] == [
        ("roads", "Roads", 1), ("water", "utilities", 1), ("nobody", "nobody", 0),
    ]  # fmt: skip
    assert "wrote nothing" in accounts[2].why_in("en")


def test_a_list_of_accounts_names_the_line_that_is_wrong(tmp_path: Path) -> None:
    listed = tmp_path / "accounts.txt"
    listed.write_text("# ours\n@roads, transport\nroads_care,transport\n\nnot a handle\n")
    with pytest.raises(TajawubError, match="line 5"):
        named([], listed)
    listed.write_text("@roads, transport\nroads_care,transport\n")
    assert named([], listed) == [Named("roads", "transport"), Named("roads_care", "transport")]
