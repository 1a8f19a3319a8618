"""python -m tajawub.language.train [DATA_DIR]: makes `models/reader.npz` from `gold/`.

DATA_DIR holds the foreign sets (see foreign.py); without it the weights are made from the texts
of the package alone. Prints, for each head, how well unseen examples are read (5 folds, no thread
in two of them). The same input gives the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tajawub.language import act, reply
from tajawub.language.evaluate import Score, score_values
from tajawub.language.examples import Example, read_examples
from tajawub.language.model import FORMAT, Head, HeadWeights, softmax
from tajawub.language.reader import HEADS, MODEL_FILE
from tajawub.language.surface import flag_names
from tajawub.language.train.fit import (
    Settings,
    table_of,
    temperature_of,
    unseen_scores,
    weights_of,
)
from tajawub.language.train.foreign import foreign_examples

GOLD: Final = MODEL_FILE.parents[1] / "gold"
SETTINGS: Final = {  # found by turning one at a time, judged on folds not seen
    "act": Settings(strength=6.0, flags=0.8, balance=0.0),
    "scope": Settings(text=2.0, flags=0.25, rules=3.0),
    "route": Settings(text=2.0, flags=0.25),
    "urgent": Settings(strength=4.0, text=2.0),
    "turn": Settings(strength=2.0, balance=0.0),
    "reply": Settings(strength=12.0, text=2.0, rules=0.3, before_text=0.3, balance=0.7),
}
MISTAKEN: Final = 0.03  # share of other replies that may be taken for answers, on unseen gold
_TINY: Final = 1e-3  # weights below are written as 0


def gather(gold: Path, data: Path | None) -> tuple[list[Example], list[str]]:
    """All examples, and notes on what was found."""
    examples = [e for path in sorted(gold.glob("written_*.jsonl")) for e in read_examples(path)]
    notes = [f"written here: {len(examples)}"]
    if data is None:
        return examples, notes
    foreign, more = foreign_examples(gold, data)
    return examples + foreign, notes + more


def least_for_answer(chances: NDArray[np.float32], right: NDArray[np.int64]) -> float:
    """The lowest threshold at which at most MISTAKEN of the other replies pass for an answer."""
    other = right != reply.ANSWER
    for least in np.arange(0.3, 0.95, 0.01):
        taken = reply.choose(chances[other], float(least)) == reply.ANSWER
        if taken.mean() <= MISTAKEN:
            return round(float(least), 2)
    return 0.95


def _packed(name: str, weights: HeadWeights) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    for part in ("text", "before_text"):
        values = getattr(weights, part)
        if values is None:
            continue
        rows = np.flatnonzero(np.abs(values).max(axis=1) > _TINY)
        arrays[f"{name}.{part}.rows"] = rows.astype(np.uint32)
        arrays[f"{name}.{part}"] = values[rows].astype(np.float16)
    for part in ("flags", "rules", "before", "bias"):
        arrays[f"{name}.{part}"] = getattr(weights, part).astype(np.float32)
    return arrays


def _digest(examples: list[Example]) -> str:
    whole = hashlib.sha256()
    for e in sorted(examples, key=lambda e: (e.source, e.message.text)):
        whole.update(json.dumps([e.source, e.message.text, dict(e.labels)]).encode())
        whole.update(json.dumps([[t.by, t.text] for t in e.message.thread]).encode())
    return whole.hexdigest()


def _version(arrays: dict[str, Any], temperatures: dict[str, float], answer_from: float) -> str:
    """A name that changes with any number in the file."""
    whole = hashlib.sha256(json.dumps([temperatures, answer_from]).encode())
    for name in sorted(arrays):
        whole.update(name.encode() + arrays[name].tobytes())
    return whole.hexdigest()[:10]


def _read(head: Head, chances: NDArray[np.float32], least: float) -> NDArray[np.int8]:
    if head.name == "reply":
        return reply.choose(chances, least)
    if head.name == "act":
        return act.choose(chances)[0]
    return np.asarray(chances.argmax(axis=1), dtype=np.int8)


def train(gold: Path, data: Path | None, out: Path) -> list[str]:
    """Makes the file of weights; returns the lines of the report."""
    examples, report = gather(gold, data)
    arrays: dict[str, Any] = {}
    temperatures: dict[str, float] = {}
    answer_from = 0.5
    for head in HEADS:
        table, settings = table_of(head, examples), SETTINGS[head.name]
        scores = unseen_scores(head, table, settings)
        temperatures[head.name] = temperature_of(scores, table.right)
        chances = softmax(scores / np.float32(temperatures[head.name]))
        if head.name == "reply":
            answer_from = least_for_answer(chances, table.right)
        values = _read(head, chances, answer_from)
        sure = chances[np.arange(len(values)), values]
        score = score_values(head.labels, table.right, values, sure)
        report += _lines(head, score)
        weights = weights_of(head, table, settings, temperatures[head.name])
        arrays |= _packed(head.name, weights)
    version = _version(arrays, temperatures, answer_from)
    about = {
        "format": FORMAT, "version": version, "data": _digest(examples), "examples": len(examples),
        "temperature": temperatures, "answer_from": answer_from, "flags": flag_names(),
    }  # fmt: skip
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    out.parent.mkdir(exist_ok=True)
    np.savez_compressed(out, **arrays)
    size = out.stat().st_size / 1e6
    return [*report, f"{out.name}: version {version}, {size:.1f} MB, answer from {answer_from}"]


def _lines(head: Head, score: Score) -> list[str]:
    return [f"{head.name}:", *(f"  {line}" for line in score.lines())]


def main() -> int:
    """Runs from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tajawub.language.train", description=__doc__)
    parser.add_argument(
        "data", type=Path, nargs="?", help="folder of the sets that are not shipped"
    )
    data: Path | None = parser.parse_args().data
    if data is not None and not data.is_dir():
        parser.error(f"{data} is not a folder. Without it the package's own texts are used.")
    sys.stdout.write("\n".join(train(GOLD, data, MODEL_FILE)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
