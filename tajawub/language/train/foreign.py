"""Texts of labelled sets that are not shipped, looked up in a folder by the hash of the text.

`tweetsumm/*.csv` (CC0, dialogues in the column `inputs`, turns parted by " <BR> "),
`saudi_irony/*.csv` (CC0), `arsarcasm_v2/*.csv` and `dial2msa_gulf/*.csv` (MIT),
`arbanking77/*.csv` (CC BY-SA 4.0). Files named `eval_*.jsonl` are never read here: they score.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from tajawub.language.examples import Example, example_of, key_of, lines_of

FOLDERS: Final = {
    "saudi_irony": "saudi_irony",
    "arsarcasm": "arsarcasm_v2",
    "arbanking77": "arbanking77",
    "dial2msa_gulf": "dial2msa_gulf",
}
_TURNS: Final = " <BR> "


def foreign_examples(gold: Path, data: Path) -> tuple[list[Example], list[str]]:
    """The examples of `gold/labels_*.jsonl` whose texts are found, and a line on what is not."""
    examples: list[Example] = []
    notes: list[str] = []
    for path in sorted(gold.glob("labels_*.jsonl")):
        source = next(str(row["source"]) for _, row in lines_of(path))
        found = _dialogues(path, data) if source == "tweetsumm" else _posts(path, data, source)
        total = sum(1 for _ in lines_of(path))
        examples += found
        notes.append(f"{path.name}: {len(found)} of {total} texts found in {data}")
    return examples, notes


def _cells(folder: Path) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    csv.field_size_limit(10**8)
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows += [dict(row) for row in csv.DictReader(file)]
    return rows


def _posts(path: Path, data: Path, source: str) -> list[Example]:
    texts = {
        key_of(cell): cell
        for row in _cells(data / FOLDERS[source])
        for cell in row.values()
        if isinstance(cell, str)
    }
    return [
        example_of(row, texts[row["key"]], (), f"{path}, line {number}")
        for number, row in lines_of(path)
        if row["key"] in texts
    ]


def _dialogues(path: Path, data: Path) -> list[Example]:
    """Each labelled turn after the labelled turns before it."""
    dialogues = [row["inputs"].split(_TURNS) for row in _cells(data / "tweetsumm")]
    labelled: dict[int, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for number, row in lines_of(path):
        labelled[int(row["dialog"])].append((number, row))
    examples: list[Example] = []
    for dialogue, rows in labelled.items():
        if dialogue >= len(dialogues):
            continue
        texts = {key_of(turn): turn for turn in dialogues[dialogue]}
        thread: list[dict[str, Any]] = []
        for number, row in sorted(rows, key=lambda pair: int(pair[1]["turn_no"])):
            text = texts.get(row["key"])
            if text is None:
                continue
            examples.append(example_of(row, text, thread, f"{path}, line {number}"))
            thread = [*thread, {"by": row["by"], "text": text}]
    return examples
