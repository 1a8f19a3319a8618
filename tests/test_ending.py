"""However the command ends, a person reads one line that says why."""

from __future__ import annotations

import os
import signal

import pytest

from tajawub.ending import SHOW_TRACEBACK, Stopped, held_back, printing, to_its_end
from tajawub.errors import TajawubError


def failing(error: BaseException) -> int:
    def command() -> None:
        raise error

    return to_its_end(command)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (TajawubError("posts.csv: \x1b[31m\u202eempty"), 1, "posts.csv: \ufffd[31m\ufffdempty"),
        (MemoryError(), 1, "not enough memory"),
        (OSError(5, "Input/output error", "posts.csv"), 1, "Input/output error: 'posts.csv'"),
        (KeyError("x"), 1, "a mistake in Tajawub itself: KeyError: 'x'"),
        (ValueError("first line\nsecond line"), 1, "ValueError: first line"),
        (Stopped(signal.SIGTERM), 143, "Stopped."),
    ],
)
def test_an_error_is_one_line_and_a_code(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failing(error) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert said in line


def test_a_mistake_of_our_own_names_its_place_and_can_tell_all(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert failing(KeyError("x")) == 1
    assert " at ending.py, line " in capsys.readouterr().err
    monkeypatch.setenv(SHOW_TRACEBACK, "1")
    assert failing(KeyError("x")) == 1
    assert "Traceback (most recent call last)" in capsys.readouterr().err


@pytest.mark.parametrize(("asked", "code"), [(None, 0), (0, 0), (2, 2), ("words", 1)])
def test_a_command_may_end_by_itself(asked: str | int | None, code: int) -> None:
    assert failing(SystemExit(asked)) == code


def test_a_reader_who_left_is_no_error_and_a_full_disk_is() -> None:
    with pytest.raises(SystemExit) as left, printing():
        raise BrokenPipeError
    assert left.value.code == 0
    with pytest.raises(TajawubError, match="could not be printed"), printing():
        raise OSError(28, "No space left on device")


def test_a_signal_waits_until_what_must_not_be_cut_is_done() -> None:
    done = []

    def command() -> None:
        with held_back():
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGINT)
            done.append("first")
        done.append("second")

    before = signal.getsignal(signal.SIGTERM)
    assert to_its_end(command) == 128 + signal.SIGTERM
    assert done == ["first"]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_second_signal_does_not_cut_the_clearing_up_short() -> None:
    done = []

    def command() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("cleared")

    assert to_its_end(command) == 128 + signal.SIGTERM
    assert done == ["cleared"]


def test_a_library_that_tells_a_signal_as_its_own_error_is_seen_through(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def command() -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except Stopped:
            raise RuntimeError("Query interrupted") from None

    assert to_its_end(command) == 130
    assert capsys.readouterr().err == "Stopped.\n"
