"""Which known case is which, when a conversation is judged anew: a pure function.

A case keeps its number for as long as its posts do: drafts, corrections and links refer to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matched:
    """For each computed case the number of the known one it is, None for a new one; and for known
    ones that are no case of their own any more the place of the computed case that took their
    posts (-1: none did)."""

    numbers: list[int | None]
    gone: dict[int, int]


def match(
    computed: Sequence[Sequence[int]], held_by: Mapping[int, int], known: Sequence[int]
) -> Matched:
    """`computed` gives the posts of each case in time order, `held_by` the known case that each
    post belonged to, `known` the cases there were. The earliest post decides, then the most posts;
    of several that would fit, the one with the lowest number stays."""
    numbers: list[int | None] = [None] * len(computed)
    free = set(known)
    for by_first in (True, False):
        for place, posts in enumerate(computed):
            if numbers[place] is not None or not posts:
                continue
            held = [held_by[post] for post in posts if post in held_by]
            fitting = [number for number in held if number in free]
            if by_first:
                fitting = fitting[:1] if held and held[0] in free else []
            if fitting:
                counted = Counter(fitting)
                best = min(counted, key=lambda number: (-counted[number], number))
                numbers[place] = best
                free.discard(best)
    taken: dict[int, int] = dict.fromkeys(sorted(free), -1)
    for place, posts in enumerate(computed):
        for post in posts:
            number = held_by.get(post)
            if number in taken and taken[number] < 0:
                taken[number] = place
    return Matched(numbers, taken)
