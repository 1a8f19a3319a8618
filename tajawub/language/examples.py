"""Labelled messages: one JSON object a line, as in `gold/` and as any site may write its own.

A line holds `text`, `by` (citizen or official), any of the labels, and `thread`, the messages
before it. A line of a foreign set that may not be shipped holds `source` and `key` instead of
`text`: the first 16 hex digits of the SHA-256 of the stripped text, by which it is found again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tajawub.errors import TajawubError
from tajawub.language.columns import VALUES
from tajawub.language.readings import Earlier, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A message with its right labels; `group` names what must not be split between folds."""

    message: Message
    labels: Mapping[str, str]
    group: str
    source: str = "written"


def key_of(text: str) -> str:
    """The name of a text in a set that is not shipped."""
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def lines_of(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON Lines file with their line numbers. Raises TajawubError."""
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise TajawubError(f"{path}, line {number}: not JSON ({error})") from error
        if not isinstance(row, dict):
            raise TajawubError(f"{path}, line {number}: not a JSON object")
        yield number, row


def labels_of(row: Mapping[str, Any], where: str) -> dict[str, str]:
    """The labels that a row carries. Raises TajawubError for a value that no label has."""
    labels = {name: row[name] for name in VALUES if row.get(name) is not None}
    if "lang" in row:
        labels["language"] = row["lang"]
    for name, value in labels.items():
        if value not in VALUES[name]:
            raise TajawubError(f"{where}: {name} cannot be {value!r}")
    return labels


def read_examples(path: Path) -> list[Example]:
    """The examples of a file whose lines carry their texts. Raises TajawubError."""
    return [
        example_of(row, row.get("text"), row.get("thread") or (), f"{path}, line {number}")
        for number, row in lines_of(path)
    ]


def example_of(
    row: Mapping[str, Any], text: object, thread: Iterable[Mapping[str, Any]], where: str
) -> Example:
    """One example from a row, its text and the messages before it. Raises TajawubError."""
    by = row.get("by")
    if not isinstance(text, str) or by not in {"citizen", "official"}:
        raise TajawubError(f"{where}: text or by is missing")
    earlier = [Earlier(before["by"], before["text"]) for before in thread]
    labels = labels_of(row, where)
    return Example(
        message=Message(text=text, by=by, thread=earlier, to=row.get("to")),
        labels=labels,
        group=key_of(earlier[0].text if earlier else text),
        source=str(row.get("source", path_source(where))),
    )


def path_source(where: str) -> str:
    """The file's name without its ending, as a source's name."""
    return Path(where.split(",", maxsplit=1)[0]).stem
