"""How often a citizen is sent elsewhere instead of being answered, and who was left there.

Definitions. *Redirect rate*: first replies that only send the citizen elsewhere (a telephone
number, a form, an app, another body), divided by all first replies; a courtesy is no reply.
*Unrepaired redirects*: cases in which the citizen was redirected and still waits, among all in
which the citizen was redirected, with the age of the oldest. Help desks call a redirect
"deflection" and count it as success; here it never is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from tajawub.measures.share import Share, wilson
from tajawub.measures.standings import count_where, is_owed, waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirects:
    """`first`: first replies that only redirect, of all first replies. `unrepaired`: redirected
    cases that still wait, of all redirected cases. The age is elapsed seconds; None: no such case.
    """

    first: Share
    unrepaired: Share
    oldest_unrepaired_seconds: int | None


def redirect_rate(cases: ibis.Table, by: Sequence[str] = ()) -> ibis.Table:
    """One row per group: the counts that `redirects_of` reads."""
    redirected = is_owed(cases) & (cases.redirects > 0)
    unrepaired = redirected & waits(cases)
    return cases.aggregate(
        by=list(by),
        first_replies=count_where(is_owed(cases) & cases.first_reply.notnull()),
        first_redirects=count_where(is_owed(cases) & (cases.first_reply == "redirect")),
        redirected=count_where(redirected),
        unrepaired=count_where(unrepaired),
        oldest_unrepaired_seconds=cases.waiting_seconds.max(where=unrepaired),
    )


def redirects_of(row: Mapping[str, Any]) -> Redirects:
    """The figure of one row of `redirect_rate`."""
    return Redirects(
        first=wilson(row["first_redirects"], row["first_replies"]),
        unrepaired=wilson(row["unrepaired"], row["redirected"]),
        oldest_unrepaired_seconds=row["oldest_unrepaired_seconds"],
    )
