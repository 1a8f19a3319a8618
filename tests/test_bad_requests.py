"""What cannot be done as asked is refused in words that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import archive, contents, here, questions, tajawub

pytestmark = pytest.mark.slow  # they run the whole command


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("posts") / "posts.jsonl", questions(6))


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (["--as-of", "nonsense"], "Write it as 2026-11-23"),
        (["--as-of", "2001-01-01"], "choose a later --as-of"),
        (["--as-of", "2150-01-01"], "1990 to 2099"),
        (["--as-of", "0001-01-01T00:00+14:00"], "1990 to 2099"),
        (["--as-of", "9999-12-31T23:00-14:00"], "1990 to 2099"),
        (["--calendar", "nowhere"], "The calendars are"),
        (["--calendar", "absent.toml"], "absent.toml"),
        (["--columns", "words"], "field=column"),
        (["--columns", "words=text"], "the fields are"),
        (["--columns", "text=words,time=when"], "no such column: text=words, time=when"),
        (["--account", ""], "--account: names no account"),
        (["--account", "two words"], "is not an account"),
        (["--accounts", "/dev/null"], "/dev/null: names no account"),
        (["--accounts", "/absent"], "/absent"),
        (["--accounts", "/"], "cannot be read as a list of accounts"),
    ],
)
def test_a_request_that_cannot_be_met_says_what_to_write(
    posts: Path, wanted: list[str], words: str, tmp_path: Path
) -> None:
    account = [] if "--account" in wanted or "--accounts" in wanted else ["--account", "gov"]
    ran = here("sweep", posts, *account, *wanted, "--out", tmp_path / "out")
    ran.told(words)
    assert ran.out == ""
    assert not (tmp_path / "out").exists() or contents(tmp_path / "out") == {}


@pytest.mark.parametrize(
    "arguments",
    [["sweep"], ["sweep", "x", "--language", "xx"], ["sweep", "x", "--no-such"], ["swoop"]],
)
def test_wrong_usage_ends_with_code_2(arguments: list[str]) -> None:
    ran = tajawub(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage" in ran.err
    assert "Traceback" not in ran.err


def test_an_account_that_nobody_writes_to_is_said_to_be_silent(posts: Path) -> None:
    ran = here("sweep", posts, "--account", "somebody_else")
    assert ran.code == 0
    assert "it wrote nothing" in " ".join(ran.out.split())


def test_posts_from_before_all_calendars_are_swept(tmp_path: Path) -> None:
    rows = [row | {"created_at": "1999-05-01T10:00:00Z"} for row in questions(3)]
    ran = here("sweep", archive(tmp_path / "old.jsonl", rows), "--account", "gov")
    assert ran.code == 0, ran.err
    assert "May 1999" in ran.out
