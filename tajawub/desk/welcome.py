"""What `tajawub run` says once the desk can be used: where to go, and who can sign in."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

EVERYWHERE: Final = ("0.0.0.0", "::", "")  # noqa: S104


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Somebody who can sign in, with a password that is no secret (the demonstration's)."""

    user: str
    password: str
    does: str


def address(host: str, port: int) -> str:
    """Where a person on this machine, or beside it, points a browser."""
    if host in EVERYWHERE:
        names = [name for name in os.environ.get("TAJAWUB_HOSTS", "").split(",") if name.strip()]
        host = names[0].strip() if names else "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def welcome(console: Console, host: str, port: int, people: Sequence[SignIn]) -> None:
    """Print it. A terminal that went away is no reason to end."""
    with suppress(OSError, ValueError):
        console.print(f"\nTajawub is open at [bold]{address(host, port)}[/]", highlight=False)
        if people:
            table = Table(box=None, padding=(0, 2, 0, 2), show_header=True, header_style="dim")
            for heading in ("sign in as", "password", ""):
                table.add_column(heading)
            for one in people:
                table.add_row(Text(one.user), Text(one.password), Text(one.does))
            console.print(table)
        for line in cautions(host):
            console.print(line, highlight=False, markup=False)
        console.print("Ctrl-C ends it.", highlight=False)


def cautions(host: str) -> list[str]:
    """What somebody who opens the desk to others should know."""
    if _of_this_machine(host):
        return []
    said = []
    if not os.environ.get("TAJAWUB_HOSTS"):
        said.append(
            "It answers only to this machine's own name: set TAJAWUB_HOSTS to the names people "
            "type."
        )
    if os.environ.get("TAJAWUB_HTTPS", "") in {"", "0", "no", "false"}:
        said.append(
            "Passwords travel unencrypted: put a server with HTTPS before it and set "
            "TAJAWUB_HTTPS=1."
        )
    return said


def _of_this_machine(host: str) -> bool:
    with suppress(OSError, UnicodeError):
        found = socket.getaddrinfo(host or "0.0.0.0", None)[0][4][0]  # noqa: S104
        return str(found).startswith("127.") or found == "::1"
    return False
