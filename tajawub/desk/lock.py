"""A lock on a file that ends with the process that holds it, however that ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from tajawub.errors import TajawubError


class Lock:
    """One holder at a time. The file names it, and is gone when it lets go."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._held: int | None = None

    @property
    def held(self) -> bool:
        """Whether we hold it."""
        return self._held is not None

    def take(self) -> bool:
        """Take the lock if nobody else holds it. Raises TajawubError where it cannot be tried."""
        if self._held is not None:
            return True
        try:
            while True:
                opened = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
                try:
                    fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(opened)
                    return False
                except BaseException:
                    os.close(opened)
                    raise
                if self._is_still(opened):
                    break
                os.close(opened)  # its last holder removed it just now
            os.ftruncate(opened, 0)
            os.write(opened, f"{os.getpid()}\n".encode())
        except OSError as error:
            raise TajawubError(f"{self.file}: cannot be locked ({error.strerror}).") from error
        self._held = opened
        return True

    def holder(self) -> int | None:
        """The process that holds it, as far as the file tells."""
        try:
            return int(self.file.read_text())
        except (OSError, ValueError):
            return None

    def free(self) -> None:
        """Let go."""
        if self._held is None:
            return
        with suppress(OSError):
            self.file.unlink()  # while it is held: nobody can have taken this very file
        os.close(self._held)
        self._held = None

    def _is_still(self, opened: int) -> bool:
        try:
            there = self.file.stat()
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(opened))
