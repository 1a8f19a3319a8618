"""Which language a text is in, by its letters and its commonest words: no model, no guess."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tajawub.language.cues import cue_index
from tajawub.language.surface import Seen

LANGUAGES: Final = ("ar", "en", "arabizi", "mixed", "other")


def languages(seen: Seen) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """The index into LANGUAGES of each text, and how sure that is (0-1).

    *mixed* needs a fair share of both scripts; a lone brand name in Latin letters does not make it.
    """
    arabic, latin, other = seen.letters[:, 0], seen.letters[:, 1], seen.letters[:, 2]
    posts = len(seen.letters)
    english = _count(seen, "english_word", posts)
    arabizi = _count(seen, "arabizi_word", posts) + 0.7 * _lettered_numbers(seen, posts)
    total = np.maximum(arabic + latin + other, 1)
    share = arabic / np.maximum(arabic + latin, 1)
    words = np.bincount(seen.words.post[seen.words.plain], minlength=posts)
    foreign = (other > total / 2) | ((arabic == 0) & (words >= 5) & (english + arabizi < words / 9))
    value = np.select(
        [(arabic + latin == 0) | foreign, (share > 0.25) & (share < 0.75) & (latin >= 8),
         share >= 0.5, (arabizi > english) & (arabizi >= 1)],
        [4, 3, 0, 2], default=1,
    ).astype(np.int8)  # fmt: skip
    sure = np.select(
        [value == 0, value == 3, value == 2, value == 1],
        [0.8 + 0.199 * share, np.full(posts, 0.7),
         np.clip(0.5 + 0.1 * (arabizi - english), 0.5, 0.98),
         np.clip(0.55 + 0.1 * (english - arabizi), 0.55, 0.99)],
        default=0.8,
    )  # fmt: skip
    return value, sure.astype(np.float32)


def _count(seen: Seen, cue: str, posts: int) -> NDArray[np.float64]:
    chosen = seen.hits.cue == cue_index()[cue]
    return np.bincount(seen.hits.post[chosen], minlength=posts).astype(np.float64)


def _lettered_numbers(seen: Seen, posts: int) -> NDArray[np.float64]:
    """Words of letters with a digit among them, as Arabizi writes ع and ح (3, 7)."""
    codes, words = seen.folded.codes, seen.words
    digit = (codes >= 48) & (codes <= 57)
    letter = (codes >= 97) & (codes <= 122)
    if words.begin.size == 0:
        return np.zeros(posts)
    edges = np.stack([words.begin, words.end], axis=1).ravel()
    sums = np.concatenate([[0], np.cumsum(digit)]), np.concatenate([[0], np.cumsum(letter)])
    digits, letters = (np.diff(total[edges])[::2] for total in sums)
    return np.bincount(words.post[(digits > 0) & (letters >= 2)], minlength=posts).astype(float)
