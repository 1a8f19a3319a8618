"""Settings: each is documented, and one that cannot be used is told in words."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tajawub
from tajawub.desk.setup import data_folder

PACKAGE = Path(tajawub.__file__).parent
DOCUMENT = PACKAGE.parent / "docs" / "reference" / "settings.md"
VARIABLE = re.compile(r"(?:TAJAWUB_[A-Z_]+|DATABASE_URL)\Z")


def read_by(module: str) -> set[str]:
    """The environment variables that a module names in its code."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if VARIABLE.match(text)}


def test_every_variable_is_documented_and_no_other() -> None:
    page = DOCUMENT.read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert documented == read_by("settings.py") | read_by("ending.py") | read_by("desk/binaries.py")


def test_the_head_of_the_settings_names_every_variable() -> None:
    head = ast.get_docstring(ast.parse((PACKAGE / "settings.py").read_text(encoding="utf-8")))
    assert head
    named = set(re.findall(r"^ +([A-Z_]+) ", head, re.MULTILINE))
    assert named == read_by("settings.py") | read_by("desk/binaries.py")


def test_the_data_folder_is_the_named_one_or_that_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAJAWUB_DATA", str(tmp_path / "set"))
    assert data_folder() == tmp_path / "set"
    assert data_folder(tmp_path / "named") == tmp_path / "named"
    assert os.environ["TAJAWUB_DATA"] == str(tmp_path / "named")
    monkeypatch.delenv("TAJAWUB_DATA")
    assert data_folder().name == "tajawub"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TAJAWUB_SECRET_KEY", "short"),
        ("TAJAWUB_HTTPS", "perhaps"),
        ("TAJAWUB_LANGUAGE", "fr"),
        ("TAJAWUB_TIME_ZONE", "Atlantis"),
        ("DATABASE_URL", "mysql://u:p@h/x"),
    ],
)
def test_a_setting_that_cannot_be_used_ends_a_part_in_one_line(name: str, value: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tajawub.desk.web", "--socket=0", "--processes=1"],
        env={**os.environ, name: value}, capture_output=True, text=True, timeout=60, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"tajawub: {name}"), done.stderr
    assert len(done.stderr.splitlines()) == 1
