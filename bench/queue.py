"""How fast the desk's pages are, and that no query grows with the cases: `python -m bench.queue`.

A desk is filled with cases of five posts each (filling.py) and asked, through the product's own
addresses, middleware and templates, what people ask: hundreds of different requests (asking.py).
What is timed is the server's side of each, from the request to the last byte of the page. Beside it
stands a peer with as many tickets in the same PostgreSQL (helpdesk.py).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import helpdesk
from bench.desk import desk
from bench.timing import Measured, at, seconds, shown_ms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--each", type=int, default=12, help="requests of each kind")
    parser.add_argument("--keep", type=Path, help="a folder in which the filled desk is kept")
    parser.add_argument("--no-peer", action="store_true", help="leave django-helpdesk out")
    given = parser.parse_args()
    sizes = sorted(given.cases)
    with desk(given.keep) as data:
        print(f"Load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
        peer = None if given.no_peer else helpdesk.python()
        found: dict[int, Measured] = {}
        peers: dict[int, Mapping[str, Sequence[float]]] = {}
        fill = _Fill(data)
        for size in sizes:
            fill.up_to(size)
            found[size] = _measure(given.each)
            if peer is not None:
                peers[size] = _peer(peer)
        _show(found)
        _show_plans(found)
        _show_peer(found, peers)


class _Fill:
    """Fills the desk; what was kept of an earlier run is used again where it fits."""

    def __init__(self, data: Path) -> None:
        from tajawub.cases.models import Case

        self.data = data
        self.there = Case.objects.count()
        self.filling = None if self.there else self._begin()

    def _begin(self) -> Filling:  # type: ignore[name-defined]  # noqa: F821
        from bench.filling import SETTLED, Filling, bodies, emptied
        from bench.patterns import patterns
        from tajawub import flow

        emptied()
        made = patterns(self.data, posts_a_case=5, settled=SETTLED)
        emptied()
        flow.prepare()
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return Filling(patterns=made, bodies=bodies(), until=today)

    def up_to(self, cases: int) -> None:
        if self.there == cases:
            return
        filling = self.filling = self.filling or self._begin()
        took = seconds(lambda: filling.up_to(cases, _say))
        self.there = cases
        _say(f"{cases:,} cases with {filling.posts:,} posts made in {took:.0f} s\n")


def _measure(each: int) -> Measured:
    from django.db import connection

    from bench.asking import Asking, there_is
    from bench.browsing import Browsing

    with connection.cursor() as cursor:
        there = there_is(cursor)
    browsing = Browsing(there)
    asked = list(Asking(there).of_each(each))
    browsing.warm(asked[:20])
    return browsing.all(asked, each)


def _peer(python: Path) -> Mapping[str, Sequence[float]]:
    from django.db import connection

    from bench.asking import there_is

    with connection.cursor() as cursor:
        words = there_is(cursor).words
    try:
        return helpdesk.measure(python, words)
    finally:
        helpdesk.discard()


def _show(found: Mapping[int, Measured]) -> None:
    sizes = list(found)
    print(
        "\nMilliseconds on the server: median, 95th percentile, slowest; in brackets the first two"
    )
    print("of the time on a processor, which does not depend on what else the machine does.\n")
    print("| request | " + " | ".join(f"{size:,} cases" for size in sizes) + " | growth |")
    print("|---" * (len(sizes) + 2) + "|")
    kinds = ["", *sorted(found[sizes[0]].ms)]
    for kind in kinds:
        cells, medians = [], []
        for size in sizes:
            ms, cpu = found[size].of(kind)
            cells.append(
                f"{at(ms, 0.5):.0f} · {at(ms, 0.95):.0f} · {max(ms):.0f} "
                f"({at(cpu, 0.5):.0f} · {at(cpu, 0.95):.0f})"
            )
            medians.append(at(ms, 0.5))
        name = kind or f"**all {len(found[sizes[0]].of('')[0])}**"
        print(f"| {name} | " + " | ".join(cells) + f" | × {medians[-1] / medians[0]:.1f} |")
    print(f"\n*growth*: the median at {sizes[-1]:,} by that at {sizes[0]:,}.")


def _show_plans(found: Mapping[int, Measured]) -> None:
    sizes = list(found)
    print("\nThe most rows and index entries that any one query of a request looked at, and the")
    print(f"indexes of that query (EXPLAIN ANALYZE), at {sizes[-1]:,} cases.\n")
    print("| request | " + " | ".join(f"{size:,}" for size in sizes) + " | by |")
    print("|---" * (len(sizes) + 2) + "|")
    for kind in found[sizes[-1]].plans:
        worst = [max(found[size].plans[kind], key=lambda plan: plan.rows) for size in sizes]
        rows = " | ".join(f"{plan.rows:,}" for plan in worst)
        print(f"| {kind} | {rows} | {', '.join(worst[-1].indexes)} |")


def _show_peer(
    found: Mapping[int, Measured], peers: Mapping[int, Mapping[str, Sequence[float]]]
) -> None:
    if not peers:
        print("\ndjango-helpdesk was not measured.", file=sys.stderr)
        return
    print("\nMedian milliseconds beside django-helpdesk's with as many tickets, and its by ours.\n")
    print("| request | " + " | ".join(f"{size:,}" for size in peers) + " |")
    print("|---" * (len(peers) + 1) + "|")
    for kind in next(iter(peers.values())):
        cells = []
        for size, peer in peers.items():
            theirs = at([s * 1000 for s in peer[kind]], 0.5)
            ours = at(found[size].of(kind)[0], 0.5)
            cells.append(f"{shown_ms(ours)} / {shown_ms(theirs)} (× {theirs / ours:.0f})")
        print(f"| {kind} | " + " | ".join(cells) + " |")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
