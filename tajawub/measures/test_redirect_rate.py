"""Redirects: how often, and how many were left there."""

from __future__ import annotations

from tajawub.measures.redirect_rate import redirect_rate, redirects_of
from tajawub.measures.testing import DAY, HOUR, Row, table


def test_the_rate_is_of_first_replies_and_the_unrepaired_are_named_with_the_oldest() -> None:
    cases = table(
        Row(standing="redirected", age=11 * DAY, first_reply="redirect", redirects=2),
        Row(standing="disputed", age=3 * DAY, first_reply="asks", redirects=1),
        Row(standing="answered", age=9 * DAY, took=HOUR, first_reply="redirect", redirects=1),
        Row(standing="answered", age=9 * DAY, took=HOUR, first_reply="answer"),
        Row(standing="unanswered", age=30 * DAY),
        Row(standing="nothing owed", age=30 * DAY, first_reply="redirect", redirects=1),
    )
    (row,) = redirect_rate(cases).to_pyarrow().to_pylist()
    found = redirects_of(row)
    assert (found.first.count, found.first.of) == (2, 4)
    assert (found.unrepaired.count, found.unrepaired.of) == (2, 3)
    assert found.oldest_unrepaired_seconds == 11 * DAY


def test_where_nobody_was_redirected_nothing_is_oldest() -> None:
    (row,) = redirect_rate(table(Row(standing="unanswered", age=DAY))).to_pyarrow().to_pylist()
    assert redirects_of(row).oldest_unrepaired_seconds is None
    assert redirects_of(row).first.of == 0
