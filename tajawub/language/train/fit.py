"""Fits one head: multinomial logistic regression on what `model.View` reads; its calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from tajawub.language.examples import Example
from tajawub.language.features import word_grams
from tajawub.language.model import (
    BEFORE_BITS,
    BEFORE_EXTRA,
    BITS,
    F32,
    Head,
    HeadWeights,
    before_flags,
    gram_rows,
    grams_of,
    rule_chances,
    softmax,
)
from tajawub.language.reader import message_before
from tajawub.language.surface import see

SEED: Final = 7
FOLDS: Final = 5
# Random tweets are mostly talk; at full weight they would make the reader deaf to what is put to
# an agency, which is what it reads.
SOURCE_WEIGHT: Final = {"saudi_irony": 0.5, "arsarcasm": 0.5, "dial2msa_gulf": 0.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is tuned: the strength of the fit, and how freely each block may weigh."""

    strength: float = 6.0
    text: float = 1.0
    flags: float = 0.5
    rules: float = 1.0
    before: float = 0.3
    before_text: float = 0.7
    balance: float = 0.4  # 0: as frequent as in the examples; 1: all labels equally


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The examples of one head: blocks of features side by side, right labels, groups."""

    blocks: Sequence[Any]
    right: NDArray[np.int64]
    groups: NDArray[np.str_]
    weight: NDArray[np.float64]


def table_of(head: Head, examples: Sequence[Example]) -> Table:
    """The features of the examples that carry the head's label."""
    labelled = [e for e in examples if head.name in e.labels and _reads(head, e)]
    messages = [e.message for e in labelled]
    seen = see([m.text for m in messages])
    before = [message_before(m) for m in messages]
    known = np.array([b is not None for b in before])
    earlier = see([b[0] if b else "" for b in before])
    official = np.array([b is not None and b[1] for b in before])
    blocks = [
        _summed(list(grams_of(seen, head.official)), len(messages), BITS),
        sp.csr_matrix(seen.flags),
        sp.csr_matrix(rule_chances(head.rule_weights(), seen.flags)),
        sp.csr_matrix(before_flags(earlier, official, known)),
    ]
    if head.reads_before:
        blocks.append(_summed(list(word_grams(earlier.words)), len(messages), BEFORE_BITS))
    right = np.array([list(head.labels).index(e.labels[head.name]) for e in labelled])
    weight = np.array([SOURCE_WEIGHT.get(e.source, 1.0) for e in labelled])
    groups = np.array([e.group for e in labelled])
    return Table(blocks=blocks, right=right, groups=groups, weight=weight)


def _reads(head: Head, example: Example) -> bool:
    if head.official != (example.message.by == "official"):
        return False
    return head.name != "turn" or len(example.message.thread) > 0


def _summed(grams: Sequence[Any], posts: int, bits: int) -> Any:
    matrices, divisor = gram_rows(grams, posts, bits)
    total = sp.csr_matrix((posts, 2**bits), dtype=np.float32)
    for matrix in matrices:
        matrix.sum_duplicates()
        total = total + matrix
    return sp.diags(1.0 / divisor) @ total


def _sizes(settings: Settings) -> list[float]:
    s = settings
    return [s.text, s.flags, s.rules, s.before, s.before_text]


def _joined(table: Table, settings: Settings) -> Any:
    sized = [b * size for b, size in zip(table.blocks, _sizes(settings), strict=False)]
    return sp.hstack(sized, format="csr")


def _fitted(
    rows: Any, right: NDArray[np.int64], own: NDArray[np.float64], labels: int, settings: Settings
) -> Any:
    count = np.bincount(right, weights=own, minlength=labels)
    weight = own * ((count.sum() / np.maximum(count, 1)) ** settings.balance)[right]
    weight /= weight.mean()
    model = LogisticRegression(C=settings.strength, max_iter=400, tol=1e-3, random_state=SEED)
    return model.fit(rows, right, sample_weight=weight)


def unseen_scores(head: Head, table: Table, settings: Settings) -> F32:
    """Posts x labels: scores of each example by weights that have not seen its group."""
    rows, own = _joined(table, settings), table.weight
    scores = np.full((len(table.right), len(head.labels)), -20.0, dtype=np.float32)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for learn, check in folds.split(rows, table.right, table.groups):
        model = _fitted(rows[learn], table.right[learn], own[learn], len(head.labels), settings)
        scores[np.ix_(check, model.classes_)] = _decision(model, rows[check])
    return scores


def _decision(model: Any, rows: Any) -> Any:
    scores = model.decision_function(rows)
    return np.stack([-scores / 2, scores / 2], axis=1) if scores.ndim == 1 else scores


def temperature_of(scores: F32, right: NDArray[np.int64]) -> float:
    """What scores are divided by so that chances come true (Guo et al. 2017)."""

    def loss(temperature: float) -> float:
        chances = softmax(scores / np.float32(temperature))
        return float(-np.log(np.maximum(chances[np.arange(len(right)), right], 1e-9)).mean())

    return float(minimize_scalar(loss, bounds=(0.2, 5.0), method="bounded").x)


def weights_of(head: Head, table: Table, settings: Settings, temperature: float) -> HeadWeights:
    """The weights fitted on all examples, per unit of each feature."""
    rows = _joined(table, settings)
    model = _fitted(rows, table.right, table.weight, len(head.labels), settings)
    coefficients, bias = model.coef_, model.intercept_
    if len(coefficients) == 1:
        coefficients = np.concatenate([-coefficients / 2, coefficients / 2])
        bias = np.concatenate([-bias / 2, bias / 2])
    full = np.zeros((len(head.labels), coefficients.shape[1]), dtype=np.float32)
    full[model.classes_] = coefficients
    biases = np.full(len(head.labels), -20.0, dtype=np.float32)
    biases[model.classes_] = bias
    ends = np.cumsum([b.shape[1] for b in table.blocks])[:-1]
    parts = [
        np.asarray(part.T * size, dtype=np.float32)
        for part, size in zip(np.split(full, ends, axis=1), _sizes(settings), strict=False)
    ]
    assert parts[3].shape[0] == parts[1].shape[0] + len(BEFORE_EXTRA)
    return HeadWeights(
        text=parts[0], flags=parts[1], rules=parts[2], before=parts[3],
        before_text=parts[4] if head.reads_before else None, bias=biases, temperature=temperature,
    )  # fmt: skip
