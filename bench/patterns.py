"""The demo's conversations as the product itself keeps and judges them: what a large desk is made
of, column by column."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.posts import source
from bench.wording import Wording

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One conversation with its posts, readings and cases, as rows of the product's tables."""

    start: datetime
    posts: Sequence[Row]
    readings: Mapping[int, Row]
    cases: Sequence[Row]
    accounts: tuple[int, ...]  # official, that of its first case first

    @property
    def waits(self) -> bool:
        """Whether anybody in it still waits."""
        return any(case["waits"] for case in self.cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """All of them, how often each is to be taken so that a case has five posts on average, the
    people's names, and the handle of each account."""

    all: Sequence[Pattern]
    weights: Sequence[float]
    names: Sequence[tuple[str, str]]
    handles: Mapping[int, str]

    def wording(self, seed: int) -> Wording:
        """Their words, to be put together anew."""
        said: dict[bool, list[str]] = {False: [], True: []}
        for pattern in self.all:
            for post in pattern.posts:
                official = pattern.readings[post["id"]]["account_id"] is not None
                said[official].append(post["text"])
        return Wording(said[False], said[True], seed)


def patterns(folder: Path, *, posts_a_case: float, settled: float) -> Patterns:
    """Take the demo into the desk, which must be empty, judge it, and read what came of it.

    `settled` says which share of the conversations in which nobody waits will be used.
    """
    from tajawub import flow
    from tajawub.agencies.knowing import Official, know
    from tajawub.agencies.models import Account
    from tajawub.cases.models import Case, Reading
    from tajawub.conversations.models import Post
    from tajawub.conversations.receiving import receive
    from tajawub.demo.archive import NAMES

    records = source([], folder)
    receive(records)
    know(
        Official(channel=records[0].channel, key=handle, handle=handle, agency=handle)
        for handle in NAMES
    )
    flow.prepare()
    while flow.run_once():
        pass
    posts: dict[int, list[Row]] = {}
    for post in Post.objects.order_by("at", "external_id").values():
        posts.setdefault(post["conversation_id"], []).append(post)
    cases: dict[int, list[Row]] = {}
    for case in Case.objects.filter(joined_to=None).order_by("opened_at").values():
        cases.setdefault(case["conversation_id"], []).append(case)
    readings = {reading["post_id"]: reading for reading in Reading.objects.values()}
    made = [
        Pattern(
            start=said[0]["at"],
            posts=said,
            readings={post["id"]: readings[post["id"]] for post in said},
            cases=cases[number],
            accounts=_accounts(cases[number], [readings[post["id"]] for post in said]),
        )
        for number, said in posts.items()
        if number in cases
    ]
    return Patterns(
        all=made,
        weights=_tilted(
            [(len(pattern.posts), len(pattern.cases)) for pattern in made],
            [1 if pattern.waits else settled for pattern in made],
            posts_a_case,
        ),
        names=sorted(
            {
                (post.author_name, post.author_handle)
                for post in records
                if post.author_handle not in NAMES
            }
        ),
        handles=dict(Account.objects.values_list("pk", "handle")),
    )


def _accounts(cases: Sequence[Row], readings: Sequence[Row]) -> tuple[int, ...]:
    wrote = (reading["account_id"] for reading in readings if reading["account_id"] is not None)
    held = (case["holder_id"] for case in cases if case["holder_id"] is not None)
    return tuple(dict.fromkeys((*(case["account_id"] for case in cases), *wrote, *held)))


def _tilted(sizes: Sequence[tuple[int, int]], used: Sequence[float], wanted: float) -> list[float]:
    """Weights that rise or fall with the length of a conversation, so that posts by cases is
    `wanted` on average (the exponential family with that mean, by bisection)."""

    def weights(tilt: float) -> list[float]:
        return [math.exp(tilt * posts / cases) for posts, cases in sizes]

    low, high = -2.0, 2.0
    for _ in range(60):
        tilt = (low + high) / 2
        found = [w * u for w, u in zip(weights(tilt), used, strict=True)]
        posts = sum(w * p for w, (p, _) in zip(found, sizes, strict=True))
        cases = sum(w * c for w, (_, c) in zip(found, sizes, strict=True))
        low, high = (tilt, high) if posts / cases < wanted else (low, tilt)
    return weights(low)
