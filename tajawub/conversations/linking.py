"""Where new posts belong: a pure function of their links and of what is already known.

A conversation is known by its root, the post that replies to nothing or that nobody has seen. New
posts join the conversation of what they reply to; where one turns out to be the missing root of a
conversation, and itself replies to something, two conversations become one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Placed:
    """The conversation of each new post, by its root's id; which known conversations (by number)
    move into which root; and which roots are run through by a circle, to be linked anew."""

    root: Mapping[str, str]
    moved: Mapping[int, str] = field(default_factory=dict)
    circular: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is already there of one channel: the conversation that each seen post stands in, and the
    conversations by the id of their root; both by number."""

    conversation_of: Mapping[str, int]
    rooted: Mapping[str, int]
    key_of: Mapping[int, str]


def up_of(post_id: str, parent_id: str | None, conversation_id: str | None) -> str | None:
    """The post that another hangs under: what the platform calls its conversation, else what it
    replies to. None for a root."""
    up = conversation_id or parent_id
    return None if up == post_id else up


def place(ups: Mapping[str, str | None], known: Known) -> Placed:
    """Place the new posts of one channel; `ups` gives what each hangs under."""
    moves: dict[str, str] = {}  # the root of a known conversation -> what that post hangs under
    circular: set[str] = set()
    root: dict[str, str] = {}

    def above(post: str) -> str | None:
        """One step up from a post, or from the root of a known conversation."""
        if post in ups:
            return ups[post]
        number = known.conversation_of.get(post)
        key = None if number is None else known.key_of[number]
        return None if key == post else key

    for post in ups:
        way = []
        on_way: set[str] = set()
        at: str = post
        while at not in root:
            if at in on_way:
                circular.add(at)
                break
            way.append(at)
            on_way.add(at)
            further = above(at)
            if further is None:
                break
            at = further
        end = root.get(at, at)
        for passed in way:
            root[passed] = end
    for post in ups:
        if post in known.rooted and root[post] != post:
            moves[post] = root[post]
    return Placed(
        root={post: root[post] for post in ups},
        moved={known.rooted[post]: end for post, end in moves.items()},
        circular=frozenset(root[post] for post in circular),
    )
