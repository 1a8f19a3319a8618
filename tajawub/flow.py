"""The automatic steps, in order. Each is a verb of its room that does one batch of what waits for
it, says whether there was any, and is harmless to repeat and to run side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tajawub.cases import judging, tally
from tajawub.conversations import due


def _sum_up() -> bool:
    return tally.waiting() and tally.sum_up()


STEPS: Final[tuple[Callable[[], bool], ...]] = (
    due.take_up_accounts,
    judging.judge_due,
    judging.judge_by_newer_reader,
    _sum_up,
)


def prepare() -> None:
    """Before the first step of a process."""
    judging.put_reader_to_work()


def run_once() -> bool:
    """One batch of every step; True while there is more to do."""
    done = [step() for step in STEPS]
    return any(done)
