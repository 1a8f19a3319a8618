"""The house keeps its promises: light to import, no stray words, one way to fail."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("django", "duckdb", "ibis", "pandas", "polars", "pyarrow", "sklearn", "altair", "rich")


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after a statement."""
    code = (
        f"{statement}\nimport json, sys\nprint(json.dumps([m.split('.')[0] for m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    "statement",
    [
        "from tajawub.language import Reader, Message; Reader().read([Message(text='متى؟')])",
        "from tajawub.channels.archives import open_archive",
        "import tajawub.cases.timeline, tajawub.cases.opening",
    ],
)
def test_the_plain_libraries_load_nothing_heavy(statement: str) -> None:
    assert not loaded_by(statement) & set(HEAVY)


def test_the_command_starts_without_its_heavy_parts() -> None:
    assert not loaded_by("import tajawub.cli") & (set(HEAVY) - {"rich"})


def test_the_locks_name_versions_and_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = (ROOT / name).read_text()
        assert "--hash=sha256:" in lock
        assert "http" not in lock
        assert "index-url" not in lock


@pytest.mark.django_db
def test_no_change_of_a_model_is_without_its_migration() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
