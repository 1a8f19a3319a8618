"""A case as a page shows it: its thread, what was read and why, its clock, its citizen's others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from django.db.models import Exists, OuterRef, Q, Subquery

from tajawub.agencies.calendar import FIRST
from tajawub.cases import queue
from tajawub.cases.corrected import owed_by
from tajawub.cases.correcting import correctable
from tajawub.cases.deciding import LABELS
from tajawub.cases.deciding import value as read_value
from tajawub.cases.judging import reader
from tajawub.cases.models import Case, Correction, Reading
from tajawub.conversations.models import Post, Wording

MOST_POSTS: Final = 150  # of one case on one page
MOST_OTHERS: Final = 20
_OF_CITIZEN: Final = ("act", "owed", "scope", "route", "urgent", "turn")
_SURE: Final = 255
_SUREST: Final = 0.998  # chances are kept in steps of 1/255; the last step is no certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReading:
    """One reading of one post. `value` is what counts; where a person said it, `corrected` tells
    who, and `was` what stood before. `p` is the reader's chance of its own value, 0 to 1."""

    label: str
    value: str
    p: float
    why: str
    correctable: bool
    was: str = ""
    corrected: Correction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPost:
    """One post of the thread. `text` is None where its author deleted it. `case` is the case it
    belongs to: this one, that of another asker, or none."""

    pk: int
    at: datetime
    name: str
    handle: str
    account: bool  # an official account wrote it
    text: str | None
    private: bool
    deleted_at: datetime | None
    deleted: bool
    url: str | None
    edited: bool
    mine: bool
    case: int | None
    asks: bool  # the post that the clock runs from
    reply: ShownReading | None
    readings: tuple[ShownReading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How long the citizen has waited, or waited until the clock stopped."""

    since: datetime
    stopped_at: datetime | None
    elapsed: timedelta
    working: timedelta | None  # None: the calendar does not reach so far back
    calendar: str
    calendar_ar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCase:
    """All that the page of one case shows."""

    case: Case
    name: str
    handle: str
    title: str | None
    url: str | None
    posts: Sequence[ShownPost]
    left_out: int  # posts of the case that are not on the page
    readings: tuple[ShownReading, ...]  # of the post that asks
    clock: Clock
    others: Sequence[queue.Row]
    askers: int  # cases of others in the same conversation
    history: Sequence[Correction]  # every correction of its posts, the latest first


def show(case: Case, *, language: str, now: datetime) -> ShownCase:
    """Gather what the page of this case shows; reasons in `language` ("ar" or "en")."""
    rows, edited, left_out = _thread(case)
    readings = {post.pk: post.reading for post in rows if hasattr(post, "reading")}
    history = _corrections(readings)
    corrections = _counting(history)
    reasons = _Reasons(rows, readings, language)
    posts = [
        _shown_post(
            post,
            case,
            reading=readings.get(post.pk),
            corrections=corrections.get(post.pk, {}),
            reasons=reasons,
            edited=post.pk in edited,
        )
        for post in rows
    ]
    asking = next((post for post in posts if post.asks), None)
    first = case.first_post
    return ShownCase(
        case=case,
        name=first.author_name or first.author_handle or first.author_id,
        handle=first.author_handle,
        title=None if first.deleted else queue.said(first.text),
        url=first.url,
        posts=posts,
        left_out=left_out,
        readings=asking.readings if asking else (),
        clock=clock(case, now),
        others=_others(case),
        askers=Case.objects.filter(conversation=case.conversation_id, joined_to=None)
        .exclude(citizen=case.citizen).count(),
        history=history[::-1],
    )  # fmt: skip


def clock(case: Case, now: datetime) -> Clock:
    """The clock of a case as of now, in elapsed time and in the working time of its agency."""
    until = max(case.stopped_at or now, case.opened_at)
    calendar = case.agency.open_hours()
    working = None
    if calendar.covers(case.opened_at) and calendar.covers(until):
        working = timedelta(seconds=calendar.working_seconds(max(case.opened_at, FIRST), until))
    return Clock(
        since=case.opened_at,
        stopped_at=case.stopped_at,
        elapsed=until - case.opened_at,
        working=working,
        calendar=calendar.title,
        calendar_ar=calendar.rules.title_ar,
    )


def _thread(case: Case) -> tuple[list[Post], set[int], int]:
    """The posts of the case in time order, with what they were said under: the post each was read
    after, and the first post of the conversation. Each comes with its reading. Beside them those
    that were edited, and how many are left out."""
    mine = list(
        Reading.objects.filter(case=case).order_by("post__at", "post__external_id")
        .values_list("post_id", "before")
    )  # fmt: skip
    left_out = max(0, len(mine) - MOST_POSTS)
    if left_out:
        mine = [*mine[:1], *mine[left_out + 1 :]]
    wanted = {case.first_post_id, *(pk for pk, _ in mine)}
    wanted |= {before for _, before in mine if before is not None}
    start = (
        Post.objects.filter(conversation=case.conversation_id)
        .order_by("at", "external_id").values("pk")[:1]
    )  # fmt: skip
    found = (
        Post.objects.filter(Q(pk__in=wanted) | Q(pk=Subquery(start)))
        .select_related("reading")
        .annotate(edited=Exists(Wording.objects.filter(post=OuterRef("pk"))))
        .order_by("at", "external_id")
    )
    return list(found), {post.pk for post in found if post.edited}, left_out


def _corrections(posts: Iterable[int]) -> list[Correction]:
    """All corrections of these posts, in the order in which they were made."""
    return list(Correction.objects.filter(post__in=list(posts)).select_related("by").order_by("id"))


def _counting(history: Iterable[Correction]) -> dict[int, dict[str, Correction]]:
    """The correction that counts, of each post and label: the last one."""
    found: dict[int, dict[str, Correction]] = {}
    for row in history:
        found.setdefault(row.post_id, {})[row.label] = row
    return found


class _Reasons:
    """Why each value was read, from the same words read once more."""

    def __init__(
        self, posts: Sequence[Post], readings: Mapping[int, Reading], language: str
    ) -> None:
        self.language = language
        self.place = {post.pk: n for n, post in enumerate(posts)}
        texts = {post.pk: post.text for post in posts}
        before = [readings[p.pk].before if p.pk in readings else None for p in posts]

        def official(pk: int | None) -> bool:
            reading = None if pk is None else readings.get(pk)
            return reading is not None and reading.account_id is not None

        self.columns = reader().read_columns(
            [post.text for post in posts],
            np.array([official(post.pk) for post in posts], dtype=np.bool_),
            [None if pk is None else texts.get(pk) for pk in before],
            np.array([official(pk) for pk in before], dtype=np.bool_),
            np.array([p.pk in readings and readings[p.pk].put for p in posts], dtype=np.int8),
        )  # fmt: skip

    def why(self, post: int, label: str, value: str) -> str:
        return self.columns.explain(self.place[post], label, value, self.language)


def _shown_post(
    post: Post,
    case: Case,
    *,
    reading: Reading | None,
    corrections: Mapping[str, Correction],
    reasons: _Reasons,
    edited: bool,
) -> ShownPost:
    mine = reading is not None and reading.case_id == case.pk
    readings: tuple[ShownReading, ...] = ()
    official = reading is not None and reading.account_id is not None
    if reading is not None and mine:
        labels = ("reply",) if official else _OF_CITIZEN
        every = [
            shown
            for label in labels
            if (shown := _shown_reading(post, reading, label, corrections, reasons))
        ]
        owed = any(shown.label == "owed" and shown.value == "yes" for shown in every)
        readings = tuple(one for one in every if owed or one.label not in {"scope", "route"})
    return ShownPost(
        pk=post.pk, at=post.at, name=post.author_name or post.author_handle or post.author_id,
        handle=post.author_handle, account=official, text=None if post.deleted else post.text,
        private=post.private, deleted=post.deleted, deleted_at=post.deleted_at, url=post.url,
        edited=edited, mine=mine, case=reading.case_id if reading else None,
        asks=post.pk == case.first_post_id,
        reply=readings[0] if official and readings else None,
        readings=() if official else readings,
    )  # fmt: skip


def _shown_reading(
    post: Post,
    reading: Reading,
    label: str,
    corrections: Mapping[str, Correction],
    reasons: _Reasons,
) -> ShownReading | None:
    value = read_value(reading.codes, label)
    if value is None:
        return None
    p = min(reading.p[LABELS.index(label)] / _SURE, _SUREST)
    why = "" if post.deleted else reasons.why(post.pk, label, value)
    can = label in correctable(reading)
    correction = corrections.get(label)
    if correction is not None:
        return ShownReading(
            label=label, value=correction.value, p=p, why=correction.why, correctable=can,
            was=correction.was, corrected=correction,
        )  # fmt: skip
    if label == "owed" and (act := corrections.get("act")):
        meant = owed_by(act.value, put=reading.put)
        return ShownReading(
            label=label, value=meant, p=p, why="", correctable=can, was=value, corrected=act
        )
    return ShownReading(label=label, value=value, p=p, why=why, correctable=can)


def _others(case: Case) -> list[queue.Row]:
    """The citizen's other cases with this agency, those that wait first, newest first."""
    found = (
        Case.objects.filter(
            Q(channel=case.channel, citizen=case.citizen, agency=case.agency_id, joined_to=None)
        )
        .exclude(pk=case.pk)
        .order_by("-waits", "-opened_at")
        .values_list("pk", flat=True)[:MOST_OTHERS]
    )
    pks = list(found)
    return queue.rows(pks) if pks else []
