"""What is counted in a text: its words, their pairs, and the letter runs in them, by hash.

No vocabulary is kept. A batch becomes one array of characters; words and letter runs are hashed
there and end as rows of sparse matrices, which are multiplied with the weights. Hashes do not
depend on the batch, so a text has the same features in any company.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajawub.language.normalize import GAP, MENTION, Folded

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

_SEED: Final = 20200  # of the letters' random codes; the shipped weights depend on it
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: an odd, well-mixing multiplier
_LONGEST: Final = 32  # letters of a word that count for its hash
_WHOLE: Final = np.uint64(0x5851F42D4C957F2D)  # keeps words apart from letter runs
_PAIR: Final = np.uint64(0x14057B7EF767814F)


@cache
def _letters() -> U64:
    """A random 64-bit code for each folded character; 0 for gaps, which end a word."""
    rng = np.random.default_rng(_SEED)
    codes = rng.integers(1, 2**63, size=0x10000, dtype=np.uint64)
    codes[[0, GAP, MENTION]] = 0
    return codes


@cache
def _places() -> U64:
    """Odd multipliers for the first, second, ... letter of a word."""
    return np.cumprod(np.full(_LONGEST, _STEP, dtype=np.uint64), dtype=np.uint64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a batch in order: where each begins and ends in the folded characters, the post
    it stands in, its hash, and whether it is letters or digits (not ?, emoji or link)."""

    begin: I64
    end: I64
    post: I64
    hashes: U64
    plain: NDArray[np.bool_]
    posts: int

    def first_of_post(self) -> I64:
        """Index of each post's first word (of the next post's, where it has none)."""
        return np.searchsorted(self.post, np.arange(self.posts + 1)).astype(np.int64)


def words_of(folded: Folded) -> Words:
    """Cuts a folded batch into words; each kept sign and emoji is a word of its own."""
    kinds, codes = folded.kinds, folded.codes
    starts = kinds == 2
    inside = kinds == 1
    starts[0] |= inside[0]
    starts[1:] |= inside[1:] & ~inside[:-1]
    begin = np.flatnonzero(starts)
    if begin.size == 0:
        none = np.zeros(0, dtype=np.int64)
        return Words(
            begin=none, end=none, post=none, hashes=none.astype(np.uint64),
            plain=none.astype(np.bool_), posts=len(folded),
        )  # fmt: skip
    owner = np.cumsum(starts) - 1
    place = np.arange(len(codes)) - begin[np.maximum(owner, 0)]
    np.clip(place, 0, _LONGEST - 1, out=place)
    hashes = np.add.reduceat(_letters()[codes] * _places()[place], begin)
    end = begin + np.bincount(owner[(kinds > 0) & (owner >= 0)], minlength=len(begin))
    post = np.searchsorted(folded.starts, begin, side="right") - 1
    return Words(
        begin=begin, end=end, post=post, hashes=_mixed(hashes), plain=kinds[begin] == 1,
        posts=len(folded),
    )  # fmt: skip


def _mixed(hashes: U64) -> U64:
    return (hashes ^ (hashes >> np.uint64(29))) * _STEP


def chained(hashes: U64, following: U64) -> U64:
    """The hash of a phrase from that of its beginning and that of the word which follows."""
    return _mixed(hashes * _PAIR + following)


class Grams(NamedTuple):
    """Hashes of n-grams in order, and for each the post and the character it begins at."""

    hashes: U64
    post: I64
    begin: I64


def word_grams(words: Words) -> Iterator[Grams]:
    """The words, then the pairs of neighbouring words of one post."""
    yield Grams(words.hashes ^ _WHOLE, words.post, words.begin)
    near = np.flatnonzero(words.post[1:] == words.post[:-1])
    pairs = chained(words.hashes[near], words.hashes[near + 1])
    yield Grams(pairs, words.post[near], words.begin[near])


def letter_grams(folded: Folded) -> Iterator[Grams]:
    """Runs of 3, 4 and 5 characters with no gap inside; a gap at an edge marks a word's edge."""
    letters = _letters()[folded.codes]
    gap = folded.kinds == 0
    rolling = letters * _STEP + np.roll(letters, -1)
    clear = ~np.roll(gap, -1)  # the character after the first is no gap
    post = np.repeat(np.arange(len(folded)), np.diff(folded.starts))  # all but the last gap
    for size in (3, 4, 5):
        rolling = rolling * _STEP + np.roll(letters, 1 - size)
        count = len(letters) - size + 1
        if count <= 0:
            return
        at = np.flatnonzero(clear[:count])
        yield Grams(_mixed(rolling[at] + np.uint64(size)), post[at], at)
        clear = clear & ~np.roll(gap, 1 - size)


def buckets(hashes: U64, bits: int) -> NDArray[np.int32]:
    """The row of the weights that each hash falls on, out of 2**bits."""
    return (hashes * _STEP >> np.uint64(64 - bits)).astype(np.int32)


def counts(grams: Grams, posts: int, bits: int) -> csr_matrix:
    """One sparse row for each post: how often each bucket occurs (entries may repeat)."""
    from scipy.sparse import csr_matrix

    starts = np.searchsorted(grams.post, np.arange(posts + 1)).astype(np.int32)
    ones = np.ones(len(grams.hashes), dtype=np.float32)
    matrix = csr_matrix((posts, 2**bits), dtype=np.float32)
    matrix.data, matrix.indices, matrix.indptr = ones, buckets(grams.hashes, bits), starts
    return matrix


def scale(total: NDArray[np.int64]) -> NDArray[np.float32]:
    """What a post's sums are divided by: the root of its number of features."""
    return np.sqrt(np.maximum(total, 1)).astype(np.float32)
