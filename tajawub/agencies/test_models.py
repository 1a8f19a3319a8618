"""An agency's calendar stays in hand, and a changed file is another one."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from tajawub.agencies.models import Agency

BUNDLED = files("tajawub.agencies") / "calendars"


def test_a_calendar_stays_in_hand() -> None:
    assert Agency(calendar="ghaf").open_hours() is Agency(calendar="ghaf").open_hours()


def test_a_changed_calendar_file_counts_at_once(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text((BUNDLED / "always.toml").read_text(encoding="utf-8"), encoding="utf-8")
    agency = Agency(calendar=str(file))
    before = agency.open_hours()
    assert agency.open_hours() is before

    file.write_text((BUNDLED / "weekdays-utc.toml").read_text(encoding="utf-8"), encoding="utf-8")
    os.utime(file, ns=(1, 1))

    assert agency.open_hours().version != before.version
