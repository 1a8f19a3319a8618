"""The weights: from what is seen of a batch to the chance of each label.

Each head (act, reply, ...) is a multinomial logistic regression over the n-grams of the text, its
flags, the verdict of hand-written rules, and the message before it. All heads of a kind of
message are multiplied at once. Without weights the rules decide alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from tajawub.errors import TajawubError
from tajawub.language.features import Grams, counts, letter_grams, scale, word_grams
from tajawub.language.surface import Seen, flag_index, flag_names, without_courtesies

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

F32 = NDArray[np.float32]

BITS: Final = 16  # of the n-grams of the text itself
BEFORE_BITS: Final = 14  # of the words of the message before it
BEFORE_EXTRA: Final = ("has_before", "before_official")
FORMAT: Final = 1  # of the file of weights
_RULE_WORTH: Final = 0.7  # in reasons, a rule written by hand counts this much beside the weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One label: its values, whose messages it is for, and rules of thumb as weights of flags.

    The flag "" is always raised. `reads_before`: the words of the message before count too.
    """

    name: str
    labels: Sequence[str]
    rules: Mapping[str, Mapping[str, float]]
    official: bool = False
    reads_before: bool = False

    def rule_weights(self) -> F32:
        """Flags (with the always-raised one last) x labels."""
        weights = np.zeros((len(flag_names()) + 1, len(self.labels)), dtype=np.float32)
        for flag, says in self.rules.items():
            row = flag_index()[flag] if flag else -1
            for label, weight in says.items():
                weights[row, list(self.labels).index(label)] = weight
        return weights


def softmax(scores: F32) -> F32:
    """Chances over the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)


def margin(weights: F32) -> F32:
    """By how much each row speaks for each label rather than for the others on average."""
    others = (weights.sum(axis=1, keepdims=True) - weights) / max(weights.shape[1] - 1, 1)
    return np.asarray(weights - others, dtype=np.float32)


def rule_chances(rules: F32, flags: F32) -> F32:
    """Posts x labels: what the rules alone say, given `Head.rule_weights()`."""
    return softmax(weighed(flags, rules[:-1]) + rules[-1])


def weighed(flags: F32, weights: F32) -> F32:
    """flags @ weights, row by row: a row comes out the same to the last bit in any batch, which a
    dense product does not promise, and no threads are started for it."""
    from scipy.sparse import csr_matrix

    return np.asarray(csr_matrix(flags) @ weights, dtype=np.float32)


def before_flags(before: Seen, official: NDArray[np.bool_], known: NDArray[np.bool_]) -> F32:
    """Posts x (flags and BEFORE_EXTRA) of the message before; all 0 where there is none."""
    extra = np.stack([known, known & official], axis=1).astype(np.float32)
    return np.concatenate([before.flags * known[:, None], extra], axis=1)


def grams_of(seen: Seen, official: bool) -> Iterator[Grams]:
    """All n-grams of the texts: words, word pairs, and runs of 3 to 5 characters; of official
    replies without their courtesies."""
    folded, words = without_courtesies(seen) if official else (seen.folded, seen.words)
    yield from word_grams(words)
    yield from letter_grams(folded)


def gram_rows(grams: Sequence[Grams], posts: int, bits: int) -> tuple[list[csr_matrix], F32]:
    """Sparse counts, one matrix for each kind of n-gram, and what each post is divided by."""
    matrices = [counts(each, posts, bits) for each in grams]
    total = np.sum([np.diff(m.indptr) for m in matrices], axis=0)
    return matrices, scale(np.asarray(total))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadWeights:
    """The weights of one head, each with its labels as columns."""

    text: F32  # 2**BITS rows
    flags: F32
    rules: F32  # of the chances by rule
    before: F32  # flags and BEFORE_EXTRA
    before_text: F32 | None  # 2**BEFORE_BITS rows
    bias: F32
    temperature: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What is read from a file of weights; empty (`heads` = {}) where only the rules decide."""

    heads: Mapping[str, HeadWeights] = field(default_factory=dict)
    answer_from: float = 0.5  # least chance at which a reply is called an answer
    version: str = "rules"


def load(path: Path) -> Model:
    """Reads `reader.npz`. Raises TajawubError for a missing, broken or foreign file."""
    try:
        with np.load(path, allow_pickle=False) as file:
            about = json.loads(file["about"].tobytes())
            if about["format"] != FORMAT:
                raise TajawubError(f"{path}: weights of format {about['format']}, not {FORMAT}")
            arrays = {name: file[name] for name in file.files if name != "about"}
        heads = {name: _head_weights(name, arrays, about) for name in about["temperature"]}
    except (OSError, KeyError, ValueError, EOFError) as error:
        raise TajawubError(f"{path}: cannot read the reader's weights ({error})") from error
    return Model(heads=heads, answer_from=float(about["answer_from"]), version=about["version"])


