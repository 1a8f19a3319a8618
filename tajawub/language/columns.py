"""The readings of many posts as columns: label codes and chances, one array for each label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from tajawub.language.language_of import LANGUAGES
from tajawub.language.readings import ACTS, REPLIES, TURNS, Reading, Readings

VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "language": LANGUAGES,
    "act": ACTS,
    "owed": ("yes", "no"),
    "scope": ("personal", "general"),
    "route": ("private", "public"),
    "urgent": ("yes", "no"),
    "turn": TURNS,
    "reply": REPLIES,
}
"""The labels, and of each the values in the order of their codes."""


class Explainer(Protocol):
    """Says why a post got a value."""

    def __call__(self, i: int, label: str, value: str, language: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingColumns:
    """For each label, `codes[label][i]` is the index of post i's value in VALUES[label] and
    `p[label][i]` its chance; -1 and 0 where the label does not apply to the post.

    scope and route are given for every citizen's post, owed or not.
    """

    codes: Mapping[str, NDArray[np.int8]]
    p: Mapping[str, NDArray[np.float32]]
    explain: Explainer

    def __len__(self) -> int:
        return len(self.codes["language"])

    def value(self, i: int, label: str) -> str | None:
        """The value of a label of post i; None where it does not apply."""
        code = int(self.codes[label][i])
        return None if code < 0 else VALUES[label][code]

    def why(self, i: int, label: str, language: str = "en") -> str:
        """Why post i has its value, in a few plain words of English or Arabic ("ar"); "" where the
        label does not apply. Costs about a millisecond: ask only for what is shown."""
        value = self.value(i, label)
        return "" if value is None else self.explain(i, label, value, language)

    def reading(self, i: int, label: str) -> Reading | None:
        """One reading with its reason; None where the label does not apply."""
        value = self.value(i, label)
        if value is None:
            return None
        return Reading(value, round(float(self.p[label][i]), 4), self.why(i, label))

    def readings(self, i: int) -> Readings:
        """All readings of post i; scope and route only where an answer is owed."""
        given = {label: self.reading(i, label) for label in self._labels(i)}
        return Readings(**given)  # type: ignore[arg-type]

    def _labels(self, i: int) -> Sequence[str]:
        owed = self.value(i, "owed") == "yes"
        return [label for label in VALUES if owed or label not in {"scope", "route"}]


def joined(pieces: Sequence[ReadingColumns]) -> ReadingColumns:
    """The columns of several batches as those of one, in order."""
    starts = np.cumsum([0, *(len(piece) for piece in pieces)])

    def explain(i: int, label: str, value: str, language: str) -> str:
        at = int(np.searchsorted(starts, i, side="right")) - 1
        return pieces[at].explain(i - int(starts[at]), label, value, language)

    return ReadingColumns(
        codes={label: np.concatenate([piece.codes[label] for piece in pieces]) for label in VALUES},
        p={label: np.concatenate([piece.p[label] for piece in pieces]) for label in VALUES},
        explain=explain,
    )
