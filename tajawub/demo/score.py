"""How well the sweep read the demo: what it found, held against what its authors say is true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow.parquet as pq
from rich import box
from rich.console import Console
from rich.table import Table

from tajawub.cases.timeline import WAITING, Standing
from tajawub.demo.archive import Demo

LABELS = ("act", "owed", "scope", "route", "urgent", "reply")
Pair = tuple[str, str]  # true, found


def pairs(demo: Demo, out: Path) -> dict[str, list[Pair]]:
    """For each label, and for `standing`, what is true and what was found, side by side.

    `out` holds the sweep's readings.parquet and cases.parquet. A case that was not found counts as
    nothing owed.
    """
    readings = {row["post_id"]: row for row in pq.read_table(out / "readings.parquet").to_pylist()}
    found: dict[str, list[Pair]] = {label: [] for label in LABELS}
    for post in demo.posts:
        truth = post.truth
        true = {
            "act": truth.act,
            "scope": truth.scope,
            "route": truth.route,
            "reply": truth.reply,
            "owed": _yes(truth.owed) if truth.act else None,
            "urgent": _yes(truth.urgent) if truth.act else None,
        }
        for label, value in true.items():
            if value is not None:
                found[label].append((value, readings[post.id][label] or "none"))
    cases = {
        (row["conversation_id"], row["citizen"]): row["standing"]
        for row in pq.read_table(out / "cases.parquet").to_pylist()
    }
    nothing = Standing.NOTHING_OWED.value
    found["standing"] = [
        (case.standing.value, cases.get((case.conversation_id, case.citizen), nothing))
        for case in demo.cases
    ]
    found["waiting"] = [
        (_yes(Standing(true) in WAITING), _yes(Standing(read) in WAITING))
        for true, read in found["standing"]
    ]
    return found


def _yes(so: bool) -> str:
    return "yes" if so else "no"


def accuracy(read: Sequence[Pair]) -> float:
    """The share of equal pairs."""
    return sum(true == found for true, found in read) / len(read)


def f1(read: Iterable[Pair], value: str) -> float:
    """F1 of one value: 0 where it is neither true nor found anywhere."""
    both = wrong = 0
    for true, found in read:
        both += true == found == value
        wrong += (true == value) != (found == value)
    return 2 * both / (2 * both + wrong) if both else 0.0


def show_score(demo: Demo, out: Path) -> None:
    """Print the score card of a sweep of the demo."""
    table = Table(title="Read against the demo's own truth", box=box.SIMPLE_HEAD)
    for name in ("label", "of", "accuracy", "macro F1", "F1 of each value"):
        table.add_column(name)
    for label, read in pairs(demo, out).items():
        values = sorted({true for true, _ in read})
        scores = {value: f1(read, value) for value in values}
        table.add_row(
            label,
            f"{len(read):,}",
            f"{accuracy(read):.3f}",
            f"{sum(scores.values()) / len(scores):.3f}",
            ", ".join(f"{value} {score:.2f}" for value, score in scores.items()),
        )
    Console().print(table)
