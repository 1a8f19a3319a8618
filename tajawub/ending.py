"""How the command ends: one message and an exit code, whatever happened, and never a traceback.

Exit codes: 0 done, 1 an error in words, 2 wrong usage (Typer's own), 128 + n stopped by signal n.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

from tajawub.errors import TajawubError

SHOW_TRACEBACK: Final = "TAJAWUB_TRACEBACK"
STOPPING: Final = tuple(
    number for number in signal.Signals if number.name in {"SIGINT", "SIGTERM", "SIGHUP"}
)


class Stopped(BaseException):
    """Somebody asked the command to stop. No `except Exception` on the way may swallow it."""

    def __init__(self, number: int, said: str = "Stopped.") -> None:
        super().__init__(said)
        self.number = number


def to_its_end(command: Callable[[], object]) -> int:
    """Run the command and give its exit code; what went wrong is told on standard error."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no Arabic shows marks in its place; it is no reason to fail.
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    with _signals.listening():
        try:
            command()
            with printing():
                sys.stdout.flush()
        except SystemExit as error:
            return error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException as error:
            # A library that is interrupted may tell it as an error of its own.
            if _signals.asked is not None and not isinstance(error, Stopped):
                error = Stopped(_signals.asked)
            return _told(error)
    return 0


@contextmanager
def printing() -> Iterator[None]:
    """While standard output is written: a reader who leaves early, such as `head`, is no error."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _into_nothing()
        raise SystemExit(0) from None
    except SystemExit as error:  # so Rich tells it
        if isinstance(error.__context__, BrokenPipeError):
            raise SystemExit(0) from None
        raise
    except OSError as error:
        _into_nothing()
        raise TajawubError(
            f"The result could not be printed ({error.strerror}). Send standard output somewhere "
            "else; files asked for with --out are written."
        ) from error


@contextmanager
def held_back() -> Iterator[None]:
    """Signals to stop wait until this is over."""
    _signals.held += 1
    try:
        yield
    finally:
        _signals.held -= 1
    _signals.obey()


@contextmanager
def unheard_by_children(signals: Iterable[signal.Signals]) -> Iterator[None]:
    """A process that starts meanwhile never gets these signals."""
    # It takes over what is blocked here. In this process another thread may still be told of them.
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Signals:
    """The first signal to stop is raised as Stopped; later ones leave the clearing up alone."""

    def __init__(self) -> None:
        self.held = 0
        self.asked: int | None = None
        self._obeyed = False

    def stop(self, number: int, frame: FrameType | None) -> None:
        if self.asked is None:
            self.asked = number
        self.obey()

    def obey(self) -> None:
        if self.asked is not None and not self.held and not self._obeyed:
            self._obeyed = True
            raise Stopped(self.asked)

    @contextmanager
    def listening(self) -> Iterator[None]:
        self.asked, self._obeyed = None, False
        before = {}
        for number in STOPPING:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, or a job in the background
                before[number] = signal.signal(number, self.stop)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


_signals = _Signals()


def _told(error: BaseException) -> int:
    match error:
        case Stopped():
            said, code = str(error), 128 + error.number
        case TajawubError():
            said, code = f"tajawub: {error}", 1
        case MemoryError():
            said, code = "tajawub: there is not enough memory for this. Close other programs.", 1
        case OSError():
            said, code = f"tajawub: {error}.", 1
        case _:
            said, code = f"tajawub: {_unforeseen(error)}", 1
    if os.environ.get(SHOW_TRACEBACK):
        said = "".join(traceback.format_exception(error)) + said
    with suppress(OSError, ValueError):
        sys.stderr.write(_printable(said) + "\n")
        sys.stderr.flush()
    return code


def _unforeseen(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(__file__).parent in Path(frame.filename).parents]
    at = f" at {Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else ""
    first = str(error).partition("\n")[0][:300]
    return (
        f"a mistake in Tajawub itself: {type(error).__name__}: {first}{at}. Please report it; "
        f"with {SHOW_TRACEBACK}=1 in the environment it tells more."
    )


def _printable(text: str) -> str:
    """What a stranger put into a name must not steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def _into_nothing() -> None:
    """What is still held for standard output goes nowhere, or Python complains when it ends."""
    with suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
