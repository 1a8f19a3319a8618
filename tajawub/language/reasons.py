"""Why a reading came out as it did, in a few plain words that quote the deciding ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tajawub.language.cues import cue_index, cues
from tajawub.language.features import I64, Words, buckets, letter_grams, scale, word_grams, words_of
from tajawub.language.model import BITS, F32, View, margin
from tajawub.language.normalize import LINK, Folded
from tajawub.language.surface import JOINED, Seen, flag_index
from tajawub.language.wording import NO_QUOTE, NO_WORDS, NOT_PUT, QUOTE, SAYS

_LONGEST: Final = 60  # characters of a quote
_CUE_LEAST: Final = 0.25  # least weight with which a known phrase is named as the reason
_WORD_LEAST: Final = 0.02  # the same for other words, which share their weight among many n-grams
_TRAIL: Final = 4  # numbers and links after a redirect that are quoted with it
_POINTERS: Final = frozenset({ord("0"), ord("5"), ord("9"), LINK})

Span = tuple[int, int]
"""Of words of the batch: the first, and the one after the last."""


@dataclass(frozen=True)
class Group:
    """The posts of a batch that one view has read: `row[i]` is the place of post i among them."""

    view: View
    seen: Seen
    row: NDArray[np.int64]

    @cached_property
    def _hits_by_post(self) -> tuple[I64, I64]:
        """The order of the hits by post, and where each post begins in it."""
        order = np.argsort(self.seen.hits.post, kind="stable")
        starts = np.searchsorted(self.seen.hits.post[order], np.arange(len(self.seen.folded) + 1))
        return order, starts

    def hits(self, at: int) -> I64:
        """The hits in the text at this place."""
        order, starts = self._hits_by_post
        return order[starts[at] : starts[at + 1]]

    @cached_property
    def first_word(self) -> I64:
        """Each text's first word."""
        return self.seen.words.first_of_post()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Explains the readings of one batch, each on demand (see columns.Explainer)."""

    citizen: Group | None
    official: Group | None
    texts: Sequence[str]
    is_official: NDArray[np.bool_]
    put: NDArray[np.bool_]
    acts: NDArray[np.int8]

    def __call__(self, i: int, label: str, value: str, language: str) -> str:
        """Why post i has this value of this label; at most about 150 characters."""
        tongue = int(language == "ar")
        if label == "owed" and not self.put[i]:
            return NOT_PUT[tongue]
        says = SAYS[label, value][tongue]
        group = self.official if self.is_official[i] else self.citizen
        if QUOTE not in says or group is None:
            return says
        at = int(group.row[i])
        first, end = int(group.first_word[at]), int(group.first_word[at + 1])
        if not group.seen.words.plain[first:end].any():
            return NO_WORDS[tongue]
        head = "act" if label == "owed" else label
        code = int(self.acts[i]) if label == "owed" else _codes(group.view, head).index(value)
        quote = _quote(self.texts[i], group.seen, at, _span(group, at, head, code))
        return says.replace(QUOTE, quote or NO_QUOTE[tongue])


def _codes(view: View, name: str) -> Sequence[str]:
    return next(list(head.labels) for head in view.heads if head.name == name)


@cache
def _joints() -> tuple[NDArray[np.int64], dict[int, NDArray[np.bool_]]]:
    """The flag "cue@head" of each cue (-1: none), and the cues that raise each joint flag."""
    index, names = flag_index(), [cue.name for cue in cues()]
    heads = np.array([index.get(f"{name}@head", -1) for name in names])
    joined: dict[int, NDArray[np.bool_]] = {}
    for joint, parts in JOINED.items():
        raised = np.zeros(len(names), dtype=np.bool_)
        raised[[cue_index()[part] for part in parts]] = True
        joined[index[joint]] = raised
    return heads, joined


def _span(group: Group, at: int, head: str, code: int) -> Span | None:
    """The words that speak most for a value: a known phrase, or else the heaviest words."""
    span = _cue_span(group, at, group.view.speaks[head][:, code])
    weights = group.view.model.heads.get(head)
    if span is None and weights is not None:
        span = _word_span(group, at, weights.text, code)
    return span


def _cue_span(group: Group, at: int, speaks: F32) -> Span | None:
    mine = group.hits(at)
    if mine.size == 0:
        return None
    hits, flags = group.seen.hits, group.seen.flags[at]
    cue, word, size = hits.cue[mine], hits.word[mine], hits.size[mine].astype(np.int64)
    heads, joined = _joints()
    column = heads[cue]
    opens = (column >= 0) & (flags[column] > 0)
    worth = speaks[cue] + np.where(opens, np.maximum(speaks[column], 0), 0)
    for joint, parts in joined.items():
        if flags[joint] and speaks[joint] > 0:
            worth[parts[cue]] += speaks[joint]
    if worth.max() < _CUE_LEAST:
        return None
    best = int(np.lexsort((-word, size, worth))[-1])
    first, end = int(word[best]), int(word[best] + size[best])
    same = cue == cue[best]
    for begin, stop in sorted(zip(word[same].tolist(), (word + size)[same].tolist(), strict=True)):
        if begin <= end <= stop:  # goes on from here, or overlaps
            end = stop
    return first, _with_trail(group, at, end, cues()[int(cue[best])].name)


def _with_trail(group: Group, at: int, end: int, cue: str) -> int:
    """A redirect's quote goes on over the numbers and links that follow it."""
    seen = group.seen
    last = min(end + _TRAIL, int(group.first_word[at + 1]))
    while (
        cue in {"call_us", "go_elsewhere"}
        and end < last
        and int(seen.folded.codes[seen.words.begin[end]]) in _POINTERS
    ):
        end += 1
    return end


