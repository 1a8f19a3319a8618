"""All figures together: every group, stable keys, and one definition for every engine."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import ibis
import pytest
from ibis.config import Config

from tajawub.measures import Summary, summarise
from tajawub.measures.answered_share import answered_share
from tajawub.measures.backlog import backlog
from tajawub.measures.redirect_rate import redirect_rate
from tajawub.measures.standings import standings
from tajawub.measures.testing import AS_OF, DAY, HOUR, Row, answered, table, waiting
from tajawub.measures.time_to_answer import ELAPSED, time_to_answer
from tajawub.measures.weekly import weekly

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "measures.md"


def _summary() -> Summary:
    return summarise(
        table(
            *[answered(9 * DAY, HOUR, agency="water")] * 40,
            *[waiting(9 * DAY, agency="roads")] * 20,
            Row(standing="redirected", age=DAY, agency="", first_reply="redirect", redirects=1),
        ),
        AS_OF,
    )


def test_groups_are_those_with_the_most_cases_first_and_the_nameless_count_in_the_total() -> None:
    summary = _summary()
    assert list(summary.agencies) == ["water", "roads"]
    assert summary.total.owed == 61
    assert summary.agencies["water"].answered.share == 1.0
    assert summary.agencies["roads"].answered.share is None
    assert summary.total.redirects.unrepaired.count == 1
    assert summary.accounts["ghaf_water"].owed == 61


def test_curves_are_kept_for_all_cases_only() -> None:
    summary = _summary()
    assert summary.total.elapsed.curve
    assert not summary.agencies["water"].elapsed.curve


def test_an_archive_without_cases_has_figures_too() -> None:
    summary = summarise(table(), AS_OF)
    assert summary.total.owed == 0
    assert summary.total.answered.share is None
    assert summary.agencies == {}


def test_it_becomes_json_with_documented_keys() -> None:
    plain = _summary().to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert datetime.fromisoformat(plain["as_of"]) == AS_OF
    text = DOCUMENT.read_text(encoding="utf-8")
    missing = {key for key in _keys(plain, names=()) if f"`{key}`" not in text}
    assert not missing


def _keys(value: object, names: tuple[str, ...]) -> set[str]:
    """All keys but the names of agencies and accounts."""
    if isinstance(value, list):
        return {key for inner in value for key in _keys(inner, names)}
    if not isinstance(value, dict):
        return set()
    if names and names[-1] in {"agencies", "accounts"}:
        return {key for inner in value.values() for key in _keys(inner, ())}
    return set(value) | {key for k, inner in value.items() for key in _keys(inner, (*names, k))}


class _SparkOptions(Config):  # type: ignore[misc]
    treat_nan_as_null: bool = False


@pytest.mark.parametrize("engine", ["duckdb", "postgres", "pyspark"])
@pytest.mark.parametrize("by", [(), ("agency",)])
def test_every_measure_can_be_said_to_every_engine(
    engine: str, by: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Spark's options are registered by its driver, which need not be installed to write its SQL.
    monkeypatch.setattr(ibis.options, "pyspark", _SparkOptions())
    cases = ibis.table(table().schema(), name="cases")
    measures = (
        standings(cases, by),
        answered_share(cases, AS_OF, four_working_hours_ago=AS_OF, by=by),
        redirect_rate(cases, by),
        backlog(cases, by),
        weekly(cases, AS_OF, by),
        time_to_answer(cases, ELAPSED, by),
    )
    for measure in measures:
        assert "SELECT" in str(ibis.to_sql(measure, dialect=engine))
