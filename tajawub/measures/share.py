"""A share with its uncertainty: the one form in which every proportion is given."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import binomtest

LEVEL = 0.95
LEAST_N = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`count` of `of` cases. `share`, `low` and `high` lie in 0 to 1.

    Below LEAST_N cases there is no share, since its interval would cover nearly everything and a
    lucky handful would look like a merit: the three are None.
    """

    count: int
    of: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


def wilson(count: int, of: int, *, least: int = LEAST_N) -> Share:
    """The share with its Wilson score interval at 95 %.

    E. B. Wilson (1927), J. Am. Stat. Assoc. 22:209; it stays inside 0 to 1 and holds its level for
    small numbers and for shares near the ends, where the usual interval does not. Raises ValueError
    where `count` is not within 0 to `of`.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is no share")
    if of < max(least, 1):
        return Share(count=count, of=of)
    interval = binomtest(count, of).proportion_ci(confidence_level=LEVEL, method="wilson")
    return Share(
        count=count,
        of=of,
        share=count / of,
        low=max(0.0, float(interval.low)),
        high=min(1.0, float(interval.high)),
    )
