from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from tajawub.language.cli import BATCH, read_lines


def _run(*lines: bytes) -> tuple[int, list[dict[str, Any]], str]:
    out, err = io.BytesIO(), io.StringIO()
    code = read_lines(lines, out, err)
    return code, [orjson.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def _line(**fields: object) -> bytes:
    return orjson.dumps(fields)


def test_a_citizens_message_comes_back_with_five_readings_and_the_language() -> None:
    code, rows, err = _run(_line(id="a1", text="متى يفتح التسجيل؟", by="citizen", to="moi"))
    assert (code, err) == (0, "")
    assert set(rows[0]) == {"id", "language", "act", "owed", "scope", "route", "urgent"}
    assert rows[0]["id"] == "a1"
    assert rows[0]["act"]["value"] == "question"
    assert rows[0]["owed"]["value"] == "yes"
    assert set(rows[0]["act"]) == {"value", "p", "why"}


def test_scope_and_route_are_there_even_when_nothing_is_owed() -> None:
    _, rows, _ = _run(_line(id=1, text="شكرا لكم تطبيق ممتاز", by="citizen"))
    assert rows[0]["owed"]["value"] == "no"
    assert {"scope", "route"} <= set(rows[0])


def test_an_official_reply_comes_back_with_its_kind() -> None:
    thread = [{"by": "citizen", "text": "متى يفتح التسجيل؟"}]
    _, rows, _ = _run(_line(id=2, text="يرجى الاتصال على 8001234", by="official", thread=thread))
    assert set(rows[0]) == {"id", "language", "reply"}
    assert rows[0]["reply"]["value"] == "redirect"


def test_a_follow_up_comes_back_with_its_turn() -> None:
    thread = [{"by": "official", "text": "تم حل المشكلة"}]
    _, rows, _ = _run(_line(id=3, text="ما انحلت", by="citizen", thread=thread))
    assert rows[0]["turn"]["value"] == "disputes"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"not json", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"{}", "no text"),
        (b'{"text": 5}', "text is not a string"),
        (b'{"text": "a", "by": "bot"}', "by is neither"),
        (b'{"text": "a", "by": ["citizen"]}', "by is neither"),
        (b'{"text": "\xff"}', "not JSON"),
        (b'{"text": "\\ud800"}', "not JSON"),
        (b'{"text": "a", "thread": "x"}', "thread is not a list"),
        (b'{"text": "a", "thread": [5]}', "not a JSON object"),
        (b'{"text": "a", "thread": [{"text": "b"}]}', "by is neither"),
        (b'{"text": "a", "thread": [{"by": "citizen"}]}', "no text in the thread"),
        (b'{"text": "a", "to": 5}', "to is not a string"),
        (b'{"text": "a", "at": "yesterday"}', "at is not a time"),
        (_line(text="x" * 1_000_000), "longer than"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_skipped(line: bytes, reason: str) -> None:
    good = _line(id=1, text="متى")
    code, rows, err = _run(good, line, good)
    assert code == 0
    assert len(rows) == 2
    assert err.startswith("line 2: ")
    assert reason in err
    assert err.count("\n") == 1
    assert len(err) < 300


def test_it_fails_where_no_line_can_be_read() -> None:
    code, rows, err = _run(b"x", b"y")
    assert (code, rows, err.count("\n")) == (1, [], 2)


def test_empty_lines_windows_ends_and_a_byte_order_mark_are_fine() -> None:
    code, rows, err = _run(b"\xef\xbb\xbf" + _line(id=1, text="a") + b"\r\n", b"\n", b"  \n")
    assert (code, len(rows), err) == (0, 1, "")


def test_order_is_kept_over_batches_and_each_batch_is_sent_before_the_next_is_read() -> None:
    out = io.BytesIO()
    seen: list[int] = []

    def lines() -> Iterator[bytes]:
        for i in range(BATCH + 3):
            if i == BATCH:
                seen.append(len(out.getvalue().splitlines()))
            yield _line(id=i, text="متى" if i % 2 else "شكرا", by="citizen")

    read_lines(lines(), out, io.StringIO())
    rows = [orjson.loads(line) for line in out.getvalue().splitlines()]
    assert seen == [BATCH]
    assert [row["id"] for row in rows] == list(range(BATCH + 3))


class _Closed(io.BytesIO):
    def flush(self) -> None:
        raise BrokenPipeError


def test_it_stops_quietly_when_the_pipe_is_closed() -> None:
    err = io.StringIO()
    assert read_lines([_line(id=1, text="متى")], _Closed(), err) == 0
    assert err.getvalue() == ""