def _head_weights(name: str, arrays: Mapping[str, Any], about: Mapping[str, Any]) -> HeadWeights:
    def dense(part: str, rows: int) -> F32:
        values = arrays[f"{name}.{part}"].astype(np.float32)
        full = np.zeros((rows, values.shape[1]), dtype=np.float32)
        full[arrays[f"{name}.{part}.rows"]] = values
        return full

    place = flag_index()
    known = [place.get(flag, -1) for flag in about["flags"]]
    here = [column for column, flag in enumerate(known) if flag >= 0]
    there = [known[column] for column in here]

    def by_name(part: str, extra: int) -> F32:
        values = arrays[f"{name}.{part}"]
        full = np.zeros((len(place) + extra, values.shape[1]), dtype=np.float32)
        full[there] = values[here]
        if extra:
            full[-extra:] = values[-extra:]
        return full

    reads_before = f"{name}.before_text" in arrays
    return HeadWeights(
        text=dense("text", 2**BITS),
        flags=by_name("flags", 0),
        rules=arrays[f"{name}.rules"].astype(np.float32),
        before=by_name("before", len(BEFORE_EXTRA)),
        before_text=dense("before_text", 2**BEFORE_BITS) if reads_before else None,
        bias=arrays[f"{name}.bias"].astype(np.float32),
        temperature=float(about["temperature"][name]),
    )


@dataclass(frozen=True)
class View:
    """The heads for one kind of message (a citizen's, or an official's), multiplied together."""

    heads: tuple[Head, ...]
    model: Model

    @cached_property
    def rules(self) -> dict[str, F32]:
        """The rules of each head as weights."""
        return {head.name: head.rule_weights() for head in self.heads}

    @cached_property
    def speaks(self) -> dict[str, F32]:
        """For each head, flags x labels: how much a flag speaks for a label, by rule and weight."""
        speaks = {name: _RULE_WORTH * margin(rules[:-1]) for name, rules in self.rules.items()}
        for head in self.heads:
            if head.name in self.model.heads:
                speaks[head.name] = speaks[head.name] + margin(self.model.heads[head.name].flags)
        return speaks

    @cached_property
    def _trained(self) -> list[HeadWeights]:
        return [self.model.heads[head.name] for head in self.heads if head.name in self.model.heads]

    @cached_property
    def _text(self) -> F32:
        return np.concatenate([w.text for w in self._trained], axis=1)

    @cached_property
    def _flags(self) -> F32:
        return np.concatenate([w.flags for w in self._trained], axis=1)

    @cached_property
    def _before(self) -> F32:
        return np.concatenate([w.before for w in self._trained], axis=1)

    @cached_property
    def _before_text(self) -> F32:
        parts = [
            np.zeros((2**BEFORE_BITS, w.bias.size), np.float32)
            if w.before_text is None
            else w.before_text
            for w in self._trained
        ]
        return np.concatenate(parts, axis=1)

    def chances(self, seen: Seen, before: F32, before_seen: Seen | None) -> dict[str, F32]:
        """For each head, posts x labels. `before` as of `before_flags`; `before_seen` has one text
        for each post too (empty where there is none)."""
        ruled = {name: rule_chances(rules, seen.flags) for name, rules in self.rules.items()}
        if not self._trained:
            return ruled
        scores = _product(
            list(grams_of(seen, self.heads[0].official)), len(seen.folded), BITS, self._text
        )
        scores += weighed(seen.flags, self._flags) + weighed(before, self._before)
        if before_seen is not None:
            grams = list(word_grams(before_seen.words))
            scores += _product(grams, len(seen.folded), BEFORE_BITS, self._before_text)
        chances: dict[str, F32] = {}
        at = 0
        for head in self.heads:
            weights = self.model.heads[head.name]
            own = scores[:, at : at + len(head.labels)] + weighed(ruled[head.name], weights.rules)
            chances[head.name] = softmax((own + weights.bias) / weights.temperature)
            at += len(head.labels)
        return chances


def _product(grams: Sequence[Grams], posts: int, bits: int, weights: F32) -> F32:
    matrices, divisor = gram_rows(grams, posts, bits)
    total = np.zeros((posts, weights.shape[1]), dtype=np.float32)
    for matrix in matrices:
        total += matrix @ weights
    return total / divisor[:, None]
