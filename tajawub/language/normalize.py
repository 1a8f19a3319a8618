"""Folds text for reading: many spellings of a word become one, and every place keeps its origin.

A batch of posts is one array of code points, folded through a table without a Python loop, so that
the cost per post is a few microseconds. What is folded away: case, Arabic hamza, alef, ya and
ta-marbuta variants, diacritics, tatweel, invisible controls, look-alike letters, long repeats, the
digits of numbers, the names after an @. What is kept: question and exclamation marks, emoji, the
place of a link and of a hashtag.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

LIMIT: Final = 4000  # characters of a post that are read; the rest of a longer one is not
GAP: Final = 32
LINK: Final = 0xE801
MENTION: Final = 0xE802
_LAST: Final = 0x1FFFF  # code points above are treated as this one: a gap
_DROP: Final = 0

# Letters written in place of another: Cyrillic and Greek look-alikes, Persian and Urdu letters.
_ALIKE: Final = {
    **dict(zip("аеорсухіѕјһԁԛԝ", "aeopcyxisjhdqw", strict=True)),
    **dict(zip("АВЕКМНОРСТХІЅЈ", "abekmhopctxisj", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν", "abezhikmnoptyxoav", strict=True)),
    **dict(zip("کیےېۍہھۀەۃۂ", "كييييههههه" + "ه", strict=True)),
    **dict(zip("ٱأإآٲٳىةڤڨپچژگ", "اااااا" + "يهفقبجزك", strict=True)),
}
_DROPPED: Final = "ءئؤٕٔ'’‘ʼ`´′ـ\u200b\u200c\u200d\u2060\ufeff\u00ad"
_KEPT_SYMBOLS: Final = "?!#"


def _fold_one(code: int) -> int:
    """The folded code of one code point: itself, another letter, a gap (32) or 0 for dropped."""
    char = chr(code)
    category = unicodedata.category(char)
    folded = GAP
    if char in _DROPPED or category in {"Cf", "Mn", "Me", "Sk"} or unicodedata.combining(char):
        folded = _DROP
    elif char in _ALIKE:
        folded = ord(_ALIKE[char])
    elif char in "؟¿⸮？":
        folded = ord("?")
    elif category == "Nd":
        folded = ord("0") + unicodedata.digit(char, 0)
    elif category[0] in "LN":
        plain = unicodedata.normalize("NFKD", char)[0].lower()[0]
        folded = _DROP if plain in _DROPPED else ord(_ALIKE.get(plain, plain))
    elif char in _KEPT_SYMBOLS or 0x2600 <= code <= 0x27BF:
        folded = code
    return folded


@cache
def _table() -> NDArray[np.uint16]:
    """The folding table: one entry for each code point up to 0x1FFFF."""
    table = np.full(_LAST + 1, GAP, dtype=np.uint16)
    table[0x250:0xD800] = np.arange(0x250, 0xD800, dtype=np.uint16)  # other scripts stay as written
    table[0xF900:0xFB00] = np.arange(0xF900, 0xFB00, dtype=np.uint16)
    spans = [(0, 0x250), (0x2B0, 0x530), (0x590, 0x700), (0x750, 0x780), (0x8A0, 0x900)]
    spans += [(0x1E00, 0x2000), (0x2000, 0x2C00), (0x3000, 0x3040)]
    spans += [(0xFB00, 0x10000), (0x1D400, 0x1D800)]
    for first, end in spans:
        table[first:end] = [_fold_one(code) for code in range(first, end)]
    emoji = np.arange(0x1F000, 0x1FC00)
    table[emoji] = 0xE000 + (emoji & 0x7FF)
    table[0x1F3FB:0x1F400] = _DROP  # skin tones
    table[0xFE00:0xFE10] = _DROP  # variation selectors
    return table


@cache
def _kinds() -> NDArray[np.uint8]:
    """Of a folded code: 0 between words, 1 part of a word, 2 a word of its own (?, emoji, link)."""
    kinds = np.ones(0x10000, dtype=np.uint8)
    kinds[[_DROP, GAP, MENTION]] = 0  # whom a post names says nothing of what it asks
    kinds[[ord(c) for c in _KEPT_SYMBOLS]] = 2
    kinds[0x2600:0x27C0] = 2
    kinds[0xE000 : LINK + 1] = 2
    return kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A batch of folded posts, laid end to end with a gap before each and one at the very end.

    `codes` are the folded characters and `kinds` what they are (see `_kinds`); `starts[i]` is the
    gap before post i; `source` is where each character stood among `raw`, the untouched code
    points of the batch, in which the gap before post i is `raw_starts[i]`.
    """

    codes: NDArray[np.uint16]
    kinds: NDArray[np.uint8]
    starts: NDArray[np.int64]
    source: NDArray[np.int64]
    raw: NDArray[np.uint32]
    raw_starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1


