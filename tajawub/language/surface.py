"""What is seen of a text beside its n-grams: cues, question marks, links, numbers, length.

Each is a named 0/1 flag; `flag_names()` gives their order. The weights are kept by name, so a new
cue does not disturb an older model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tajawub.language.cues import Hits, cue_index, cues, find
from tajawub.language.features import I64, Words, words_of
from tajawub.language.normalize import GAP, LINK, Folded, fold_batch

_COURTESIES: Final = ("greeting", "thanks_contact", "closing")
_HEAD_WORDS: Final = 4  # how early a question word must stand to open the message
_LENGTHS: Final = (0, 1, 3, 6, 11, 21, 36)
_LEFT: Final = (0, 1, 3, 6, 11, 19)
_SIGNS: Final = (
    "?", "?_last", "!", "link", "#", "##", "emoji", "number_short",
    "number", "number_long", "arabic", "latin",
)  # fmt: skip
_JOINT: Final = (
    "question_cue", "question_head", "question_mark_only", "dm_bare", "link_bare", "call_bare",
    "elsewhere_bare", "asks_mark", "number_bare", "bad_service", "broken_service",
    "question_service", "praise_service", "bad_you", "why_fault", "question_fault", "plea_fault",
    "praise_fault", "you_plural",
)  # fmt: skip
_QUESTION_CUES: Final = (
    "ask_how", "ask_when", "ask_where", "ask_what", "ask_why", "ask_howmuch", "ask_whether",
    "ask_who", "want_know", "where_to_reach",
)  # fmt: skip
JOINED: Final[dict[str, tuple[str, ...]]] = {
    "dm_bare": ("dm", "dm_sent"),
    "call_bare": ("call_us",),
    "elsewhere_bare": ("go_elsewhere",),
    "asks_mark": ("provide",),
    "question_cue": _QUESTION_CUES,
}
"""The cues by which a joint flag is raised, so that a reason can quote them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A batch as it is seen: folded, cut into words, with cues found and flags raised.

    `flags` is posts x flag_names(), float32; `letters` is posts x 3, how many Arabic, Latin and
    other letters each text has, links and mentions left out.
    """

    folded: Folded
    words: Words
    hits: Hits
    flags: NDArray[np.float32]
    letters: I64


@cache
def flag_names() -> tuple[str, ...]:
    """The flags, in the order of the columns."""
    heads = [f"{cue.name}@head" for cue in cues() if cue.head]
    lengths = [f"words>={least}" for least in _LENGTHS]
    left = [f"left>={least}" for least in _LEFT]
    return (*(cue.name for cue in cues()), *heads, *_SIGNS, *lengths, *left, *_JOINT)


@cache
def flag_index() -> dict[str, int]:
    """The column of each flag by its name."""
    return {name: column for column, name in enumerate(flag_names())}


def see(texts: Sequence[str]) -> Seen:
    """Folds a batch, finds the cues and raises the flags."""
    folded = fold_batch(texts)
    words = words_of(folded)
    hits = find(words)
    flags = np.zeros((len(texts), len(flag_names())), dtype=np.float32)
    flags[hits.post, hits.cue] = 1
    letters = _letters(folded)
    _raise_heads(flags, words, hits)
    _raise_signs(flags, folded, words, letters)
    left = _left_over(words, hits)
    count = np.bincount(words.post[words.plain], minlength=len(texts))
    index = flag_index()
    for names, sizes in (("words", count), ("left", left)):
        for least in _LENGTHS if names == "words" else _LEFT:
            flags[:, index[f"{names}>={least}"]] = sizes >= least
    flags[_speaks_to_many(folded, words), index["you_plural"]] = 1
    _raise_joint(flags)
    return Seen(folded=folded, words=words, hits=hits, flags=flags, letters=letters)


def without_courtesies(seen: Seen) -> tuple[Folded, Words]:
    """The texts with greetings, thanks and good wishes blanked out, so that what else they say
    decides; that those stood there is still seen in the flags."""
    light = np.isin(seen.hits.cue, [cue_index()[name] for name in _COURTESIES])
    first = seen.words.begin[seen.hits.word[light]]
    end = seen.words.end[(seen.hits.word + seen.hits.size)[light] - 1]
    size = len(seen.folded.codes)
    change = np.bincount(first, minlength=size) - np.bincount(end, minlength=size)
    blank = np.cumsum(change) > 0
    codes, kinds = seen.folded.codes.copy(), seen.folded.kinds.copy()
    codes[blank], kinds[blank] = GAP, 0
    folded = replace(seen.folded, codes=codes, kinds=kinds)
    return folded, words_of(folded)


def _letters(folded: Folded) -> I64:
    """How many letters of each script stand in each post."""
    codes = folded.codes
    latin = (codes >= 97) & (codes <= 122)
    arabic = ((codes >= 0x620) & (codes < 0x700)) | ((codes >= 0x750) & (codes < 0x780))
    other = (folded.kinds == 1) & ~latin & ~arabic & ((codes < 48) | (codes > 57))
    marks = np.stack([arabic, latin, other], axis=1).astype(np.int64)
    return np.add.reduceat(marks, folded.starts[:-1]) if len(folded) else marks[:0]


def _raise_heads(flags: NDArray[np.float32], words: Words, hits: Hits) -> None:
    """A cue opens a message where few words stand before it (greetings aside)."""
    index = flag_index()
    greeting = hits.cue == cue_index()["greeting"]
    light = ~words.plain
    for size in range(1, 7):
        some = np.flatnonzero(greeting & (hits.size == size))
        for step in range(size):
            light[hits.word[some] + step] = True
    before = np.concatenate(([0], np.cumsum(~light)))
    rank = before[hits.word] - before[words.first_of_post()[hits.post]]
    early = rank < _HEAD_WORDS
    for number, cue in enumerate(cues()):
        if cue.head:
            flags[hits.post[early & (hits.cue == number)], index[f"{cue.name}@head"]] = 1


def _raise_signs(flags: NDArray[np.float32], folded: Folded, words: Words, letters: I64) -> None:
    index = flag_index()
    sign = folded.codes[words.begin]

    def mark(name: str, chosen: NDArray[np.bool_], least: int = 1) -> None:
        counts = np.bincount(words.post[chosen], minlength=len(flags))
        flags[:, index[name]] = counts >= least

    mark("?", sign == ord("?"))
    mark("!", sign == ord("!"))
    mark("link", sign == LINK)
    mark("#", sign == ord("#"))
    mark("##", sign == ord("#"), 3)
    mark("emoji", (sign >= 0xE000) & (sign < 0xE800))
    mark("number_short", sign == ord("0"))
    mark("number", sign == ord("5"))
    mark("number_long", sign == ord("9"))
    spoken = np.flatnonzero(words.plain | (sign == ord("?")))  # what ends a text, links set aside
    last = np.searchsorted(words.post[spoken], np.arange(len(flags)), side="right") - 1
    ended = np.flatnonzero(last >= 0)
    ended = ended[words.post[spoken[last[ended]]] == ended]
    flags[ended, index["?_last"]] = sign[spoken[last[ended]]] == ord("?")
    flags[:, index["arabic"]] = letters[:, 0] > 0
    flags[:, index["latin"]] = letters[:, 1] > 0


def _speaks_to_many(folded: Folded, words: Words) -> I64:
    """The posts in which an Arabic word speaks to several people, as one speaks to an agency: verbs
    like تردون and سحبتوا, nouns like خدماتكم."""
    codes = folded.codes
    long = np.flatnonzero(words.plain & (words.end - words.begin >= 5))
    first = codes[words.begin[long]]
    last, before_last = codes[words.end[long] - 1], codes[words.end[long] - 2]
    third_last = codes[words.end[long] - 3]
    verb = (first == ord("ت")) & (before_last == ord("و")) & (last == ord("ن"))
    past = (third_last == ord("ت")) & (before_last == ord("و")) & (last == ord("ا"))
    noun = (before_last == ord("ك")) & (last == ord("م"))
    return np.asarray(words.post[long[verb | past | noun]])


def _left_over(words: Words, hits: Hits) -> I64:
    """How many words of each post no formula covers: what is left is what it really says."""
    covers = np.array([cue.cover for cue in cues()])[hits.cue]
    change = np.zeros(len(words.begin) + 1, dtype=np.int64)
    begin, end = hits.word[covers], (hits.word + hits.size)[covers]
    change += np.bincount(begin, minlength=len(change)) - np.bincount(end, minlength=len(change))
    bare = (np.cumsum(change)[:-1] == 0) & words.plain
    return np.bincount(words.post[bare], minlength=words.posts)


def _raise_joint(flags: NDArray[np.float32]) -> None:
    """Flags that mean something only together."""
    index = flag_index()

    def has(*names: str) -> NDArray[np.bool_]:
        return np.asarray(flags[:, [index[name] for name in names]].any(axis=1))

    bare = ~has("left>=6")
    asked = has(*_QUESTION_CUES)
    fault = has("broken", "bad", "waiting_long", "no_reply")
    joint = {
        "question_cue": asked,
        "question_head": has(*(f"{name}@head" for name in _QUESTION_CUES[:8])),
        "question_mark_only": has("?") & ~asked,
        "dm_bare": has("dm", "dm_sent") & bare,
        "link_bare": has("link") & bare,
        "call_bare": has("call_us") & bare,
        "elsewhere_bare": has("go_elsewhere") & bare,
        "asks_mark": has("provide") & has("?"),
        "number_bare": has("number", "number_long") & bare,
        "bad_service": has("bad", "mocking") & has("service"),
        "broken_service": has("broken", "waiting_long", "no_reply") & has("service"),
        "question_service": asked & has("service"),
        "praise_service": has("praise") & has("service"),
        "why_fault": has("ask_why") & fault,
        "question_fault": asked & fault,
        "plea_fault": has("plea", "do_it") & fault,
        "praise_fault": has("praise") & (fault | has("but")),
        "bad_you": has("bad", "mocking") & has("you_agency", "you_plural"),
    }
    for name, raised in joint.items():
        flags[:, index[name]] = raised
