"""Starting programs that end with us, as an ordinary user where we are root."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int


def account_of(uid: int) -> Account | None:
    """The user with this number; None where it has no name, as in some containers."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Account(name=entry.pw_name, uid=uid, gid=entry.pw_gid)


def account_named(name: str) -> Account | None:
    """The user of this name."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)


def start(
    command: Sequence[str],
    *,
    ends_with_us: signal.Signals,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    stdout: int | IO[bytes] = subprocess.DEVNULL,
    stderr: int | IO[bytes] = subprocess.DEVNULL,
    inherits: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that a Ctrl-C reaches only us.

    Linux sends it the signal `ends_with_us` when the thread that started it ends in any way, so
    call this from the main thread only. Elsewhere a program that outlives us is found by the next
    start (cluster) or watches its standard input (web and worker).
    """
    return subprocess.Popen(  # noqa: S603
        command,
        stdin=stdin, stdout=stdout, stderr=stderr, pass_fds=tuple(inherits),
        cwd=folder, env=environment, start_new_session=True, umask=0o077,
        user=None if account is None else account.uid,
        group=None if account is None else account.gid,
        extra_groups=None if account is None else [],
        # It runs after the change of user, which would undo it, and makes one call of the system.
        preexec_fn=_bound(ends_with_us, os.getpid()),  # noqa: PLW1509
    )  # fmt: skip


def _bound(number: signal.Signals, parent: int) -> Callable[[], None] | None:
    if _LIBC is None:
        return None
    prctl = _LIBC.prctl

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it ended before we could ask to be told
            os._exit(1)

    return bind


def run(
    command: Sequence[str],
    *,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    said: bytes = b"",
) -> tuple[int, str]:
    """Run a program to its end; gives its exit code and all it said. Nothing of it outlives us."""
    running = start(
        command, ends_with_us=signal.SIGKILL, account=account, environment=environment,
        folder=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        out, _ = running.communicate(said)
    except BaseException:
        kill_group(running.pid)
        running.wait()
        raise
    return running.returncode, out.decode(errors="replace")


def kill_group(group: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Signal every process of a session that `start` made."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def alive(pid: int) -> bool:
    """Whether such a process runs, of whichever user. One that has ended does not, though its
    parent may not have asked yet how: in a container nobody may ever ask."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    with suppress(OSError, IndexError):
        state = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2]
        return state.split()[0] != "Z"
    return True


def reaches(account: Account, path: Path) -> bool:
    """Whether this user may enter the folder, or run the file: asked of the system itself."""
    code, _ = run(["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)], account=account,
                  folder=Path("/"))  # fmt: skip
    return code == 0
