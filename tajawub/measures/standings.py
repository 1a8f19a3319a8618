"""How many cases stand where.

Definition: the number of cases in each standing as of the moment of judgement. A case is *owed* in
every standing but "nothing owed"; it *waits* until it is answered or the citizen says that it is
settled. The standings are those that the timeline decides (codebook, section 7); no case is left
out, whatever became of its posts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import ibis

NOTHING_OWED: Final = "nothing owed"
WAITING: Final = (
    "unanswered", "disputed", "redirected", "acknowledged", "moved to private", "asked back",
)  # fmt: skip
SETTLED: Final = ("answered", "confirmed")
STANDINGS: Final = (*WAITING, *SETTLED, NOTHING_OWED)


def key(standing: str) -> str:
    """A standing as keys and columns name it: "moved to private" is moved_to_private."""
    return standing.replace(" ", "_")


def is_owed(cases: ibis.Table) -> ibis.expr.types.BooleanValue:
    """Whether an answer is or was owed."""
    return cases.standing != NOTHING_OWED


def waits(cases: ibis.Table) -> ibis.expr.types.BooleanValue:
    """Whether the citizen is still owed an answer."""
    return cases.standing.isin(WAITING)


def is_settled(cases: ibis.Table) -> ibis.expr.types.BooleanValue:
    """Whether the case was answered, or the citizen said that it is settled."""
    return cases.standing.isin(SETTLED)


def count_where(condition: ibis.expr.types.BooleanValue) -> ibis.expr.types.IntegerScalar:
    """How many rows meet the condition; 0, not null, where there is no row."""
    return condition.sum().coalesce(0)


def standings(cases: ibis.Table, by: Sequence[str] = ()) -> ibis.Table:
    """One row per group (one row in all without `by`): a count per standing, named by `key`, and
    `owed`, `waiting` and `settled`."""
    each = {key(standing): count_where(cases.standing == standing) for standing in STANDINGS}
    return cases.aggregate(
        by=list(by),
        **each,
        owed=count_where(is_owed(cases)),
        waiting=count_where(waits(cases)),
        settled=count_where(is_settled(cases)),
    )


def standings_of(row: Mapping[str, int]) -> dict[str, int]:
    """The counts per standing of one row of `standings`, by key, in the order of STANDINGS."""
    return {key(standing): row[key(standing)] for standing in STANDINGS}