def fold_batch(texts: Sequence[str]) -> Folded:
    """Folds each text, up to its first LIMIT characters. Never fails, whatever the text."""
    cut = [text if len(text) <= LIMIT else text[:LIMIT] for text in texts]
    raw = np.frombuffer(
        "\n".join(("", *cut, "")).encode("utf-32-le", "surrogatepass"), dtype=np.uint32
    )
    lengths = np.fromiter(map(len, cut), dtype=np.int64, count=len(cut))
    raw_starts = np.concatenate(([0], np.cumsum(lengths + 1)))
    codes = _table()[np.minimum(raw, _LAST)]
    _mark_links(raw, codes)
    _mark_mentions(raw, codes)
    kept = np.flatnonzero(codes)
    codes = codes[kept]
    _class_numbers(codes)
    kinds = _kinds()[codes]
    keep = ~_repeated(codes, kinds)
    codes, kinds, source = codes[keep], kinds[keep], kept[keep]
    starts = np.searchsorted(source, raw_starts).astype(np.int64)
    return Folded(
        codes=codes, kinds=kinds, starts=starts, source=source, raw=raw, raw_starts=raw_starts
    )


def fold(text: str) -> str:
    """One text folded, as a string: for rules on plain strings and for tests."""
    return "".join(map(chr, fold_batch([text]).codes[1:-1]))


def _wipe(codes: NDArray[np.uint16], first: NDArray[np.int64], end: NDArray[np.int64]) -> None:
    """Drops the characters from each `first` up to, not including, its `end`."""
    change = np.zeros(len(codes) + 1, dtype=np.int32)
    np.add.at(change, first, 1)
    np.add.at(change, end, -1)
    codes[np.cumsum(change[:-1]) > 0] = _DROP


def _next(places: NDArray[np.int64], after: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The first of the sorted `places` at or behind each of `after`; `size` where there is none."""
    at = np.searchsorted(places, after)
    return np.append(places, size)[at]


def _mark_links(raw: NDArray[np.uint32], codes: NDArray[np.uint16]) -> None:
    colons = np.flatnonzero(raw == 0x3A)
    if colons.size == 0:
        return
    back4, back5, last = np.maximum(colons - 4, 0), np.maximum(colons - 5, 0), codes[colons - 1]
    plain = (codes[back4] == ord("h")) & (last == ord("p"))
    safe = (codes[back5] == ord("h")) & (last == ord("s"))
    slash = raw[np.minimum(colons + 1, len(raw) - 1)] == 0x2F
    first = np.where(safe, back5, back4)[(plain | safe) & slash]
    _wipe(codes, first, _next(np.flatnonzero(raw <= 0x20), first, len(raw) - 1))
    codes[first] = LINK


def _mark_mentions(raw: NDArray[np.uint32], codes: NDArray[np.uint16]) -> None:
    at = np.flatnonzero(raw == 0x40)
    if at.size == 0:
        return
    name = ((raw >= 48) & (raw <= 57)) | ((raw >= 65) & (raw <= 90)) | (raw == 95)
    name |= (raw >= 97) & (raw <= 122)
    at = at[name[np.minimum(at + 1, len(raw) - 1)] & ~name[np.maximum(at - 1, 0)]]
    _wipe(codes, at, _next(np.flatnonzero(~name), at + 1, len(raw) - 1))
    codes[at] = MENTION


def _class_numbers(codes: NDArray[np.uint16]) -> None:
    """Writes 0 for each digit of a short number, 5 for 3-6 digits, 9 for a long one (a phone)."""
    digits = np.flatnonzero((codes >= 48) & (codes <= 57))
    if digits.size == 0:
        return
    run = np.cumsum(np.diff(digits, prepend=digits[0] - 1) != 1)
    length = np.bincount(run)[run]
    codes[digits] = np.where(length >= 7, 57, np.where(length >= 3, 53, 48))


def _repeated(codes: NDArray[np.uint16], kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """What to leave out: all but one of 3 equal letters or more, and of 2 equal signs or digits."""
    same = np.zeros(len(codes), dtype=np.bool_)
    same[1:] = (codes[1:] == codes[:-1]) & (kinds[1:] > 0)
    single = (kinds == 2) | ((codes >= 48) & (codes <= 57))
    doubled = same.copy()
    doubled[1:] &= ~same[:-1]  # the second of a run
    third = np.zeros(len(codes), dtype=np.bool_)
    third[:-1] = same[1:]  # it is followed by one more of the same
    return np.asarray((same & single) | (same & ~doubled) | (doubled & third))
