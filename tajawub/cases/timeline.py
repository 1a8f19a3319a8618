"""What a case owes: from the readings of its posts to its standing and clock.

A pure function of plain values. The live desk, the archive sweep and the cluster all call it, and
nothing else in the product decides a standing. The words are those of the codebook, section 7.

The rules, in the order in which they bite:

1. A case opens with the citizen's first message that is owed an answer. Its clock starts at that
   message's own time, never at the time it was imported, routed or seen.
2. Only an official *answer*, or the citizen's own word that the matter is settled, stops the clock.
   Acknowledging, redirecting, moving to private, asking back and greeting leave it running.
3. After an answer the citizen can dispute it: the case is owed again and its clock still runs from
   the first message. So it does when the citizen asks further.
4. An answer that was deleted no longer stands, from the moment of its deletion, unless the citizen
   has said that the matter is settled. A question that was deleted still counts.
5. Judged as of a moment, nothing after that moment has any influence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal


class Standing(StrEnum):
    """Where a case stands; the values are the words in files and figures."""

    NOTHING_OWED = "nothing owed"
    UNANSWERED = "unanswered"
    ACKNOWLEDGED = "acknowledged"
    REDIRECTED = "redirected"
    MOVED_TO_PRIVATE = "moved to private"
    ASKED_BACK = "asked back"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"

    @property
    def waits(self) -> bool:
        """Whether the citizen is still owed an answer."""
        return self in WAITING


WAITING = frozenset(
    {
        Standing.UNANSWERED,
        Standing.ACKNOWLEDGED,
        Standing.REDIRECTED,
        Standing.MOVED_TO_PRIVATE,
        Standing.ASKED_BACK,
        Standing.DISPUTED,
    }
)
SETTLED = frozenset({Standing.ANSWERED, Standing.CONFIRMED})

# An official reply that is not an answer leaves the citizen waiting, in this standing.
_WAITING_AFTER = {
    "acknowledgement": Standing.ACKNOWLEDGED,
    "redirect": Standing.REDIRECTED,
    "private": Standing.MOVED_TO_PRIVATE,
    "asks": Standing.ASKED_BACK,
}
# How far a reply goes (codebook, section 6): in a chain of posts the furthest one speaks for it.
_REACH = {"courtesy": 0, "acknowledgement": 1, "redirect": 2, "private": 3, "asks": 4, "answer": 5}
CHAIN_GAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One post of a case, as read.

    A citizen's post carries `owed` and, where it follows others, `turn` (confirms, disputes, adds,
    thanks). An official post carries `reply`. `at` and `removed_at` are aware; `removed_at` is when
    the post was deleted on the platform, None while it stands.
    """

    post_id: str
    at: datetime
    by: Literal["citizen", "official"]
    account: str = ""  # the account that spoke, or that the citizen spoke to
    owed: bool = False
    turn: str | None = None
    reply: str | None = None
    passes_to: str = ""  # the account it hands the matter to; the clock goes on
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A case as of a moment.

    `stopped_at` is when the clock stopped (the answer, or the citizen's word), None while it runs.
    `answered_at` and `answer_post_id` name the first post of the answer that stands. The last
    official reply that is more than a courtesy is kept even when it was no answer: it is the
    evidence of why the citizen still waits.
    """

    standing: Standing
    first_post_id: str | None = None
    opened_at: datetime | None = None
    stopped_at: datetime | None = None
    answered_at: datetime | None = None
    answer_post_id: str | None = None
    first_reply_at: datetime | None = None
    first_reply: str | None = None
    last_official_post_id: str | None = None
    last_official_at: datetime | None = None
    last_reply: str | None = None
    holder: str = ""  # the account whose turn it is: the one last addressed or that last spoke
    replies: int = 0
    redirects: int = 0

    def waited(self, as_of: datetime) -> timedelta:
        """Elapsed time from the citizen's first message to the stop of the clock, or to `as_of`."""
        if self.opened_at is None:
            return timedelta(0)
        return (self.stopped_at or as_of) - self.opened_at


NOTHING_OWED = Outcome(standing=Standing.NOTHING_OWED)


def in_order(said: Iterable[Said], as_of: datetime) -> list[Said]:
    """The posts up to `as_of` by time; posts of one moment by id, so that arrival never matters."""
    return sorted((s for s in said if s.at <= as_of), key=_moment)


def _moment(said: Said) -> tuple[datetime, str]:
    return (said.at, said.post_id)


def decide(said: Iterable[Said], *, as_of: datetime) -> Outcome:
    """The standing and clock of one case as of a moment.

    `said` holds the citizen's posts and the official posts addressed to that citizen, in any order
    and without repeats; posts after `as_of` are passed over. Where nothing is owed the outcome has
    no times.
    """
    timeline = _Timeline(as_of)
    for post in in_order(said, as_of):
        if post.by == "citizen":
            timeline.citizen(post)
        else:
            timeline.official(post)
    return timeline.outcome()


class _Timeline:
    """The walk along one case, one post at a time."""

    __slots__ = (
        "answer", "as_of", "first_reply", "holder", "last", "opened", "redirects", "replies",
        "standing", "stopped_at", "was_disputed",
    )  # fmt: skip

    def __init__(self, as_of: datetime) -> None:
        self.as_of = as_of
        self.standing = Standing.NOTHING_OWED
        self.opened: Said | None = None
        self.answer: Said | None = None
        self.first_reply: Said | None = None
        self.last: Said | None = None
        self.stopped_at: datetime | None = None
        self.was_disputed = False
        self.holder = ""
        self.replies = 0
        self.redirects = 0

    def citizen(self, post: Said) -> None:
        if self.opened is None:
            if post.owed:
                self.opened = post
                self.holder = post.account
                self.standing = Standing.UNANSWERED
            return
        if post.turn == "confirms":
            if self.standing is not Standing.CONFIRMED:
                self.stopped_at = self.stopped_at or post.at
                self.standing = Standing.CONFIRMED
        elif self.standing in SETTLED:
            if post.turn == "disputes":
                self._owe_again(Standing.DISPUTED)
            elif post.owed and post.turn != "thanks":
                self._owe_again(Standing.UNANSWERED)
        elif self.standing is Standing.ASKED_BACK and post.turn != "thanks":
            self.standing = Standing.DISPUTED if self.was_disputed else Standing.UNANSWERED

    def _owe_again(self, standing: Standing) -> None:
        self.standing = standing
        self.was_disputed = standing is Standing.DISPUTED
        self.stopped_at = None
        self.answer = None

    def official(self, post: Said) -> None:
        if self.opened is None or post.reply is None or self._withdrawn(post):
            return
        self.replies += 1
        self.redirects += post.reply == "redirect"
        if post.reply == "courtesy":
            return
        self.first_reply = self.first_reply or post
        self.holder = post.passes_to or post.account or self.holder
        if post.reply == "answer":
            if self.standing not in SETTLED:
                self.answer = post
                self.stopped_at = post.at
                self.standing = Standing.ANSWERED
                self.was_disputed = False
        elif self.standing not in SETTLED:
            if self._part_of_further_reply(post, post.reply):
                return
            if not self.was_disputed or post.reply == "asks":
                self.standing = _WAITING_AFTER[post.reply]
        self.last = post

    def _part_of_further_reply(self, post: Said, reply: str) -> bool:
        """A later part of one chain, which cannot take back how far an earlier part went."""
        last = self.last
        return (
            last is not None
            and last.reply is not None
            and self.standing is _WAITING_AFTER.get(last.reply)
            and post.at - last.at <= CHAIN_GAP
            and _REACH[last.reply] > _REACH[reply]
        )

    def _withdrawn(self, post: Said) -> bool:
        return post.removed_at is not None and post.removed_at <= self.as_of

    def outcome(self) -> Outcome:
        if self.opened is None:
            return NOTHING_OWED
        return Outcome(
            standing=self.standing,
            first_post_id=self.opened.post_id,
            opened_at=self.opened.at,
            stopped_at=self.stopped_at,
            answered_at=self.answer.at if self.answer else self.stopped_at,
            answer_post_id=self.answer.post_id if self.answer else None,
            first_reply_at=self.first_reply.at if self.first_reply else None,
            first_reply=self.first_reply.reply if self.first_reply else None,
            last_official_post_id=self.last.post_id if self.last else None,
            last_official_at=self.last.at if self.last else None,
            last_reply=self.last.reply if self.last else None,
            holder=self.holder,
            replies=self.replies,
            redirects=self.redirects,
        )
