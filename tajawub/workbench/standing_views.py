"""The views of the queue: where its cases stand, each with how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from tajawub.cases import tally
from tajawub.cases.filters import Filters
from tajawub.cases.timeline import WAITING, Standing
from tajawub.workbench.address import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A way to look at the queue: cases of these standings (none: those that wait), perhaps only
    the urgent ones. `hot`: its number is a reason to look."""

    word: Promise
    icon: str
    empty: Promise  # said where there is none
    standings: tuple[str, ...] = ()
    urgent: bool | None = None
    hot: bool = False

    def shows(self, filters: Filters) -> bool:
        """Whether this is the view that somebody with these filters looks at."""
        return self.standings == filters.standings and self.urgent == filters.urgent


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A view as it is shown: its address and how many cases it has."""

    view: View
    address: str
    number: int
    current: bool

    @property
    def hot(self) -> bool:
        return self.view.hot and self.number > 0


_HELD: Final = _("No case stands here now.")
WAITING_ON_US: Final = View(
    word=pgettext("view", "Waiting on us"),
    icon="waiting",
    empty=_("Nobody waits. Every question has its answer."),
)
OPEN: Final = (
    WAITING_ON_US,
    View(
        word=pgettext("view", "Redirected, not answered"), icon="redirect",
        standings=("redirected",),
        empty=_("Nobody was sent elsewhere and left without an answer."),
    ),
    View(
        word=pgettext("view", "Disputed"), icon="disputed", standings=("disputed",), hot=True,
        empty=_("Nobody disputes an answer."),
    ),
    View(
        word=pgettext("view", "Urgent"), icon="urgent", urgent=True, hot=True,
        empty=_("Nothing urgent waits."),
    ),
    View(
        word=pgettext("view", "Without any reply"), icon="unanswered", standings=("unanswered",),
        empty=_("Everyone has had some reply."),
    ),
    View(
        word=pgettext("view", "Received only"), icon="acknowledged", standings=("acknowledged",),
        empty=_("Nobody was told “received” and then left waiting."),
    ),
    View(
        word=pgettext("view", "Moved to private"), icon="private", standings=("moved to private",),
        empty=_("Nobody waits in private messages."),
    ),
    View(
        word=pgettext("view", "Waiting on the citizen"), icon="asked-back",
        standings=("asked back",),
        empty=_("We wait for nobody's particulars."),
    ),
)  # fmt: skip
DONE: Final = (
    View(word=pgettext("view", "Answered"), icon="answered", standings=("answered",), empty=_HELD),
    View(
        word=pgettext("view", "Confirmed"), icon="confirmed", standings=("confirmed",), empty=_HELD
    ),
    View(
        word=pgettext("view", "Nothing owed"),
        icon="nothing-owed",
        standings=("nothing owed",),
        empty=_HELD,
    ),
)


def view_of(filters: Filters) -> View | None:
    """The view that somebody with these filters looks at; None where it is none of them."""
    return next((view for view in (*OPEN, *DONE) if view.shows(filters)), None)


def counted(filters: Filters) -> dict[tuple[Any, ...], int]:
    """How many cases there are of each standing and urgency, of the accounts chosen."""
    if not filters.agencies:
        return {}
    whose: dict[str, tuple[object, ...]] = {"agency": filters.agencies}
    if filters.accounts:
        whose["account"] = filters.accounts
    return tally.counted(("standing", "urgent"), whose)


def shown(
    views: Iterable[View], address: Address, numbers: Mapping[tuple[Any, ...], int]
) -> list[Shown]:
    """These views with their addresses and numbers. They keep the agencies and accounts chosen; the
    other filters begin anew."""
    filters = address.filters
    start = Filters(agencies=filters.agencies, accounts=filters.accounts)
    return [
        Shown(
            view=view,
            address=Address(filters=start, visible=address.visible)
            .to(standings=view.standings, urgent=view.urgent)
            .query,
            number=number_of(view, numbers),
            current=view.shows(filters),
        )
        for view in views
    ]


def number_of(view: View, numbers: Mapping[tuple[Any, ...], int]) -> int:
    """How many cases a view has."""
    standings = view.standings or tuple(s.value for s in Standing if s in WAITING)
    return sum(
        n
        for (standing, urgent), n in numbers.items()
        if standing in standings and view.urgent in {None, urgent}
    )
