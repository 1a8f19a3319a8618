"""What the parts say is passed on: named, bounded, harmless, and without waiting for anybody."""

from __future__ import annotations

import io
import threading

from tajawub.desk.logs import AT_ONCE, LONGEST, WITHIN, Logs


def passed_on(*texts: bytes) -> list[str]:
    lines: list[str] = []
    logs = Logs(lines.append)
    for text in texts:
        logs.follow("web", io.BytesIO(text))
    logs.stop()
    return lines


def test_each_line_carries_the_name_of_its_part() -> None:
    assert passed_on("one\nسلام\r\n\n  \nlast".encode()) == [
        "web: one\n", "web: سلام\n", "web: last\n"
    ]  # fmt: skip


def test_nothing_in_it_steers_the_terminal() -> None:
    assert passed_on(b"\x1b[31mred\x07 \xff\n") == ["web: \ufffd[31mred\ufffd \ufffd\n"]


def test_a_long_line_is_bounded() -> None:
    lines = passed_on(b"x" * 1_000_000)
    assert all(len(line) <= LONGEST + len("web: \n") for line in lines)


def test_too_many_lines_are_left_out_and_counted() -> None:
    lines: list[str] = []
    now = [0.0]
    logs = Logs(lines.append, clock=lambda: now[0])

    class Stream(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(-1 if size is None else size)
            if line == b"after\n":
                now[0] = WITHIN + 1
            return line

    logs.follow("web", Stream(b"again\n" * (AT_ONCE + 50) + b"after\n"))
    logs.stop()
    assert lines == ["web: again\n"] * AT_ONCE + ["web: … 50 lines left out\n", "web: after\n"]


def test_the_last_lines_are_kept() -> None:
    logs = Logs(lambda _: None)
    logs.follow("web", io.BytesIO(b"".join(b"%d\n" % n for n in range(50))))
    logs.stop()
    assert logs.last("web")[-1] == "49"
    assert len(logs.last("web")) == 20
    assert logs.last("worker") == []


def test_a_terminal_that_is_stopped_or_gone_holds_nobody_up() -> None:
    stopped = threading.Event()
    logs = Logs(lambda _: stopped.wait(60))
    logs.follow("web", io.BytesIO(b"line\n" * 5_000))
    logs.stop()
    assert logs.last("web")[-1] == "line"
    stopped.set()

    def gone(_: str) -> None:
        raise BrokenPipeError

    logs = Logs(gone)
    logs.follow("web", io.BytesIO(b"line\n" * 10))
    logs.stop()
