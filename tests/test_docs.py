"""The documents keep up with the code: every option, column, key, link and name in them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest
import typer

from tajawub.cases.timeline import Standing
from tajawub.cli import app
from tajawub.sweep.columns import ACCOUNTS, CASES, READINGS
from tests.running import tajawub

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SWEEP = DOCS / "reference" / "sweep.md"
COMMANDS = DOCS / "reference" / "cli.md"
MEASURES = DOCS / "reference" / "measures.md"
GLOSSARY = DOCS / "glossary.md"
REPORT_WORDS = ROOT / "tajawub" / "sweep" / "report" / "text" / "ar.toml"
PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not any(
        p.startswith(".") or p in {"out", "node_modules", "data"}
        for p in page.relative_to(ROOT).parts
    )
)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+)\)")


def codes(text: str) -> set[str]:
    """Every `name` that a page sets as code."""
    return set(re.findall(r"`([^`\n]+)`", text))


def section(page: Path, heading: str) -> str:
    """The part of a page below a heading, up to the next one of its rank or above."""
    rank = heading.split(" ", maxsplit=1)[0]
    _, _, below = page.read_text(encoding="utf-8").partition(f"\n{heading}\n")
    assert below, f"{page.name} has no heading “{heading}”"
    return re.split(rf"^#{{1,{len(rank)}}} ", below, maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("### cases.parquet", CASES.names),
        ("### readings.parquet", READINGS.names),
        ("### accounts.parquet", ACCOUNTS.names),
    ],
)
def test_every_column_is_documented_and_no_other(heading: str, columns: list[str]) -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", section(SWEEP, heading), re.MULTILINE)
    assert {name for row in rows for name in codes(row)} == set(columns)


def options() -> Iterator[tuple[str, str]]:
    """Each command with each of its options."""
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        for parameter in command.params:
            for option in [*parameter.opts, *parameter.secondary_opts]:
                if option.startswith("--") and option != "--help":
                    yield name, option


@pytest.mark.parametrize(("command", "option"), list(options()))
def test_every_option_is_documented(command: str, option: str) -> None:
    text = (
        section(SWEEP, "## Arguments and options")
        if command == "sweep"
        else section(COMMANDS, f"## `tajawub {command}`")
    )
    assert option in codes(text)


def test_every_command_has_its_place() -> None:
    named = codes(COMMANDS.read_text(encoding="utf-8"))
    assert {f"tajawub {name}" for name, _ in options()} <= named
    assert "--version" in named


def csv_of_the_tutorial() -> str:
    found = re.search(r"^```csv\n(.*?)^```", (DOCS / "tutorial.md").read_text("utf-8"), re.M | re.S)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """summary.json of the tutorial's archive, which has a broken row for once."""
    archive = tmp_path_factory.mktemp("docs") / "complaints.csv"
    archive.write_text(csv_of_the_tutorial() + "7,,nobody,some day,text\n", encoding="utf-8")
    where = ["--account", "ghaf_water", "--zone", "Asia/Dubai"]
    ran = tajawub("sweep", archive, *where, "--json")
    assert ran.code == 0, ran.err
    made: dict[str, Any] = json.loads(ran.out)
    return made


def keys(value: object) -> Iterator[str]:
    """Every key of a value, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_every_key_of_the_summary_is_documented(summary: dict[str, Any]) -> None:
    figures = summary.pop("figures")
    columns = summary["files"][0].pop("mapping")
    assert summary["broken_rows"]["first"]
    assert summary["oldest_waiting"]
    assert set(keys(summary)) - codes(section(SWEEP, "## What it writes")) == set()
    for group in ("agencies", "accounts"):
        figures[group] = list(figures[group].values())  # its keys are names
    assert set(keys(figures)) - codes(MEASURES.read_text(encoding="utf-8")) == set()
    fields = codes(section(DOCS / "reference" / "formats.md", "### table"))
    assert set(columns) - fields == set()


def test_the_tutorial_shows_what_its_archive_gives(summary: dict[str, Any]) -> None:
    waiting = [(case["citizen"], case["standing"]) for case in summary["oldest_waiting"]]
    assert waiting == [("salem77", "redirected"), ("om_rashid", "unanswered")]
    tutorial = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    for case in summary["oldest_waiting"]:
        assert case["text"].removeprefix("@ghaf_water ") in tutorial
        assert case["why"] in tutorial


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.casefold()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_is_dead(page: Path) -> None:
    dead = []
    for link in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


def test_the_readme_leads_to_every_page() -> None:
    linked = set(_LINK.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    pages = {str(page.relative_to(ROOT)) for page in DOCS.rglob("*.md")}
    assert {page for page in pages if not page.startswith("docs/reasons/")} - linked == set()


def glossary() -> Iterator[tuple[str, str, str]]:
    """Arabic, English and the code's name in each row of the glossary."""
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and cells[2].startswith("`"):
            yield cells[0], cells[1], cells[2].strip("`")


def named(dotted: str) -> object:
    """What a dotted name below `tajawub` means; raises AttributeError where there is none."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: Any = import_module(".".join(["tajawub", *parts[:length]]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            fields = getattr(found, "__dataclass_fields__", {})
            found = fields[part] if part in fields else getattr(found, part)
        return found
    raise AttributeError(f"tajawub.{dotted} is no module")


@pytest.mark.parametrize("name", [name for _, _, name in glossary()])
def test_every_name_of_the_glossary_is_in_the_code(name: str) -> None:
    dotted, colon, word = name.partition(": ")
    found = named(dotted)
    if colon:
        words = getattr(found, "names", None) or get_args(found) or found
        assert word in words  # type: ignore[operator]


def test_every_standing_act_reply_and_turn_is_in_the_glossary() -> None:
    from tajawub.language.readings import ACTS, REPLIES, TURNS

    english = {row[1] for row in glossary()}
    assert {standing.value for standing in Standing} | {*ACTS, *REPLIES, *TURNS} <= english


def test_glossary_and_report_say_the_same_of_a_standing_in_arabic() -> None:
    said = tomllib.loads(REPORT_WORDS.read_text(encoding="utf-8"))["standings"]
    rows = {english.replace(" ", "_"): arabic for arabic, english, _ in glossary()}
    assert {key: rows.get(key) for key in said} == said


def test_every_value_of_a_label_is_in_the_codebook() -> None:
    from tajawub.language.columns import VALUES

    text = (DOCS / "reference" / "codebook.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z]+", text))
    assert {value for values in VALUES.values() for value in values} - words == set()
