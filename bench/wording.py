"""Texts that nobody wrote, with the words and the frequencies of those that somebody did.

Parts of the demo's posts are put together anew; names, numbers and rare words go in, of which there
are ever more the more is written, as in any language (Heaps' law): an index of words would look far
better than it is if the same three thousand posts stood in it again and again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

RARE: Final = 400_000  # words that are in nobody's posts, by Zipf's law
_END: Final = re.compile(r"(?<=[.!?؟،\n])\s+")
_CARRIED: Final = re.compile(r"(?:@\w+\s+)+")
_NAMED: Final = re.compile(r"@(\w+)")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")
_ROOT: Final = "بتثجحخدذرزسشصضطظعغفقكلمنهوي"
_SHAPES: Final = (
    "{0}{1}{2}", "{0}ا{1}{2}", "م{0}{1}و{2}", "ت{0}{1}ي{2}", "{0}{1}ا{2}ه", "ال{0}{1}ي{2}",
    "است{0}{1}ا{2}", "ال{0}{1}{2}يه", "{0}و{1}{2}", "و{0}{1}{2}ات", "لل{0}{1}ا{2}", "{0}{1}ي{2}ها",
    "ب{0}{1}و{2}", "{0}{1}{2}ان", "ا{0}ت{1}ا{2}", "من{0}{1}{2}", "{0}ي{1}ا{2}", "وال{0}{1}{2}ه",
    "م{0}ا{1}{2}ين", "ن{0}{1}{2}كم",
)  # fmt: skip


def rare_word(n: int) -> str:
    """The n-th rare word: always the same, and hardly ever spelled as another."""
    n, shape = divmod(n, len(_SHAPES))
    n, a = divmod(n, len(_ROOT))
    n, b = divmod(n, len(_ROOT))
    n, c = divmod(n, len(_ROOT))
    word = _SHAPES[shape].format(_ROOT[a], _ROOT[b], _ROOT[c])
    return word if not n else word + _ROOT[n % len(_ROOT)]


class Wording:
    """Says anew what a post of the demo says."""

    def __init__(self, citizens: Sequence[str], officials: Sequence[str], seed: int) -> None:
        self.rng = random.Random(seed)
        self._parts: dict[tuple[bool, bool], list[str]] = {}
        for official, texts in ((False, citizens), (True, officials)):
            for text in texts:
                self._parts.setdefault((official, _arabic(text)), []).extend(_split(text))
        self._weights = list(accumulate(1 / (rank + 30) for rank in range(RARE)))
        self._rare: dict[int, str] = {}

    def again(self, text: str, *, official: bool, handles: dict[str, str], topic: str = "") -> str:
        """Other words of the same length and language, with the same people named in them."""
        rng = self.rng
        carried = _CARRIED.match(text)
        parts = self._parts[official, _arabic(text)]
        said = [
            part if rng.random() < 0.2 else rng.choice(parts)
            for part in _split(text)
        ]  # fmt: skip
        if not official:
            said.insert(rng.randrange(len(said) + 1), self.rare())
            if rng.random() < 0.3:
                said.append(self.rare())
            if rng.random() < 0.15:
                said.append(str(rng.randrange(10**5, 10**8)))
        if topic:
            said.append(topic)
        whole = (carried[0] if carried else "") + " ".join(said)
        if "@" not in whole:
            return whole
        return _NAMED.sub(lambda found: "@" + handles.get(found[1], found[1]), whole)

    def rare(self) -> str:
        """A rare word: the commonest of them about once in 400 draws, most hardly ever."""
        (n,) = self.rng.choices(range(RARE), cum_weights=self._weights)
        word = self._rare.get(n)
        if word is None:
            word = self._rare[n] = rare_word(n * 7919 % (RARE * 4))
        return word

    def citizen(self, number: int, names: Sequence[tuple[str, str]]) -> tuple[str, str, str]:
        """The id, handle and name of a citizen: always the same for a number."""
        rng = random.Random(number)
        (first, stem), (last, _) = rng.choice(names), rng.choice(names)
        family = rare_word(rng.randrange(60_000)) if _arabic(first) else last.split()[0]
        return str(10**9 + number), f"{stem}_{number}", f"{first} {family}"


def _split(text: str) -> list[str]:
    body = text[found.end() :] if (found := _CARRIED.match(text)) else text
    return [part for part in _END.split(body) if part] or [body]


def _arabic(text: str) -> bool:
    return bool(_ARABIC.search(text))
