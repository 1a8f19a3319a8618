"""Whose turn is it: from the posts of one conversation to its cases.

Two pure steps around the reader:

1. `address` says, for each post, who speaks to whom, so that the reader can be given the message
   that a reply answers. It looks at structure only: who wrote, what it replies to, who is named.
2. `open_cases` takes the posts with their readings and sorts them into cases: one citizen, one
   matter, one agency. A conversation can hold several; the first post need not be the one that
   asks.

Structure decides in this order, for a citizen: the account replied to; the account named; the
account in whose own thread, page or inbox the post stands. For an account: the citizen replied to;
for the parts of a chain, whoever the first part spoke to; the participant named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tajawub.cases.timeline import Outcome, Said, decide

NEW_MATTER_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One post of a conversation as structure: ids, not words.

    `author` is what the platform names people by in a text (the handle, else the id). `account` is
    the official account that wrote the post, "" for anybody else. `named` are the official accounts
    it names, in order; `spoken_to` the other handle at the very start of the text, where there is
    one. `space` is the official account in whose page, channel or inbox the post stands, where the
    source says so.
    """

    post_id: str
    at: datetime
    author: str
    account: str = ""
    parent_id: str | None = None
    named: tuple[str, ...] = ()
    spoken_to: tuple[str, ...] = ()
    space: str = ""
    private: bool = False
    removed_at: datetime | None = None


@dataclass(slots=True)
class Addressed:
    """Who a post speaks to: an account (by a citizen) or a citizen (by an account).

    `before` is the index of the post it answers, -1 where it starts something.
    """

    account: str = ""
    citizen: str = ""
    before: int = -1


@dataclass(frozen=True, slots=True)
class Read:
    """The readings of one post that decide a case (see tajawub.language)."""

    owed: bool = False
    turn: str | None = None
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One citizen, one matter, one agency: the indices of its posts and what it comes to."""

    citizen: str
    account: str  # the account the citizen first put it to
    posts: tuple[int, ...]
    outcome: Outcome


def address(posts: Sequence[Seen]) -> list[Addressed]:
    """For each post of a conversation, in time order, whom it speaks to.

    `posts` must be sorted by time and end at the moment of judgement. What another citizen writes
    never changes whom this one speaks to.
    """
    index = {post.post_id: i for i, post in enumerate(posts)}
    owner = next((p.account for p in posts if p.account and p.parent_id is None), "")
    done: list[Addressed] = []
    latest: dict[str, int] = {}  # citizen -> index of their latest post
    spoken: dict[str, int] = {}  # citizen -> index of the latest official post to them
    for i, post in enumerate(posts):
        parent = index.get(post.parent_id, -1) if post.parent_id else -1
        above = posts[parent] if parent >= 0 else None
        # A parent can be dated after its child where clocks differ: who wrote it still counts.
        before = done[parent] if 0 <= parent < i else Addressed()
        if post.account:
            citizen = _spoken_to(post, above, before, latest)
            answers = parent if above and above.author == citizen else latest.get(citizen, parent)
            done.append(Addressed(post.account, citizen, answers))
            if citizen:
                spoken[citizen] = i
                _adopt(posts, done, answers, post.account)
        else:
            account = _put_to(post, above, before, owner)
            follows = parent if parent >= 0 else spoken.get(post.author, -1)
            done.append(Addressed(account, post.author, follows))
            latest[post.author] = i
    return done


def _put_to(post: Seen, above: Seen | None, before: Addressed, owner: str) -> str:
    """The account a citizen's post is put to, "" where it is said to nobody official."""
    if above and above.account:
        return above.account
    if post.named:
        return post.named[0]
    if above is None:
        return post.space or owner
    if above.author == post.author:
        return before.account
    return post.space if post.private else ""


def _spoken_to(post: Seen, above: Seen | None, before: Addressed, latest: Mapping[str, int]) -> str:
    """The citizen an official post speaks to, "" where it speaks to nobody in particular."""
    if above and not above.account:
        # In flat threads every reply hangs under the first comment; the name says whose it is.
        named = post.spoken_to and above.author not in post.spoken_to
        return post.spoken_to[0] if named else above.author
    if above and before.citizen:
        return before.citizen
    if post.spoken_to:
        return post.spoken_to[0]
    if post.private and len(latest) == 1:
        return next(iter(latest))
    return ""


