"""A part of the desk ends when the desk does, on any system."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from typing import Final

WATCHED: Final = "--ends-with-its-input"  # what the desk calls its parts with


def watch() -> None:
    """If the desk started us: ask ourselves to end once our standard input ends.

    On Linux the system does the same (processes.start), and does it at once.
    """
    if WATCHED in sys.argv:
        threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    with suppress(OSError):
        while os.read(0, 1024):
            pass
    os.kill(os.getpid(), signal.SIGTERM)
