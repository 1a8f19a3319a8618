"""What `tajawub doctor` looks at for the desk. Nothing is started or changed."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tajawub.desk.binaries import binaries
from tajawub.desk.cluster import address
from tajawub.desk.home import Home, place_in
from tajawub.desk.lock import Lock
from tajawub.desk.processes import alive
from tajawub.desk.reach import reach
from tajawub.desk.run import LOCK, PORT
from tajawub.desk.setup import configure, own_database_url
from tajawub.errors import TajawubError


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found, and how to mend it; nothing to mend: all is well."""

    what: str
    mend: str = ""


def postgresql(data: Path) -> Checked:
    """The server of DATABASE_URL, or the programs that the private one of the data folder needs."""
    url = own_database_url()
    try:
        if url is not None:
            found = reach(url)
            return Checked(what=f"{found.where}: PostgreSQL {found.version}")
        programs = binaries(_made_by(place_in(data)))
    except TajawubError as error:
        return _ill(error)
    return Checked(what=f"PostgreSQL {programs.version} in {programs.folder}")


def data_folder(data: Path) -> Checked:
    """The data folder: there and writeable, or one that can be made."""
    nearest = next(folder for folder in (data, *data.parents) if folder.exists())
    if not nearest.is_dir():
        return Checked(
            what=f"The data folder {data} cannot be made: {nearest} is a file",
            mend="Name another: set TAJAWUB_DATA.",
        )
    if not os.access(nearest, os.W_OK | os.X_OK):
        return Checked(
            what=f"The data folder {data} cannot be written in",
            mend="Name one that you may write in: set TAJAWUB_DATA.",
        )
    if nearest != data:
        return Checked(what=f"The data folder {data} will be made")
    holder = _desk_on(data)
    state = "" if holder is None else f", in use by a desk (process {holder})"
    return Checked(what=f"The data folder {data}{state}")


def tables(data: Path) -> Checked:
    """Whether the tables are those of this version. A private database is looked at if it runs."""
    from django.db.utils import Error

    try:
        if own_database_url() is None:
            folder = place_in(data)
            try:
                os.environ["DATABASE_URL"] = address(Home(folder=folder, account=None))
            except TajawubError:
                return Checked(what="The private database is not running; each start sees to it")
        configure()
        return _stand()
    except TajawubError as error:
        return _ill(error)
    except Error as error:
        return Checked(
            what=f"The database's tables cannot be looked at: {error}",
            mend="Mend what is said above of the database first.",
        )


def _stand() -> Checked:
    from tajawub.desk.schema import Standing, newer, schema

    found = schema()
    match found.standing:
        case Standing.CURRENT:
            return Checked(what="The database's tables are those of this version")
        case Standing.NEWER:
            return _ill(TajawubError(newer(found)))
        case Standing.EMPTY:
            return Checked(what="The database is empty; the first start makes its tables")
    return Checked(
        what=f"The database's tables are older than this version ({len(found.missing)} steps)",
        mend="Bring them up: tajawub migrate (tajawub run does it too).",
    )


def port(data: Path, number: int = PORT) -> Checked:
    """Whether the port is free, or in use by the desk of this data folder."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            if _desk_on(data) is not None:
                return Checked(what=f"Port {number} is in use while a desk runs")
            return Checked(
                what=f"Port {number} cannot be used: {error.strerror}",
                mend=f"Name another: tajawub run --port {number + 1}",
            )
    return Checked(what=f"Port {number} is free")


def _made_by(folder: Path) -> int | None:
    """The major version of PostgreSQL that a database was made by."""
    with suppress(OSError, ValueError):
        return int((folder / "cluster" / "PG_VERSION").read_text())
    return None


def _desk_on(data: Path) -> int | None:
    holder = Lock(data / LOCK).holder()
    return holder if holder is not None and alive(holder) else None


def _ill(error: TajawubError) -> Checked:
    """Our errors say first what is wrong, then what to do."""
    what, _, mend = str(error).partition(". ")
    return Checked(what=what, mend=mend or what)
