"""The page of one case: its clock, its readings, its thread by days, and its place in the queue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tajawub.agencies.models import Person
from tajawub.cases import queue
from tajawub.cases.models import Case, Correction
from tajawub.cases.shown import ShownCase, ShownPost, ShownReading, show
from tajawub.cases.visible import may_read_private
from tajawub.ui import words
from tajawub.ui.preferences import current
from tajawub.workbench import standing_views
from tajawub.workbench.address import Address

AT_ONCE: Final = 3_000  # characters of a message
MOST: Final = 20_000
LONGEST_LINK: Final = 2_000
_NO_STEP: Final = frozenset({"answer", "courtesy"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One post of the thread as one person sees it. `hidden`: said in private, to others. `other`:
    it belongs to another case, of another asker; `link` where this person may open that case.
    `after`: how long the citizen had waited when this official reply came."""

    post: ShownPost
    hidden: bool
    other: bool
    link: int | None
    after: timedelta | None

    @property
    def start(self) -> str:
        """What is shown of its text at once."""
        return (self.post.text or "")[:AT_ONCE]

    @property
    def read_as(self) -> str:
        """What a message that follows was read as, in a few words."""
        read = {reading.label: reading.value for reading in self.post.readings}
        return " · ".join(str(words.word(read[k], k)) for k in ("act", "turn") if k in read)

    @property
    def rest(self) -> str:
        """What is shown of it on demand."""
        text = self.post.text or ""
        return text[AT_ONCE:MOST] + ("…" if len(text) > MOST else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The posts of one day, in the desk's zone."""

    day: date
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """The reading that decides most here, and so what one key corrects."""

    post: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The previous and the next case, what they are taken from, and the query that leads on."""

    word: str | Promise
    previous: int | None
    next: int | None
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another case of the same citizen; `said` is what may be shown of it."""

    pk: int
    sign: words.Sign
    said: str
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A correction that was made. `why` is empty where it is not for this person to read."""

    made: Correction
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """All that the page of a case shows. `carried` is the query that leads on through the queue,
    `back` the one that leads back to it."""

    shown: ShownCase
    days: Sequence[Day]
    mend: Mend | None
    readings: Sequence[ShownReading]
    history: Sequence[Past]
    others: Sequence[Other]
    hidden: bool  # the post that asks was said in private, to others
    private: bool  # something in the thread was
    carried: str
    back: str

    @property
    def case(self) -> Case:
        return self.shown.case

    @property
    def title(self) -> str:
        """The first words of the message that asks, where they may be shown."""
        return "" if self.hidden else (self.shown.title or "").strip()

    @property
    def link(self) -> str:
        """Where the case stands on its platform; "" where that is not known to be a web page."""
        url = self.shown.url or ""
        return url if url.startswith(("https://", "http://")) and len(url) < LONGEST_LINK else ""

    @property
    def calendar(self) -> str:
        """What people call the calendar that counts."""
        clock = self.shown.clock
        arabic = current().language == "ar"
        return (clock.calendar_ar if arabic else clock.calendar) or clock.calendar

    @property
    def pointless(self) -> str:
        """The official replies that did not stop the clock, each kind once, in order."""
        replies = (entry.post.reply for day in self.days for entry in day.entries)
        kinds = dict.fromkeys(reply.value for reply in replies if reply)
        said = [str(words.word(kind, "reply")) for kind in kinds if kind not in _NO_STEP]
        return pgettext("between the parts of a list", ", ").join(said)


def build(
    case: Case, address: Address, person: Person, *, language: str, now: datetime
) -> CasePage:
    """What this person, who may see the case, sees of it."""
    shown = show(case, language=language, now=now)
    private_ok = may_read_private(person)
    entries = list(_entries(shown, person, private_ok=private_ok))
    unread = {entry.post.pk for entry in entries if entry.hidden}
    return CasePage(
        shown=shown,
        days=[
            Day(day=day, entries=list(of_day))
            for day, of_day in groupby(entries, key=lambda e: timezone.localdate(e.post.at))
        ],
        mend=decides_most(shown),
        readings=next((entry.post.readings for entry in entries if entry.post.asks), ()),
        history=[
            Past(made=made, why="" if made.post_id in unread else made.why)
            for made in shown.history
        ],
        others=[
            Other(
                pk=row.pk,
                sign=words.standing(row.standing),
                opened_at=row.opened_at,
                said=(row.text or "").strip() if private_ok or not row.private else "",
            )
            for row in shown.others
        ],
        hidden=case.first_post_id in unread,
        private=any(entry.post.private for entry in entries),
        carried=replace(address, at=None).query,
        back=address.coming_from(case.pk).query,
    )


def decides_most(shown: ShownCase) -> Mend | None:
    """The last official reply if there is one, else what the message that asks does."""
    replies = [post for post in shown.posts if post.mine and post.reply and post.reply.correctable]
    if replies:
        return Mend(post=replies[-1].pk, label="reply")
    asking = next((post for post in shown.posts if post.asks), None)
    if asking and any(r.label == "act" and r.correctable for r in asking.readings):
        return Mend(post=asking.pk, label="act")
    return None


def neighbours(case: Case, address: Address) -> Neighbours:
    """The case before and the one after this one, of those selected or of the queue."""
    if case.pk in address.of:
        at = address.of.index(case.pk)
        word: str | Promise = _("Selected")
        previous = address.of[at - 1] if at else None
        following = address.of[at + 1] if at + 1 < len(address.of) else None
    else:
        view = standing_views.view_of(address.filters)
        word = view.word if view else _("Chosen cases")
        previous, following = queue.neighbours(address.filters, case.pk, case.opened_at)
    query = replace(address, at=None).query
    return Neighbours(word=word, previous=previous, next=following, query=query)


def _entries(shown: ShownCase, person: Person, *, private_ok: bool) -> Iterator[Entry]:
    others = {post.case for post in shown.posts if not post.mine and post.case is not None}
    agency_of: Mapping[int, int] = (
        dict(Case.objects.filter(pk__in=others).values_list("pk", "agency_id")) if others else {}
    )
    for post in shown.posts:
        theirs = agency_of.get(post.case) if post.case is not None and not post.mine else None
        visible = theirs is not None and person.agency_id in {None, theirs}
        readable = private_ok and (post.mine or visible or post.case is None)
        unread = post.private and not readable
        yield Entry(
            post=_without_reasons(post) if unread else post,
            hidden=unread,
            other=not post.mine and not post.account,
            link=post.case if visible else None,
            after=_after(shown, post),
        )


def _without_reasons(post: ShownPost) -> ShownPost:
    """The same post, its readings without their reasons: these quote what was said."""
    return replace(
        post,
        reply=post.reply and replace(post.reply, why=""),
        readings=tuple(replace(reading, why="") for reading in post.readings),
    )


def _after(shown: ShownCase, post: ShownPost) -> timedelta | None:
    waited = post.at - shown.clock.since
    return waited if post.account and post.mine and waited > timedelta(0) else None


def reading_of(shown: ShownCase, post: int, label: str) -> tuple[ShownPost, ShownReading] | None:
    """The reading of this label in this post of the case; None where there is none to correct."""
    for one in shown.posts:
        if one.pk == post and one.mine:
            every = (one.reply, *one.readings)
            for reading in every:
                if reading is not None and reading.label == label and reading.correctable:
                    return one, reading
    return None


def hidden(post: ShownPost, person: Person) -> bool:
    """Whether what this post of the case says is not for this person to read."""
    return post.private and not may_read_private(person)