def _alone(folded: Folded, at: int) -> tuple[Folded, Words]:
    """One text of a folded batch as a batch of its own."""
    begin, end = int(folded.starts[at]), int(folded.starts[at + 1]) + 1  # with the closing gap
    alone = Folded(
        codes=folded.codes[begin:end], kinds=folded.kinds[begin:end],
        starts=np.array([0, end - begin - 1]), source=folded.source[begin:end], raw=folded.raw,
        raw_starts=folded.raw_starts[at : at + 2],
    )  # fmt: skip
    return alone, words_of(alone)


def _word_span(group: Group, at: int, text: F32, code: int) -> Span | None:
    folded, words = _alone(group.seen.folded, at)
    worth = np.zeros(len(words.begin), dtype=np.float32)
    total = 0
    for grams in (*word_grams(words), *letter_grams(folded)):
        total += len(grams.hashes)
        owner = np.searchsorted(words.end, grams.begin, side="right")
        speaks = margin(text[buckets(grams.hashes, BITS)])[:, code]
        np.add.at(worth, np.minimum(owner, len(worth) - 1), speaks)
    worth /= scale(np.array([total]))
    best = int(worth.argmax())
    if worth[best] < _WORD_LEAST:
        return None
    first, end = best, best + 1
    if best and worth[best - 1] > 0:
        first = best - 1
    if end < len(worth) and worth[end] > 0:
        end += 1
    offset = int(group.first_word[at])
    return first + offset, end + offset


def _quote(text: str, seen: Seen, at: int, span: Span | None) -> str:
    """The words of the span as they stand in the text, in quotation marks, without controls."""
    if span is None:
        return ""
    folded = seen.folded
    begin, end = seen.words.begin[span[0]], seen.words.end[span[1] - 1]
    opening = int(folded.raw_starts[at]) + 1  # behind the gap before the text
    raw = text[int(folded.source[begin]) - opening : int(folded.source[end]) - opening]
    shown = "".join(" " if unicodedata.category(c)[0] in "ZC" else c for c in raw)
    shown = " ".join(shown.split())
    if len(shown) > _LONGEST:
        shown = shown[: _LONGEST - 1].rstrip() + "…"
    return f"“{shown}”" if shown else ""
