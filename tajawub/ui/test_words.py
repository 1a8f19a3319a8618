"""The screens say the glossary's words and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from tajawub.ui import words
from tajawub.ui.build_css import CHECKOUT, UI

# How the labels are called in the glossary's last column.
_NAMES = {"Standing": "standing", "ACTS": "act", "TURNS": "turn", "REPLIES": "reply"}


def _glossary() -> dict[tuple[str, str], str]:
    """(label, value) to its Arabic."""
    rows = re.findall(
        r"^\| ([^|]+?) \| [^|]+ \| `[\w.]+?\.(\w+)[.:] ?([\w ]+)` \|$",
        (CHECKOUT / "docs" / "glossary.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    found = {}
    for arabic, name, value in rows:
        label = _NAMES.get(name) or {"Scope": "scope", "Route": "route"}.get(name)
        if label:
            plain = value.lower().replace("_", " ") if label == "standing" else value
            found[label, plain] = arabic
    return found


GLOSSARY = _glossary()


def test_the_glossary_is_read_here_as_it_is_written() -> None:
    counts = {label: sum(key[0] == label for key in GLOSSARY) for label in words.VALUES}
    assert counts == {
        "standing": 9, "act": 6, "turn": 4, "reply": 6, "scope": 2, "route": 2,
        "owed": 0, "urgent": 0, "language": 0,
    }  # fmt: skip


@pytest.mark.parametrize(("label", "value"), GLOSSARY, ids=str)
def test_a_word_on_screen_is_that_of_the_glossary(label: str, value: str) -> None:
    with translation.override("ar"):
        assert str(words.word(value, label)) == GLOSSARY[label, value]


@pytest.mark.parametrize("label", words.VALUES)
def test_every_value_that_the_glossary_names_has_a_word_and_no_other_has(label: str) -> None:
    known = {value for named, value in GLOSSARY if named == label}
    assert not known or known == set(words.VALUES[label])


def test_every_sign_has_its_shape() -> None:
    drawn = (UI / "static" / "ui" / "icons.svg").read_text(encoding="utf-8")
    signs = [*words.STANDINGS.values(), *words.VERDICTS.values()]
    icons = [s.icon for s in signs] + [c.icon for c in words.CHANNELS.values() if c.icon]
    assert [icon for icon in icons if f'id="{icon}"' not in drawn] == []
    shapes = [sign.icon for sign in words.STANDINGS.values()]
    assert len(set(shapes)) == len(shapes)  # never told apart by colour alone


def test_what_has_no_word_yet_goes_by_its_own_name() -> None:
    assert words.word("sighs", "act") == "sighs"
    assert words.channel("newnet").name == "newnet"
    assert words.standing("forwarded").word == "forwarded"


def test_every_standing_has_its_class() -> None:
    sheet = Path(UI / "styles" / "signs.css").read_text(encoding="utf-8")
    assert [v for v in words.STANDINGS if f".{words.standing(v).css}" not in sheet] == []
