"""Texts of labelled sets that are not shipped, looked up in a folder by the hash of the text.

For training (`gold/labels_*.jsonl`): `tweetsumm/*.csv` (CC0, dialogues in the column `inputs`,
turns parted by "<BR>"), `saudi_irony/*.csv` (CC0), `arsarcasm_v2/*.csv` and
`dial2msa_gulf/*.csv` (MIT), `arbanking77/*.csv` (CC BY-SA 4.0). For scoring only
(`gold/eval_*.jsonl`, never trained on): `asad_speech_acts`, `complaints_en`, `saudi_bank_tweets`,
`arabic_university_complaints`, and `twcs_sample_5000`, whose tweets name what they answer.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from tajawub.errors import TajawubError
from tajawub.language.examples import Example, example_of, key_of, lines_of

FOLDERS: Final = {
    "saudi_irony": "saudi_irony",
    "arsarcasm": "arsarcasm_v2",
    "arbanking77": "arbanking77",
    "dial2msa_gulf": "dial2msa_gulf",
    "tweetsumm": "tweetsumm",
    "twcs": "twcs_sample_5000",
    "asad": "asad_speech_acts",
    "complaints_en": "complaints_en",
    "saudi_bank": "saudi_bank_tweets",
    "university": "arabic_university_complaints",
}
_TURNS: Final = "<BR>"
_LONGEST: Final = 20  # messages of a thread that are looked up
# The publishers of ASAD wrote these words in place of signs; the signs are put back.
_ASAD: Final = {
    r"\bمستخدم\b": "@user",
    r"\bوسم ": "#",
    r"\bرابط\b": "https://t.co/x",
    "استفهام": "؟",
    "تعجب": "!",
}


def foreign_examples(gold: Path, data: Path) -> tuple[list[Example], list[str]]:
    """The examples of `gold/labels_*.jsonl` whose texts are found, and a line on what is not."""
    examples: list[Example] = []
    notes: list[str] = []
    for path in sorted(gold.glob("labels_*.jsonl")):
        found = looked_up(path, data)
        total = sum(1 for _ in lines_of(path))
        examples += found
        notes.append(f"{path.name}: {len(found)} of {total} texts found in {data}")
    return examples, notes


def looked_up(path: Path, data: Path) -> list[Example]:
    """The examples of one file of labels whose texts are found. Raises TajawubError."""
    source = next((str(row.get("source")) for _, row in lines_of(path)), "")
    if source not in FOLDERS:
        raise TajawubError(f"{path}: no set is named {source!r}")
    if source == "tweetsumm":
        return _dialogues(path, data)
    return _tweets(path, data) if source == "twcs" else _posts(path, data, source)


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
    signs = _ASAD if source == "asad" else {}
    examples: list[Example] = []
    for number, row in lines_of(path):
        text = texts.get(row["key"])
        if text is None:
            continue
        for word, sign in signs.items():
            text = re.sub(word, sign, text)
        examples.append(example_of(row, text, (), f"{path}, line {number}"))
    return examples


def _tweets(path: Path, data: Path) -> list[Example]:
    """Each tweet after those it answers, as far as the sample holds them."""
    tweets = {row["tweet_id"]: row for row in _cells(data / FOLDERS["twcs"])}
    examples: list[Example] = []
    for number, row in lines_of(path):
        tweet = tweets.get(str(row["tweet_id"]))
        if tweet is None or key_of(tweet["text"]) != row["key"]:
            continue
        thread: list[dict[str, str]] = []
        parent = tweets.get(tweet["in_response_to_tweet_id"].split(".")[0])
        while parent is not None and len(thread) < _LONGEST:
            by = "citizen" if parent["inbound"] == "True" else "official"
            thread.insert(0, {"by": by, "text": parent["text"]})
            parent = tweets.get(parent["in_response_to_tweet_id"].split(".")[0])
        examples.append(example_of(row, tweet["text"], thread, f"{path}, line {number}"))
    return examples


def _dialogues(path: Path, data: Path) -> list[Example]:
    """Each labelled turn after the labelled turns before it."""
    dialogues = [row["inputs"].split(_TURNS) for row in _cells(data / FOLDERS["tweetsumm"])]
    labelled: dict[int, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for number, row in lines_of(path):
        labelled[int(row["dialog"])].append((number, row))
    examples: list[Example] = []
    for dialogue, rows in labelled.items():
        if dialogue >= len(dialogues):
            continue
        texts = {key_of(turn): turn.strip() for turn in dialogues[dialogue]}
        thread: list[dict[str, Any]] = []
        for number, row in sorted(rows, key=lambda pair: int(pair[1]["turn_no"])):
            text = texts.get(row["key"])
            if text is None:
                continue
            examples.append(example_of(row, text, thread, f"{path}, line {number}"))
            thread = [*thread, {"by": row["by"], "text": text}]
    return examples
