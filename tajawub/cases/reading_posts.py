"""From posts to what decides their cases: who wrote each, what it is read after, what was read.

Plain functions between the rows of a store and the pure steps of opening.py. The desk and the sweep
both go through them, so that both come to the same cases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tajawub.cases.opening import Addressed, Read, Seen, address
from tajawub.language.columns import VALUES

_NAME = re.compile(r"@([A-Za-z0-9_][A-Za-z0-9_.-]*(?:@[A-Za-z0-9.-]+)?)")
_LEADING = re.compile(r"\s*(?:@[\w.@-]+\s*)+")
# The best of four guesses may still be a poor one: a citizen's word stops or restarts a clock only
# where it was read as such with more than even chances.
LIKELIER_THAN_NOT = 0.5
_YES = VALUES["owed"].index("yes")

Codes = npt.NDArray[np.int8]
Chances = npt.NDArray[np.float32]


def as_seen(
    *,
    post_id: str,
    at: datetime,
    handle: str | None,
    author_id: str | None,
    parent_id: str | None,
    mentions: Sequence[str] | None,
    text: str | None,
    space: str | None,
    private: bool,
    deleted: bool,
    deleted_at: datetime | None,
    agencies: Mapping[str, str],
    as_of: datetime,
) -> Seen:
    """One post as structure. `agencies` gives the agency of each official account by its key."""
    author = (handle or author_id or "").casefold()
    account = author if author in agencies else (author_id or "").casefold()
    named, leading = _names(text, mentions)
    where = (space or "").casefold()
    return Seen(
        post_id=post_id,
        at=at,
        author=author,
        account=account if account in agencies else "",
        parent_id=parent_id,
        named=tuple(name for name in named if name in agencies),
        spoken_to=tuple(name for name in leading if name not in agencies),
        space=where if where in agencies else "",
        private=private,
        # Deleted nobody knows when: it does not stand at the moment of judgement.
        removed_at=deleted_at or (as_of if deleted else None),
    )


def _names(text: str | None, mentions: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """The handles a post names, and those at its very start, in lower case."""
    if not text or "@" not in text:
        return [name.casefold() for name in mentions or ()], []
    start = _LEADING.match(text)
    leading = [name.casefold() for name in _NAME.findall(start[0])] if start else []
    return [name.casefold() for name in mentions or _NAME.findall(text)], leading


@dataclass(frozen=True, slots=True)
class Setting:
    """Of a batch of whole conversations: whom each post speaks to, and the place of the post that
    it is read after (-1: none)."""

    addressed: list[Addressed]
    before: list[int]


def setting_of(seen: Sequence[Seen], spans: Sequence[tuple[int, int]]) -> Setting:
    """`spans` are the conversations, each in time order, as (first, one past the last)."""
    addressed: list[Addressed] = []
    before: list[int] = []
    for start, end in spans:
        to = address(seen[start:end])
        addressed += to
        before += [start + one.before if one.before >= 0 else -1 for one in to]
    return Setting(addressed, before)


def spans_of(conversation: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Where each conversation starts and ends, in a column of their numbers laid side by side."""
    if not len(conversation):
        return []
    edges = np.flatnonzero(conversation[1:] != conversation[:-1]) + 1
    cuts = [0, *edges.tolist(), len(conversation)]
    return list(pairwise(cuts))


def decisive(owed: Codes, turn: Codes, turn_p: Chances, reply: Codes) -> list[Read]:
    """The readings that decide a case, one a post. Equal ones are one object: there are few."""
    likely = np.where(turn_p >= LIKELIER_THAN_NOT, turn, -1)
    kinds: dict[tuple[int, int, int], Read] = {}
    read = []
    for codes in zip(owed.tolist(), likely.tolist(), reply.tolist(), strict=True):
        if codes not in kinds:
            kinds[codes] = Read(
                owed=codes[0] == _YES,
                turn=None if codes[1] < 0 else VALUES["turn"][codes[1]],
                reply=None if codes[2] < 0 else VALUES["reply"][codes[2]],
            )
        read.append(kinds[codes])
    return read
