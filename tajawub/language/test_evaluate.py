from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pytest

from tajawub.errors import TajawubError
from tajawub.language.evaluate import calibration_error, half_of, main, score_values, wilson
from tajawub.language.examples import read_examples
from tajawub.language.reader import MODEL_FILE

GOLD = MODEL_FILE.parents[1] / "gold"


def test_the_interval_of_a_share_is_wilsons() -> None:
    low, high = wilson(0.8, 100)
    assert (round(low, 4), round(high, 4)) == (0.7112, 0.8666)
    assert wilson(0.0, 0) == (0.0, 1.0)


def test_the_scores_of_a_small_table_are_right() -> None:
    right, read = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 1, 0])
    score = score_values(("a", "b", "c"), right, read, np.ones(6))
    a, b, c = score.values
    assert [a.precision, a.recall] == pytest.approx([2 / 3, 2 / 3])
    assert [b.precision, b.recall] == pytest.approx([2 / 3, 1.0])
    assert c.f1 == 0.0
    assert score.accuracy == pytest.approx(4 / 6)
    assert score.macro_f1 == pytest.approx((2 / 3 + 0.8 + 0) / 3)


def test_chances_that_come_true_have_no_calibration_error() -> None:
    sure = np.full(10, 0.75)
    assert calibration_error(np.full(4, 0.75), np.array([True, True, True, False])) == 0.0
    assert calibration_error(sure, np.zeros(10, dtype=bool)) == pytest.approx(0.75)


@pytest.mark.parametrize("path", sorted(GOLD.glob("written_*.jsonl")), ids=lambda p: p.name)
def test_every_shipped_example_carries_labels_of_the_codebook(path: Path) -> None:
    for example in read_examples(path):
        assert example.message.text.strip()
        named = {"act", "urgent"} if example.message.by == "citizen" else {"reply"}
        assert named <= set(example.labels)
        if example.labels.get("owed") == "yes":
            assert {"scope", "route"} <= set(example.labels)


def test_a_text_is_always_in_the_same_half_and_both_halves_are_used() -> None:
    halves = [half_of(f"متى يفتح {i}") for i in range(60)]
    assert halves == [half_of(f" متى يفتح {i} ") for i in range(60)]
    assert 15 < halves.count("report") < 45


def test_a_label_that_does_not_exist_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(orjson.dumps({"text": "a", "by": "citizen", "act": "rant"}))
    with pytest.raises(TajawubError, match="line 1: act cannot be 'rant'"):
        read_examples(path)


def test_any_labelled_file_can_be_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own.jsonl"
    rows = [{"text": "متى يفتح التسجيل؟", "by": "citizen", "act": "question", "owed": "yes"}]
    path.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    assert main([str(path)]) == 0
    assert "accuracy 1.000" in capsys.readouterr().out
    assert main([str(tmp_path / "missing.jsonl")]) == 2
