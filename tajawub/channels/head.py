"""The first 64 kB of a file, as seen by whoever has to recognise it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cached_property

import ijson

from tajawub.channels.wire import Obj, objs

_MOST_VALUES = 40
_DEEPEST = 200
_DELIMITERS = ",\t;|"
_ASSIGNMENT = re.compile(r"\s*window\.(?:YTD\.([A-Za-z0-9_]+)\.part\d+|(__THAR_CONFIG))\s*=\s*")


@dataclass(frozen=True)
class Head:
    """The first bytes of a file, in UTF-8, and what they look like.

    `whole` says that this is all there is.
    """

    data: bytes
    whole: bool = True

    @cached_property
    def text(self) -> str:
        return self.data.decode("utf-8", "replace")

    @cached_property
    def variable(self) -> str:
        """The part of an account archive that a script of it assigns: `tweets`, `account`, …"""
        found = _ASSIGNMENT.match(self.text[:200])
        return (found[1] or found[2]) if found else ""

    @cached_property
    def assigned_from(self) -> int:
        """Where the value of that assignment starts, in bytes."""
        found = _ASSIGNMENT.match(self.text[:200])
        return found.end() if found else 0

    @cached_property
    def is_json(self) -> bool:
        return self.data[self.assigned_from :].lstrip()[:1] in {b"{", b"["}

    @cached_property
    def values(self) -> tuple[object, ...]:
        """The first JSON values, the last one as far as it goes; empty where this is no JSON."""
        return tuple(_values(self.data[self.assigned_from :])) if self.is_json else ()

    @cached_property
    def samples(self) -> tuple[Obj, ...]:
        """The first JSON objects: each value, or the elements of each where it is a list."""
        found: list[Obj] = []
        for value in self.values:
            if isinstance(value, dict):
                found.append(value)
            found += objs(value) + [o for inner in _lists(value) for o in objs(inner)]
        return tuple(found[:_MOST_VALUES])

    @cached_property
    def delimiter(self) -> str:
        """The character between the columns of a table; "" where this is none."""
        if self.is_json or not self.data or "\0" in self.text[:1000]:
            return ""
        lines = [line for line in self.text.splitlines()[:20] if line.strip()]
        if not lines:
            return ""
        best = max(_DELIMITERS, key=lambda d: _columns(lines, d))
        return best if _columns(lines, best) > 1 else ""

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The first rows of a table, the column names first."""
        if not self.delimiter:
            return ()
        text = self.text if self.whole else self.text[: self.text.rfind("\n") + 1]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)
        found: list[tuple[str, ...]] = []
        try:
            for row in reader:
                if row:
                    found.append(tuple(row))
                if len(found) > 500:
                    break
        except csv.Error:
            pass  # the reader of the file reports it, with its line
        # A quoted field may be cut where the head ends.
        return tuple(found if self.whole or len(found) < 3 else found[:-1])


def _lists(value: object) -> list[object]:
    return [v for v in value if isinstance(v, list)] if isinstance(value, list) else []


def _columns(lines: list[str], delimiter: str) -> float:
    """How many columns the header has, a little more where the next lines agree."""
    header = len(next(csv.reader(lines[:1], delimiter=delimiter), []))
    agreeing = sum(
        len(row) == header for line in lines[1:] for row in csv.reader([line], delimiter=delimiter)
    )
    return header * (1 + 0.1 * agreeing / max(1, len(lines) - 1)) if header > 1 else 0


def _values(data: bytes) -> list[object]:
    builders: list[ijson.ObjectBuilder] = []
    depth = 0
    try:
        events = ijson.basic_parse(io.BytesIO(data), multiple_values=True, use_float=False)
        for event, value in events:
            if depth == 0:
                if len(builders) == _MOST_VALUES:
                    break
                builders.append(ijson.ObjectBuilder())
            depth += _step(event)
            if depth > _DEEPEST:
                break  # made to do harm; what came before still tells what it is
            builders[-1].event(event, value)
    except (ijson.JSONError, ValueError, ArithmeticError):
        pass  # cut at the end of the head, or broken: what came before still tells what it is
    return [builder.value for builder in builders if hasattr(builder, "value")]


def _step(event: str) -> int:
    if event.startswith("start_"):
        return 1
    return -1 if event.startswith("end_") else 0
