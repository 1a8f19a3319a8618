from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pytest

from tajawub.language import Message, Reader
from tajawub.language.examples import key_of, read_examples
from tajawub.language.model import load
from tajawub.language.reader import HEADS

pytest.importorskip("sklearn")

from tajawub.language.train.__main__ import least_for_answer, train
from tajawub.language.train.fit import Settings, table_of, temperature_of, weights_of
from tajawub.language.train.foreign import foreign_examples, looked_up

pytestmark = pytest.mark.slow  # it trains a reader


def _gold(folder: Path) -> Path:
    """A small set of gold in which every label of every head occurs."""
    acts = ["question", "request", "complaint", "suggestion", "praise", "other"]
    replies = ["answer", "asks", "private", "redirect", "acknowledgement", "courtesy"]
    turns = ["confirms", "disputes", "adds", "thanks"]
    rows: list[dict[str, object]] = []
    for i in range(72):
        act = acts[i % 6]
        owing = act in acts[:3]
        row: dict[str, object] = {
            "text": f"كلمة{act} {act} رسالة {i}", "by": "citizen", "act": act,
            "owed": "yes" if owing else "no", "urgent": "yes" if i % 5 == 0 else "no",
        }  # fmt: skip
        if owing:
            row |= {"scope": ("personal", "general")[i % 2], "route": ("private", "public")[i % 2]}
        if i % 2:
            row["turn"] = turns[i // 2 % 4]
            row["thread"] = [{"by": "official", "text": f"رد {i}"}]
        rows.append(row)
        reply = replies[i % 6]
        thread = [{"by": "citizen", "text": f"سؤال {i}"}]
        text = f"{reply} {reply}ة جواب {i}"
        rows.append({"text": text, "by": "official", "reply": reply, "thread": thread})
    (folder / "written_x.jsonl").write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    return folder


def test_the_same_gold_gives_the_same_file_and_a_reader_that_learned_it(tmp_path: Path) -> None:
    gold = _gold(tmp_path)
    one, two = tmp_path / "one.npz", tmp_path / "two.npz"
    report = train(gold, None, one)
    train(gold, None, two)
    assert one.read_bytes() == two.read_bytes()
    assert any(line.startswith("reply:") for line in report)
    reader = Reader(load(one))
    read = reader.read([Message(text="كلمةpraise praise رسالة 99", to="a")])[0]
    assert read.act is not None
    assert read.act.value == "praise"
    assert reader.version.endswith(load(one).version)


def test_a_text_that_is_not_shipped_is_found_by_its_hash(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "saudi_irony"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("text,label\n وين الرد ,x\n", encoding="utf-8")
    rows = [
        {"source": "saudi_irony", "key": key_of("وين الرد"), "by": "citizen", "act": "complaint"},
        {"source": "saudi_irony", "key": "0" * 16, "by": "citizen", "act": "other"},
    ]
    path = tmp_path / "labels_saudi_irony.jsonl"
    path.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    examples, notes = foreign_examples(tmp_path, tmp_path / "data")
    assert [e.message.text.strip() for e in examples] == ["وين الرد"]
    assert "1 of 2 texts found" in notes[0]


def test_a_turn_of_a_dialogue_is_read_after_the_turns_before_it(tmp_path: Path) -> None:
    folder = tmp_path / "tweetsumm"
    folder.mkdir()
    (folder / "a.csv").write_text("inputs,summaries\nHelp me <BR> Which device?,x\n", "utf-8")
    rows = [
        {"key": key_of("Which device?"), "dialog": 0, "turn_no": 1, "by": "official",
         "reply": "asks"},
        {"key": key_of("Help me"), "dialog": 0, "turn_no": 0, "by": "citizen", "act": "request"},
    ]  # fmt: skip
    path = tmp_path / "labels_tweetsumm.jsonl"
    path.write_bytes(b"\n".join(orjson.dumps({"source": "tweetsumm", **row}) for row in rows))
    examples, _ = foreign_examples(tmp_path, tmp_path)
    assert [t.text for t in examples[1].message.thread] == ["Help me"]


def test_a_tweet_is_read_after_those_it_answers(tmp_path: Path) -> None:
    folder = tmp_path / "twcs_sample_5000"
    folder.mkdir()
    header = "tweet_id,inbound,text,in_response_to_tweet_id\n"
    tweets = "1,True,My app crashes,\n2,False,Which phone?,1\n3,True,A Pixel,2.0\n"
    (folder / "a.csv").write_text(header + tweets, "utf-8")
    row = {"source": "twcs", "tweet_id": "3", "key": key_of("A Pixel"), "by": "citizen"}
    path = tmp_path / "eval_twcs.jsonl"
    path.write_bytes(orjson.dumps({**row, "act": "other", "turn": "adds"}))
    [example] = looked_up(path, tmp_path)
    thread = [(t.by, t.text) for t in example.message.thread]
    assert thread == [("citizen", "My app crashes"), ("official", "Which phone?")]


def test_few_other_replies_pass_the_threshold_for_an_answer() -> None:
    chances = np.full((100, 6), 0.02, dtype=np.float32)
    chances[:, 0] = np.linspace(0, 1, 100)
    chances[:, 1] = 1 - chances[:, 0]
    right = np.where(np.arange(100) < 70, 1, 0)
    least = least_for_answer(chances, right)
    assert (chances[:70, 0] >= least).mean() <= 0.03


def test_the_temperature_brings_down_scores_that_are_too_sure() -> None:
    scores = np.array([[8.0, 0.0]] * 10, dtype=np.float32)
    right = np.array([0] * 7 + [1] * 3)
    assert temperature_of(scores, right) > 3


def test_the_weights_read_as_they_were_fitted(tmp_path: Path) -> None:
    examples = read_examples(_gold(tmp_path) / "written_x.jsonl")
    head = next(head for head in HEADS if head.name == "reply")
    table = table_of(head, examples)
    weights = weights_of(head, table, Settings(), 1.0)
    scores = sum(
        block @ part
        for block, part in zip(
            table.blocks,
            (weights.text, weights.flags, weights.rules, weights.before, weights.before_text),
            strict=True,
        )
    )
    assert ((scores + weights.bias).argmax(axis=1) == table.right).mean() > 0.95
