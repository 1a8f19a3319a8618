"""The page of the queue: its views, its filters as they are set, and its rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tajawub.agencies.calendar import Calendar
from tajawub.agencies.models import Agency, Person
from tajawub.cases import queue
from tajawub.cases.filters import Filters
from tajawub.cases.queue import Count, Page, Row
from tajawub.cases.timeline import Standing
from tajawub.cases.visible import may_read_private, visible_case
from tajawub.ui import formats
from tajawub.ui.preferences import current as current_writing
from tajawub.ui.words import ACTS
from tajawub.workbench import chosen, standing_views
from tajawub.workbench.address import Address
from tajawub.workbench.standing_views import WAITING_ON_US
from tajawub.workbench.waited import Waited, waited

_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the queue as one person reads it, in words that only have to be set. `said` is what
    may be shown of its text; where that is nothing, `unsaid` tells why."""

    number: str
    address: str
    select: str
    current: bool
    elapsed: timedelta
    working: str
    name: str
    channel: str
    act: str
    urgent: bool
    private: bool
    account: str
    said: str
    unsaid: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """All that the page of the queue shows. `back`: somebody comes back to the current row."""

    address: Address
    title: str | Promise
    empty: str | Promise
    open: Sequence[standing_views.Shown]
    done: Sequence[standing_views.Shown]
    lines: Sequence[Line]
    count: Count
    oldest: timedelta | None
    chips: Sequence[chosen.Chip]
    picks: Sequence[chosen.Pick]
    back: bool
    next: str | None
    previous: str | None
    oldest_first: str
    newest_first: str
    filtered: bool  # anything but a view is chosen
    blank: bool  # this person sees no case at all


def build(address: Address, person: Person, now: datetime) -> QueuePage:
    """What this person sees at this place of the queue."""
    address, page, current = _place(address, person)
    filters = address.filters
    view = standing_views.view_of(filters)
    numbers = standing_views.counted(filters)
    carried = replace(address, at=None, of=()).query
    lines = _lines(page.rows, person, current, now, carried)
    first = page.rows[0] if page.rows and not page.before and not filters.newest_first else None
    return QueuePage(
        address=address,
        title=view.word if view else _("Chosen cases"),
        empty=view.empty if view else WAITING_ON_US.empty,
        open=standing_views.shown(standing_views.OPEN, address, numbers),
        done=standing_views.shown(standing_views.DONE, address, numbers),
        lines=lines,
        count=queue.count(filters, page),
        oldest=now - first.opened_at if first and first.waits else None,
        chips=chosen.chips(address, view),
        picks=chosen.picks(address),
        back=address.at is not None,
        next=address.page(after=page.after).query if page.after else None,
        previous=address.page(before=page.before).query if page.before else None,
        oldest_first=address.to(newest_first=False).query,
        newest_first=address.to(newest_first=True).query,
        filtered=_filtered(address, view),
        blank=not numbers and filters.agencies == address.visible and not filters.accounts,
    )


def _lines(
    rows: Sequence[Row], person: Person, current: int | None, now: datetime, carried: str
) -> list[Line]:
    waits = waited(rows, calendars({row.agency for row in rows}, person), now)
    cases = reverse("case", args=[0]).removesuffix("0")
    select, acts = _("Select case %(number)s"), {act: str(word) for act, word in ACTS.items()}
    private_ok = may_read_private(person)
    lines = []
    for row, wait in zip(rows, waits, strict=True):
        readable = private_ok or not row.private
        said = (row.text or "").strip() if readable else ""
        lines.append(
            Line(
                number=str(row.pk), address=f"{cases}{row.pk}{carried}",
                select=select % {"number": row.pk}, current=row.pk == current,
                elapsed=wait.elapsed, working=_working(row, wait), name=cut(row.name, 80),
                channel=row.channel, act=acts.get(row.act, row.act), urgent=row.urgent,
                private=row.private, account=cut(row.account, 40), said=said,
                unsaid="" if said else unsaid(row, readable=readable), standing=row.standing,
            )
        )  # fmt: skip
    return lines


def _working(row: Row, wait: Waited) -> str:
    """The working time in words, where a clock runs or ran; from ten hours on in whole hours."""
    if wait.working is None or row.standing == Standing.NOTHING_OWED:
        return ""
    length = wait.working if wait.working < 10 * _HOUR else wait.working // _HOUR * _HOUR
    return _("%(length)s working") % {"length": formats.working(length, current_writing())}


def unsaid(row: Row, *, readable: bool) -> str:
    """Why nothing is shown of what was said."""
    if row.deleted and row.waits:
        return _("Its author deleted the post; the case counts until it is answered")
    if row.deleted:
        return _("Its author deleted the post")
    return _("No text") if readable else _("Said in private; only the agency reads it")


def cut(text: str, most: int) -> str:
    """The text, or so much of it as fits."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def calendars(agencies: Collection[int], person: Person) -> dict[int, Calendar]:
    """The calendar of each of these agencies."""
    if not agencies:
        return {}
    if person.agency is not None and set(agencies) == {person.agency_id}:
        return {person.agency.pk: person.agency.open_hours()}  # asked for already, for its name
    return {pk: found.open_hours() for pk, found in Agency.objects.in_bulk(agencies).items()}


def _filtered(address: Address, view: standing_views.View | None) -> bool:
    but_view = replace(address.filters, standings=(), urgent=None, newest_first=False)
    return view is None or but_view != Filters(agencies=address.visible)


def _place(address: Address, person: Person) -> tuple[Address, Page, int | None]:
    """The page, and the case in hand on it: the first one; for somebody who comes back from a case
    that case, or where it has left the queue, the one that follows it."""
    filters = address.filters
    page = queue.page(filters, after=address.after, before=address.before)
    if not page.rows and (address.after or address.before):
        address = address.page()  # the cases of this page have all left it
        page = queue.page(filters)
    first = page.rows[0].pk if page.rows else None
    if address.at is None:
        return address, page, first
    if any(row.pk == address.at for row in page.rows):
        return address, page, address.at
    case = visible_case(person, address.at)
    if case is None:
        return address, page, first
    following = _following(page, (case.opened_at, case.pk), newest_first=filters.newest_first)
    if following is None:
        mark = queue.mark_before(filters, case.pk, case.opened_at)
        page = queue.page(filters, after=mark)
        if page.rows:
            return replace(address, after=mark, before=""), page, page.rows[0].pk
        page = queue.page(filters)
        return address.page(), page, page.rows[0].pk if page.rows else None
    return address, page, following


def _following(page: Page, key: tuple[datetime, int], *, newest_first: bool) -> int | None:
    """The row of this page that stands where the case of this key stood; None where it stood on
    another page."""
    keys = [(row.opened_at, row.pk) for row in page.rows]
    behind = [pk for at, pk in keys if ((at, pk) < key if newest_first else (at, pk) > key)]
    if not behind:
        return page.rows[-1].pk if page.rows and not page.after else None
    return None if len(behind) == len(keys) and page.before else behind[0]
