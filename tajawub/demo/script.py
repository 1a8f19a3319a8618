"""The written conversations of the demo, with the truth that their author gave them.

A thread is a header and its posts (the files say more in threads/README.md):

    @ before C1=answered C2=redirected
    N - | the agency's own news post
    C1 +2h question general | a citizen
    A>C1 +50m redirect | the agency, to that citizen
    A>C1 burst answer | the real answer, in the weeks after the directive
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from tajawub.cases.timeline import Standing
from tajawub.errors import TajawubError
from tajawub.language.readings import ACTS, OWING_ACTS, REPLIES

Phase = Literal["before", "burst", "fade"]
STANDINGS = {
    "nothing": Standing.NOTHING_OWED,
    "unanswered": Standing.UNANSWERED,
    "acknowledged": Standing.ACKNOWLEDGED,
    "redirected": Standing.REDIRECTED,
    "private": Standing.MOVED_TO_PRIVATE,
    "asked": Standing.ASKED_BACK,
    "answered": Standing.ANSWERED,
    "confirmed": Standing.CONFIRMED,
    "disputed": Standing.DISPUTED,
}
AGENCIES = {
    "transport": "ghaf_transport",
    "water": "ghaf_water",
    "housing": "ghaf_housing",
}
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_FLAGS = {"urgent", "confirms", "disputes", "private-route", "notowed", "deleted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What the author of a post says it is, in the codebook's words."""

    act: str | None = None
    owed: bool = False
    scope: str | None = None
    route: str | None = None
    urgent: bool = False
    turn: str | None = None
    reply: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One post: who speaks ("N", "C1", "A", or another agency's account), to whom, how long after
    the line before (None: some day after the directive), what, and the truth."""

    speaker: str
    to: str
    after: timedelta | None
    text: str
    truth: Truth
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A conversation below one root, and where each citizen's case stands at the end."""

    agency: str  # the account whose conversation it is
    phase: Phase
    day: int | None  # the day it starts, where the story fixes it
    standings: dict[str, Standing]
    lines: tuple[Line, ...]


def threads() -> list[Thread]:
    """All written threads, in a fixed order."""
    folder = files("tajawub.demo") / "threads"
    found: list[Thread] = []
    for name, account in AGENCIES.items():
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.startswith(f"{name}_"):
                found += _parse(file, account)
    return found


def _parse(file: Traversable, account: str) -> Iterator[Thread]:
    for number, block in _blocks(file):
        try:
            yield _thread(block, account)
        except (KeyError, ValueError, IndexError) as error:
            raise TajawubError(f"{file.name}, thread at line {number}: {error!r}") from error


def _blocks(file: Traversable) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    start = 1
    for number, line in enumerate([*file.read_text(encoding="utf-8").splitlines(), ""], 1):
        if line.strip():
            if not block:
                start = number
            block.append(line.strip())
        elif block:
            yield start, block
            block = []


def _thread(block: list[str], account: str) -> Thread:
    mark, phase, *rest = block[0].split()
    if mark != "@" or phase not in {"before", "burst", "fade"}:
        raise ValueError(f"a thread starts with “@ before|burst|fade”, not “{block[0]}”")
    fields = dict(part.split("=", 1) for part in rest)
    day = fields.pop("day", None)
    return Thread(
        agency=account,
        phase=phase,  # type: ignore[arg-type]
        day=int(day) if day else None,
        standings={citizen: STANDINGS[word] for citizen, word in fields.items()},
        lines=tuple(_line(line) for line in block[1:]),
    )


def _line(line: str) -> Line:
    head, text = line.split("|", 1)
    who, *words = head.split()
    delay, labels = (words[0], words[1:]) if words else ("-", [])
    speaker, _, to = who.partition(">")
    labels = [label for label in labels if label != "-"]
    official = speaker == "A" or speaker.startswith("A:")
    return Line(
        speaker=speaker,
        to=to,
        after=_after(delay),
        text=text.strip().replace(" ⏎ ", "\n"),
        truth=_official(labels) if official else _citizen(labels),
        deleted="deleted" in labels,
    )


def _after(delay: str) -> timedelta | None:
    if delay == "burst":
        return None
    parts = re.findall(r"(\d+)([smhdw])", delay)
    return sum((timedelta(**{_UNITS[u]: int(n)}) for n, u in parts), timedelta())


def _official(labels: list[str]) -> Truth:
    reply = labels[0] if labels else None
    if reply is not None and reply not in REPLIES:
        raise ValueError(f"“{reply}” is no kind of reply")
    return Truth(reply=reply)


def _citizen(labels: list[str]) -> Truth:
    if not labels:
        return Truth()
    act, rest = labels[0], set(labels[1:])
    unknown = rest - _FLAGS - {"general", "personal"}
    if act not in ACTS or unknown:
        raise ValueError(f"unknown label {unknown or act}")
    owed = act in OWING_ACTS and "notowed" not in rest
    return Truth(
        act=act,
        owed=owed,
        scope=("personal" if "personal" in rest else "general") if owed else None,
        route=("private" if "private-route" in rest else "public") if owed else None,
        urgent="urgent" in rest,
        turn=next((turn for turn in ("confirms", "disputes") if turn in rest), None),
    )
