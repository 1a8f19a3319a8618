"""Scores the reader on any labelled JSON Lines file.

python -m tajawub.language.evaluate FILE...
python -m tajawub.language.evaluate --data DIR tajawub/language/gold/eval_*.jsonl
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajawub.errors import TajawubError
from tajawub.language.columns import VALUES, ReadingColumns
from tajawub.language.examples import Example, key_of, read_examples
from tajawub.language.reader import BATCH, Reader
from tajawub.language.train.foreign import looked_up

HALVES = ("look", "report")
_BINS = 10  # of equal width, for the calibration error


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueScore:
    """How well one value of a label is told from the others."""

    value: str
    count: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well one label is read. Macro-F1 is over the values that occur in the right labels."""

    count: int
    accuracy: float
    calibration_error: float
    values: Sequence[ValueScore]

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the values that occur."""
        occur = [value.f1 for value in self.values if value.count]
        return sum(occur) / len(occur) if occur else 0.0

    def lines(self) -> list[str]:
        """The score in a few lines of text."""
        low, high = wilson(self.accuracy, self.count)
        return [
            f"n {self.count}  macro-F1 {self.macro_f1:.3f}  accuracy {self.accuracy:.3f}"
            f" ({low:.3f}-{high:.3f})  calibration error {self.calibration_error:.3f}",
            *(
                f"{v.value:<16} n {v.count:>5}  P {v.precision:.3f}  R {v.recall:.3f}"
                f"  F1 {v.f1:.3f}"
                for v in self.values
                if v.count
            ),
        ]


def wilson(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); (0, 1) of nothing."""
    if count == 0:
        return 0.0, 1.0
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    half /= 1 + z * z / count
    return max(middle - half, 0.0), min(middle + half, 1.0)


def calibration_error(sure: NDArray[Any], hit: NDArray[np.bool_]) -> float:
    """Expected calibration error: mean gap between chance and truth over ten bins of chance."""
    if len(sure) == 0:
        return 0.0
    bins = np.minimum((np.asarray(sure) * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(bins, weights=np.asarray(sure, float) - hit, minlength=_BINS)
    return float(np.abs(gaps).sum() / len(sure))


def score_values(
    values: Sequence[str], right: NDArray[Any], read: NDArray[Any], sure: NDArray[Any]
) -> Score:
    """Scores codes read against the right ones; `sure` is the chance of each value read."""
    hit = np.asarray(right == read)
    scores = []
    for code, value in enumerate(values):
        both = int((hit & (right == code)).sum())
        said, count = int((read == code).sum()), int((right == code).sum())
        precision = both / said if said else 0.0
        recall = both / count if count else 0.0
        scores.append(ValueScore(value=value, count=count, precision=precision, recall=recall))
    return Score(
        count=len(right), accuracy=float(hit.mean()) if len(hit) else 0.0,
        calibration_error=calibration_error(sure, hit), values=scores,
    )  # fmt: skip


def evaluate(reader: Reader, examples: Sequence[Example]) -> dict[str, Score]:
    """The score of each label that the examples carry."""
    batches = [examples[at : at + BATCH] for at in range(0, len(examples), BATCH)]
    read = [reader.read_messages([e.message for e in batch]) for batch in batches]
    scores: dict[str, Score] = {}
    for label in VALUES:
        rows = [
            (VALUES[label].index(e.labels[label]), *_at(columns, i, label))
            for batch, columns in zip(batches, read, strict=True)
            for i, e in enumerate(batch)
            if label in e.labels and columns.codes[label][i] >= 0
        ]
        if rows:
            right, codes, sure = (np.array(column) for column in zip(*rows, strict=True))
            scores[label] = score_values(VALUES[label], right, codes, sure)
    return scores


def _at(columns: ReadingColumns, i: int, label: str) -> tuple[int, float]:
    return int(columns.codes[label][i]), float(columns.p[label][i])


def half_of(text: str) -> str:
    """The half a text belongs to, by its hash: `look` may be studied while the reader is improved,
    `report` may not, and is what is told to others."""
    return HALVES[int(key_of(text), 16) % 2]


def main(arguments: Sequence[str]) -> int:
    """Prints the score of each label over all files together. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tajawub.language.evaluate")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--data", type=Path, help="folder of the sets whose texts are not shipped")
    parser.add_argument("--half", choices=HALVES, help="one half of the texts (default: both)")
    given = parser.parse_args(arguments)
    try:
        examples = [e for path in given.files for e in _examples(path, given.data)]
        examples = [e for e in examples if given.half in {None, half_of(e.message.text)}]
    except (TajawubError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    lines = [
        line
        for label, score in evaluate(Reader(), examples).items()
        for line in (f"{label}:", *(f"  {line}" for line in score.lines()))
    ]
    with suppress(BrokenPipeError):
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
    return 0


def _examples(path: Path, data: Path | None) -> list[Example]:
    if data is None:
        return read_examples(path)
    return looked_up(path, data)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
