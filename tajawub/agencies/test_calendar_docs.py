"""The calendars' pages are true: every example can be used as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from tajawub.agencies.calendar import Calendar, bundled_calendars, load_calendar

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = re.compile(r"^```toml\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def examples(page: str, folder: Path) -> list[Path]:
    """Each TOML example of a page, as a file."""
    paths = []
    text = (DOCS / page).read_text(encoding="utf-8")
    for number, example in enumerate(EXAMPLE.findall(text)):
        path = folder / f"example-{number}.toml"
        path.write_text(example, encoding="utf-8")
        paths.append(path)
    return paths


def test_the_amendments_of_the_how_to_can_be_used_together(tmp_path: Path) -> None:
    *amendments, own = examples("how-to/change-a-calendar.md", tmp_path)
    assert len(amendments) == 4
    calendar = load_calendar("ae-federal", amendments=amendments)
    assert calendar.version != load_calendar("ae-federal").version
    assert load_calendar(own).title == "Customer happiness centre"


def test_the_example_of_the_reference_is_a_calendar(tmp_path: Path) -> None:
    (example,) = examples("reference/calendars.md", tmp_path)
    assert isinstance(load_calendar(example), Calendar)


def test_the_reference_lists_every_bundled_calendar() -> None:
    page = (DOCS / "reference" / "calendars.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)
    fields = {"like", "zone"}
    assert set(rows) - fields == set(bundled_calendars())
