"""Posts written to break what reads them: kept, shown as they are, and able to do nothing."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tajawub.channels.wire import TEXT_LIMIT
from tests.running import Row, archive, contents, here, questions, row, tajawub

pytestmark = pytest.mark.slow  # they run the whole command

EMBEDDINGS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
COLUMNS = "id=id,text=text,author=author,time=created_at,parent=parent_id"
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1,1)", "\t=1+1", '=HYPERLINK("http://x")')


def hostile() -> list[Row]:
    """Questions that carry everything a stranger can write."""
    asks = "@gov When do you open? "
    said = [
        asks + EMBEDDINGS + "gnp.\u202eexe",
        asks + "\x1b]0;evil\x07\x1b[31mred\x1b[2J\x9b1m\x00\x08\r",
        asks + SCRIPT + "\"'`${7*7}{{7*7}}",
        asks + "[red]markup[/red] [/] [link=http://x]y[/link] :smile:",
        asks + "word " * 200_000,
        asks + "\ud800 and \udfff and \ufffe and \u0627" + "\u0651" * 500,
        asks + "\n" * 5_000 + "end",
        *(f"{formula} @gov when?" for formula in FORMULAS),
    ]
    rows: list[Row] = [row(n, text) for n, text in enumerate(said)]
    names = ("<b onclick=x>", "\u202eadmin\u2066", "\x1b[31mred", "=1+1", "a" * 10_000, "[red]x[/]")
    rows += [row(100 + n, asks, author=name) for n, name in enumerate(names)]
    links = ("javascript:alert(1)", "data:text/html,x", "https://x/\"onclick='y'", "//x", "\x00")
    rows += [row(200 + n, asks, url=link) for n, link in enumerate(links)]
    ids = ("p'; DROP TABLE posts; --", SCRIPT, "../../x", "1e999", "\u202e1")
    return rows + [row(300 + n, asks, id=one) for n, one in enumerate(ids)]


class Page(HTMLParser):
    """The elements of a page and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Mapping[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    posts = archive(folder / "posts.jsonl", hostile())
    asked = ("--account", "gov", "--top", "100", "--out", folder / "out")
    ran = tajawub("sweep", posts, *asked, env={"FORCE_COLOR": "1", "COLUMNS": "200"})
    assert ran.code == 0, ran.err
    (folder / "printed").write_text(ran.out, encoding="utf-8", newline="")
    return folder / "out"


def cases(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(out / "cases.parquet").to_pylist()
    return found


def test_every_hostile_post_is_a_case_and_no_other_one(out: Path) -> None:
    assert len(cases(out)) == len(hostile())
    assert json.loads((out / "summary.json").read_bytes())["broken_rows"]["count"] == 0


def test_the_terminal_gets_no_character_that_steers_it(out: Path) -> None:
    printed = (out.parent / "printed").read_text(encoding="utf-8")
    assert "[31mred" in printed  # the words stay
    assert "[red]markup[/red]" in printed
    # What is left of ESC is Rich's own colours.
    escapes = [part.partition("m")[0] for part in printed.split("\x1b[")[1:]]
    assert all(part.replace(";", "").isdecimal() for part in escapes)
    assert printed.count("\x1b") == len(escapes)
    assert not set(EMBEDDINGS + "\x00\x07\x08\r\x9b") & set(printed)


def test_the_report_shows_markup_as_text_and_links_to_web_pages_only(out: Path) -> None:
    text = (out / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in text
    page = Page(text)
    assert not {tag for tag, _ in page.elements} & {"script", "img", "iframe", "object", "base"}
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("href", "src", "action"):
            address = attributes.get(name) or "#"
            assert address.startswith(("https://", "http://", "#")), (tag, address)
    assert not set(EMBEDDINGS + "\x00\x1b") & set(text)


def test_a_message_of_a_megabyte_is_cut_and_says_so(out: Path) -> None:
    longest = max((case["text"] for case in cases(out)), key=len)
    assert len(longest) == TEXT_LIMIT
    assert longest.endswith("[…]")
    assert (out / "report.html").stat().st_size < 2_000_000


def test_formulas_are_kept_word_by_word_and_no_spreadsheet_is_written(out: Path) -> None:
    """A spreadsheet runs them; Parquet does not. Whoever adds a CSV output has to disarm them."""
    texts = {case["text"] for case in cases(out)}
    assert {f"{formula} @gov when?" for formula in FORMULAS} <= texts
    assert not [name for name in contents(out) if name.endswith((".csv", ".tsv", ".xlsx"))]


def test_times_that_cannot_be_right_are_told_with_their_lines(tmp_path: Path) -> None:
    times = ("1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "0000-00-00", "yesterday", None)
    rows = [*questions(30), *(row(50 + n, "?", created_at=at) for n, at in enumerate(times))]
    ran = here("sweep", archive(tmp_path / "posts.jsonl", rows), "--account", "gov", "--json")
    summary = json.loads(ran.out)
    good = len(questions(30))
    assert (summary["posts"], summary["broken_rows"]["count"]) == (good, len(times))
    assert [row["line"] for row in summary["broken_rows"]["first"]] == [
        good + n for n in range(1, len(times) + 1)
    ]
    assert summary["as_of"] < "2027"


def test_json_is_all_that_is_printed_whatever_is_wrong(tmp_path: Path) -> None:
    rows = [*hostile(), row(900, "?", created_at="never")]
    posts = archive(tmp_path / "posts.jsonl", rows)
    asked = ("--account", "gov", "--json")
    ran = tajawub("sweep", posts, *asked, env={"PYTHONWARNINGS": "always"})
    assert ran.code == 0
    assert json.loads(ran.out)["broken_rows"]["count"] == 1
    assert not set(EMBEDDINGS + "\x1b\x00") & set(ran.err)


def test_an_archive_that_contradicts_itself_gives_the_same_bytes_in_any_order(
    tmp_path: Path,
) -> None:
    """Ids twice with other words, parents and authors; replies in circles, to themselves, to what
    is not there, and to what comes later."""
    rows: list[Row] = [row(n, f"@gov Question {n}?", parent_id=f"p{(n + 1) % 5}") for n in range(5)]
    rows += [row(10 + n, f"@gov Twice {n}?", id="same", author=f"other{n}") for n in range(4)]
    rows += [row(20 + n, "@gov Same words?", id="twin", parent_id=f"p{n}") for n in range(4)]
    rows += [row(30, "@gov Why?", parent_id="p30"), row(31, "@gov Why?", parent_id="nowhere")]
    rows += [row(40, "@gov Who?", parent_id="p41"), row(41, "@gov Who?", parent_id="p40")]
    rows += [row(50, "It opens at 8.", author="gov", parent_id="p2")] * 3
    written = []
    for turn in range(3):
        random.Random(turn).shuffle(rows)
        folder = tmp_path / f"{turn}"
        posts = archive(tmp_path / "posts.jsonl", rows)
        ran = here("sweep", posts, "--account", "gov", "--columns", COLUMNS, "--out", folder)
        assert ran.code == 0, ran.err
        written.append(
            [(folder / f"{name}.parquet").read_bytes() for name in ("cases", "readings")]
        )
        ids = pq.read_table(folder / "readings.parquet").column("post_id").to_pylist()
        assert sorted(ids) == sorted({str(row["id"]) for row in rows})
    assert written[0] == written[1] == written[2]


@pytest.mark.slow
def test_a_hundred_thousand_replies_to_one_post_are_as_many_cases(tmp_path: Path) -> None:
    rows: list[Row] = [row(0, "We have opened a new centre.", id="news", author="gov")]
    rows += [row(n % 50_000, f"When? {n}", id=f"r{n}", parent_id="news") for n in range(100_000)]
    ran = here("sweep", archive(tmp_path / "p.jsonl", rows), "--account", "gov", "--out", tmp_path)
    assert ran.code == 0, ran.err
    found = pq.read_table(tmp_path / "cases.parquet", columns=["conversation_id", "citizen"])
    assert set(found.column("conversation_id").to_pylist()) == {"news"}
    assert found.num_rows == len(set(found.column("citizen").to_pylist())) == 50_000
