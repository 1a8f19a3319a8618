"""What a server, running or killed, left in PostgreSQL's folder, and ending one that still runs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tajawub.desk import socket_folder
from tajawub.desk.home import Home, Say
from tajawub.desk.processes import alive
from tajawub.errors import TajawubError

RECORD: Final = "postmaster.pid"
ORDERLY, AT_ONCE = 30.0, 5.0  # seconds a server is given to end


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmaster:
    """What postmaster.pid says: PostgreSQL's own record of the server in a folder."""

    pid: int
    socket: Path
    ready: bool


def postmaster(cluster: Path) -> Postmaster | None:
    """The record, which may be of a server that lives no more; None where there is none."""
    # Lines: pid, folder, start, port, socket folder, address, shared memory, state (PostgreSQL's
    # src/include/utils/pidfile.h). They are written one after the other while the server starts.
    try:
        lines = (cluster / RECORD).read_text(errors="replace").splitlines()
        return Postmaster(
            pid=int(lines[0]), socket=Path(lines[4]), ready=lines[7].strip() == "ready"
        )
    except (OSError, ValueError, IndexError):
        return None


def clear(home: Home, say: Say) -> None:
    """End a server that an earlier start left behind, and take away what a dead one left.

    The caller holds the lock, so no other Tajawub is using it. Raises TajawubError where it will
    not end.
    """
    record = home.cluster / RECORD
    pid, left = _recorded(record), postmaster(home.cluster)
    if pid is not None and _serves(pid, home.cluster):
        say("A database server of an earlier start still runs; it is ended first.")
        end(pid)
    if left is not None:
        socket_folder.discard(left.socket, home)
    # After a power cut the number may be another program's, and in a container that of a process
    # that has ended and that nobody asked how: PostgreSQL would take either for its own server and
    # not start. It still looks for living processes at its shared memory.
    with suppress(OSError):
        record.unlink()
    for name in socket_folder.FILES:
        with suppress(OSError):
            (home.folder / name).unlink()


def end(pid: int, child: subprocess.Popen[bytes] | None = None) -> None:
    """End a server in order; where it takes too long, at once: its next start then recovers."""
    for number, wait in (
        (signal.SIGINT, ORDERLY),  # its transactions are rolled back, its pages written
        (signal.SIGQUIT, AT_ONCE),
        (signal.SIGKILL, AT_ONCE),
    ):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        until = time.monotonic() + wait
        while time.monotonic() < until:
            if child.poll() is not None if child is not None else not alive(pid):
                return
            time.sleep(0.01)
    raise TajawubError(f"The database server (process {pid}) does not end. End it, or restart.")


def _recorded(record: Path) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        return int(record.read_text(errors="replace").splitlines()[0])
    return None


def _serves(pid: int, cluster: Path) -> bool:
    """Whether this process is a server of this folder: such a one works in the folder itself."""
    if not alive(pid):
        return False
    working = Path(f"/proc/{pid}/cwd")
    if Path("/proc/self").exists():
        with suppress(OSError):
            return working.samefile(cluster)
        return False
    ps = shutil.which("ps")
    if ps is None:
        return True
    said = subprocess.run(  # noqa: S603
        [ps, "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    ).stdout
    return str(cluster) in said
