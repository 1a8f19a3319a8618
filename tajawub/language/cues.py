"""Known phrases in a batch of texts: which cues of `words/*.toml` occur, and where.

The phrases are data. They are folded like any text and matched as chains of word hashes, for all
posts at once; a phrase costs nothing when it does not occur.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tajawub.language.features import I64, U64, Words, chained, words_of
from tajawub.language.normalize import fold_batch

FILES: Final = (
    "questions", "requests", "complaints", "praise", "services", "replies", "personal", "urgency",
    "turns", "language",
)  # fmt: skip
_MAX_WORDS: Final = 6
_MAX_CHOICES: Final = 20_000
_FILTER_BITS: Final = 21
_GROUP: Final = re.compile(r"\(([^()]*)\)(\?)?")
_ARABIC: Final = re.compile(r"[؀-ۿ]")


def expand(pattern: str) -> list[str]:
    """The phrases a pattern stands for: "(a|b|) c" is "a c", "b c", "c"; "(a )?b" is "a b", "b".

    Groups may stand in groups. Raises ValueError for a pattern with stray signs or with too many
    choices.
    """
    phrases = [pattern]
    while any(_GROUP.search(phrase) for phrase in phrases):
        phrases = list(dict.fromkeys(p for phrase in phrases for p in _opened(phrase)))
        if len(phrases) > _MAX_CHOICES:
            raise ValueError(f"cue pattern has too many choices: {pattern!r}")
    if any(sign in phrase for phrase in phrases for sign in "()|?"):
        raise ValueError(f"cue pattern not understood: {pattern!r}")
    return list(dict.fromkeys(" ".join(phrase.split()) for phrase in phrases))


def _opened(phrase: str) -> Iterator[str]:
    """The phrase with its first innermost group replaced by each of its choices."""
    group = _GROUP.search(phrase)
    if group is None:
        yield phrase
        return
    choices = group[1].split("|") + ([""] if group[2] else [])
    for choice in choices:
        yield phrase[: group.start()] + choice + phrase[group.end() :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A named set of phrases. `cover`: its words carry no substance. `head`: counts more early."""

    name: str
    phrases: tuple[str, ...]
    cover: bool = False
    head: bool = False


def _cue(table: dict[str, Any]) -> Cue:
    phrases = tuple(dict.fromkeys(p for pattern in table["phrases"] for p in expand(pattern)))
    return Cue(
        name=str(table["name"]), phrases=phrases,
        cover=bool(table.get("cover", False)), head=bool(table.get("head", False)),
    )  # fmt: skip


@cache
def cues() -> tuple[Cue, ...]:
    """All cues, in the order of the files."""
    folder = resources.files("tajawub.language") / "words"
    texts = [(folder / f"{name}.toml").read_text(encoding="utf-8") for name in FILES]
    return tuple(_cue(table) for text in texts for table in tomllib.loads(text)["cue"])


@cache
def cue_index() -> dict[str, int]:
    """The number of each cue by its name."""
    return {cue.name: number for number, cue in enumerate(cues())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Where cues occur: the cue, the post, the first word and how many words."""

    cue: NDArray[np.int16]
    post: I64
    word: I64
    size: NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrases:
    """All phrases by hash, sorted; a phrase of several cues stands several times."""

    hashes: U64
    cue: NDArray[np.int16]
    size: NDArray[np.int8]
    deepest: int  # how often the commonest phrase stands
    sieve: NDArray[np.bool_]  # of the top bits of the hashes
    stems: NDArray[np.bool_]  # the same, of the phrases' proper beginnings
    longest: int


def _sieve(hashes: U64) -> NDArray[np.bool_]:
    sieve = np.zeros(2**_FILTER_BITS, dtype=np.bool_)
    sieve[(hashes >> np.uint64(64 - _FILTER_BITS)).astype(np.int64)] = True
    return sieve


@cache
def _phrases() -> _Phrases:
    texts: list[str] = []
    owners: list[int] = []
    for number, cue in enumerate(cues()):
        for phrase in cue.phrases:
            joined = ("", "و", "ف") if _ARABIC.match(phrase) else ("",)
            texts += [letter + phrase for letter in joined]
            owners += [number] * len(joined)
    words = words_of(fold_batch(texts))
    first = words.first_of_post()
    size = np.minimum(np.diff(first), _MAX_WORDS)
    kept = np.flatnonzero(size > 0)
    chain = words.hashes[first[kept]]
    stems: list[U64] = []
    for more in range(1, _MAX_WORDS):
        long = size[kept] > more
        stems.append(chain[long])
        chain[long] = chained(chain[long], words.hashes[first[kept][long] + more])
    owner, sizes = np.array(owners, dtype=np.int16)[kept], size[kept].astype(np.int8)
    order = np.lexsort((owner, chain))
    chain, owner, sizes = chain[order], owner[order], sizes[order]
    new = np.ones(len(chain), dtype=np.bool_)
    new[1:] = (chain[1:] != chain[:-1]) | (owner[1:] != owner[:-1])
    chain, owner, sizes = chain[new], owner[new], sizes[new]
    _, repeats = np.unique(chain, return_counts=True)
    return _Phrases(
        hashes=chain, cue=owner, size=sizes, deepest=int(repeats.max()), sieve=_sieve(chain),
        stems=_sieve(np.concatenate(stems)), longest=int(size.max()),
    )  # fmt: skip


def find(words: Words) -> Hits:
    """Every occurrence of every cue, overlapping ones included."""
    table = _phrases()
    found: list[tuple[NDArray[np.int16], I64, NDArray[np.int8]]] = []
    at = np.arange(len(words.hashes))
    chain = words.hashes
    shift = np.uint64(64 - _FILTER_BITS)
    for size in range(1, table.longest + 1):
        top = (chain >> shift).astype(np.int64)
        found += _matches(table, chain, at, table.sieve[top], size)
        room = at + size < len(words.hashes)
        grow = room & table.stems[top]
        grow[grow] = words.post[at[grow] + size] == words.post[at[grow]]
        at = at[grow]
        chain = chained(chain[grow], words.hashes[at + size])
    cue = np.concatenate([f[0] for f in found])
    word = np.concatenate([f[1] for f in found])
    sizes = np.concatenate([f[2] for f in found])
    return Hits(cue=cue, post=words.post[word], word=word, size=sizes)


def _matches(
    table: _Phrases, chain: U64, at: I64, likely: NDArray[np.bool_], size: int
) -> Iterator[tuple[NDArray[np.int16], I64, NDArray[np.int8]]]:
    likely_at = np.flatnonzero(likely)
    low = np.searchsorted(table.hashes, chain[likely_at])
    for step in range(table.deepest):
        row = np.minimum(low + step, len(table.hashes) - 1)
        right = (table.hashes[row] == chain[likely_at]) & (table.size[row] == size)
        yield table.cue[row[right]], at[likely_at[right]], table.size[row[right]]
