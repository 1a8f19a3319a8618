"""Cases by standing: all are counted, those owed nothing apart."""

from __future__ import annotations

from tajawub.measures.standings import STANDINGS, standings, standings_of
from tajawub.measures.testing import Row, table


def test_every_standing_is_counted_and_nothing_owed_stands_apart() -> None:
    cases = table(*(Row(standing=s, took=5 if s == "answered" else None) for s in STANDINGS))
    (row,) = standings(cases).to_pyarrow().to_pylist()
    assert set(standings_of(row).values()) == {1}
    assert (row["owed"], row["waiting"], row["settled"]) == (8, 6, 2)


def test_without_cases_the_counts_are_zero() -> None:
    (row,) = standings(table()).to_pyarrow().to_pylist()
    assert (row["owed"], row["waiting"], row["settled"]) == (0, 0, 0)
    assert set(standings_of(row).values()) == {0}


def test_by_agency() -> None:
    cases = table(
        Row(standing="redirected", agency="water"),
        Row(standing="nothing owed", agency="roads"),
        Row(standing="confirmed", took=1, agency="roads"),
    )
    rows = {r["agency"]: r for r in standings(cases, ["agency"]).to_pyarrow().to_pylist()}
    assert rows["water"]["waiting"] == 1
    assert (rows["roads"]["owed"], rows["roads"]["nothing_owed"]) == (1, 1)