def _adopt(posts: Sequence[Seen], done: list[Addressed], answered: int, account: str) -> None:
    """A post that named nobody, and that an account answered, was put to that account after all.

    So were the same citizen's posts above it: the clock starts at their first word.
    """
    while 0 <= answered < len(done):
        to = done[answered]
        if posts[answered].account or to.account:
            return
        to.account = account
        above = to.before
        if above < 0 or posts[above].author != posts[answered].author:
            return
        answered = above


def open_cases(
    posts: Sequence[Seen],
    addressed: Sequence[Addressed],
    read: Sequence[Read],
    agencies: Mapping[str, str],
    *,
    as_of: datetime,
) -> list[Case]:
    """The cases of one conversation as of a moment, each with its outcome.

    `posts`, `addressed` and `read` run side by side, as `address` takes and gives them. A citizen
    who spoke to an account without being owed an answer has a case in which nothing is owed.

    `agencies` gives the agency of each account; accounts of one agency answer for one another. An
    account of another agency that takes a citizen's matter up becomes part of the case: a transfer
    never starts a new clock. After an answer, a new matter of the same citizen in the same
    conversation opens a case of its own when a month has passed; until then it is the same case,
    owed again.
    """
    open_now: dict[str, list[_Opening]] = {}
    for i, post in enumerate(posts):
        to, reading = addressed[i], read[i]
        if not to.citizen:
            continue
        openings = open_now.setdefault(to.citizen, [])
        agency = agencies.get(to.account, to.account)
        # A post to nobody in particular, and an agency that speaks up unasked, belong to the
        # citizen's latest case; a post to another agency opens another one.
        case = _case_of(openings, agency)
        if case is None and openings and (post.account or not agency):
            case = openings[-1]
        passes_to = ""
        if post.account:
            if case is None:
                continue
            passes_to = _passes_to(post, reading, agency, agencies)
            case.agencies.update((agency, agencies.get(passes_to, passes_to) or agency))
        elif case is None or _is_new_matter(case, post, reading):
            if not to.account:
                continue
            case = _Opening(to.account, agency)
            openings.append(case)
        case.add(i, post, reading, to.account, passes_to)
    return [
        Case(citizen, case.account, tuple(case.posts), decide(case.said, as_of=as_of))
        for citizen, openings in open_now.items()
        for case in openings
    ]


class _Opening:
    """A case being gathered."""

    __slots__ = ("account", "agencies", "answered", "last_at", "posts", "said")

    def __init__(self, account: str, agency: str) -> None:
        self.account = account
        self.agencies = {agency}
        self.posts: list[int] = []
        self.said: list[Said] = []
        self.answered = False
        self.last_at: datetime | None = None

    def add(self, i: int, post: Seen, reading: Read, account: str, passes_to: str) -> None:
        self.posts.append(i)
        self.said.append(
            Said(
                post_id=post.post_id,
                at=post.at,
                by="official" if post.account else "citizen",
                account=account,
                owed=reading.owed,
                turn=reading.turn,
                reply=reading.reply,
                passes_to=passes_to,
                removed_at=post.removed_at,
            )
        )
        if reading.reply == "answer":
            self.answered = True
        elif reading.owed or reading.turn == "disputes":
            self.answered = False
        self.last_at = post.at


def _case_of(openings: Sequence[_Opening], agency: str) -> _Opening | None:
    return next((case for case in reversed(openings) if agency in case.agencies), None)


def _passes_to(post: Seen, reading: Read, agency: str, agencies: Mapping[str, str]) -> str:
    """The account of another agency that a redirect or an acknowledgement names, or ""."""
    if reading.reply not in {"redirect", "acknowledgement"}:
        return ""
    return next((name for name in post.named if agencies.get(name, name) != agency), "")


def _is_new_matter(case: _Opening, post: Seen, reading: Read) -> bool:
    return (
        reading.owed
        and reading.turn != "disputes"
        and case.answered
        and case.last_at is not None
        and post.at - case.last_at > NEW_MATTER_AFTER
    )
