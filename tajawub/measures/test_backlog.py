"""The backlog: who waits now, and how long already."""

from __future__ import annotations

from datetime import timedelta

from tajawub.measures.backlog import backlog, backlog_of
from tajawub.measures.testing import AS_OF, DAY, Row, answered, table, waiting


def test_only_the_waiting_count_and_their_ages_are_told() -> None:
    cases = table(
        *(waiting(days * DAY) for days in (1, 8, 31, 91)),
        Row(standing="redirected", age=7 * DAY, redirects=1),
        answered(200 * DAY, 150 * DAY),
        Row(standing="nothing owed", age=300 * DAY),
    )
    (row,) = backlog(cases).to_pyarrow().to_pylist()
    found = backlog_of(row)
    assert found.waiting == 5
    assert found.oldest_seconds == 91 * DAY
    assert found.oldest_opened_at == AS_OF - timedelta(days=91)
    assert found.p50_seconds == 8 * DAY
    assert found.p90_seconds == 67 * DAY
    assert (found.older_than_7_days, found.older_than_30_days, found.older_than_90_days) == (
        3,
        2,
        1,
    )
    assert found.by_standing["unanswered"] == 4
    assert found.by_standing["redirected"] == 1
    assert sum(found.by_standing.values()) == found.waiting


def test_where_nobody_waits_there_is_no_age() -> None:
    (row,) = backlog(table(answered(DAY, 1))).to_pyarrow().to_pylist()
    found = backlog_of(row)
    assert (found.waiting, found.oldest_seconds, found.p90_seconds) == (0, None, None)
