"""The port that the desk is reached on, taken before anything else is started."""

from __future__ import annotations

import errno
import socket

from tajawub.errors import TajawubError


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address. It stays ours while the web part is restarted: who connects
    meanwhile waits a moment instead of being turned away.

    Raises TajawubError that names the port and what to do.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError, OverflowError) as error:
        raise TajawubError(
            f"--host {host}: no such address. Write 127.0.0.1 for this machine only, or 0.0.0.0 "
            "for every network it is in."
        ) from error
    taken = socket.socket(family, kind)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(512)
    except OSError as error:
        taken.close()
        raise TajawubError(_in_words(error, host, port)) from error
    return taken


def _in_words(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"Port {port} on {host} is in use by another program. Choose another with --port, "
                f"such as --port {port + 1 if port < 65_535 else 8010}."
            )
        case errno.EACCES | errno.EPERM:
            return f"--port {port}: this user may not use it. Choose one from 1024 on."
        case errno.EADDRNOTAVAIL:
            return (
                f"--host {host}: not an address of this machine. Write 127.0.0.1 for this machine "
                "only, or 0.0.0.0 for every network it is in."
            )
    return f"Nothing can listen on {host}, port {port} ({error.strerror})."
