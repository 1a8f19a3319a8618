"""Where the private database of a data folder lives, and as which user its server runs.

It lives in the data folder. PostgreSQL refuses to run as root, though, and another user may not be
able to reach a folder of root's. Rather than open anybody's folders, the database then lives under
/var/lib/tajawub, and a file in the data folder says where.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from tajawub.desk.processes import Account, account_named, account_of, reaches
from tajawub.errors import TajawubError

Say = Callable[[str], None]

FOLDER: Final = "postgresql"
POINTER: Final = "postgresql-is-in"
SYSTEM: Final = Path("/var/lib/tajawub")
SERVICE_ACCOUNTS: Final = ("tajawub", "postgres", "nobody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The folder of a private database, and the user it belongs to (None: our own)."""

    folder: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "cluster"

    @property
    def password(self) -> Path:
        """The file that holds the password."""
        return self.folder / "password"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "server.log"

    @property
    def made(self) -> bool:
        """Whether there is a database; one that is half made never stands here."""
        return self.folder.is_dir()


def quietly(text: str) -> None:
    """Say nothing."""


def home_of(data: Path, say: Say = quietly) -> Home:
    """Where the data folder's database is, or is to be made; the data folder is made if missing.

    Raises TajawubError where there can be none.
    """
    data = data_folder(data)
    folder = place_in(data)
    as_root = os.geteuid() == 0
    if folder.is_dir():
        owner = folder.stat().st_uid
        if as_root:
            return Home(folder=folder, account=_owner(folder, owner))
        if owner != os.geteuid():
            raise TajawubError(
                f"{folder}: this database belongs to the user {_name(owner)}. Start Tajawub as "
                "that user or as root, or name another data folder."
            )
        return Home(folder=folder, account=None)
    if (data / POINTER).exists():
        raise TajawubError(
            f"{data / POINTER} names {folder}, and there is no database. Bring it back, or delete "
            "that file to begin with an empty one."
        )
    if not as_root:
        return Home(folder=folder, account=None)
    account = _account_for(data)
    if reaches(account, data):
        return Home(folder=folder, account=account)
    return Home(folder=_elsewhere(data, account, say), account=account)


def place_in(data: Path) -> Path:
    """Where the data folder's database is, or would be made; nothing is made."""
    pointer = data / POINTER
    try:
        return Path(pointer.read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return data / FOLDER
    except (OSError, UnicodeDecodeError) as error:
        raise TajawubError(f"{pointer}: cannot be read ({error}).") from error


def data_folder(data: Path) -> Path:
    """The folder, made if missing; what others may do with it is never changed."""
    data = data.expanduser().absolute()
    if not str(data).isprintable():
        raise TajawubError(
            f"{data}: a data folder's name may hold no signs that cannot be shown. Name another."
        )
    try:
        data.parent.mkdir(parents=True, exist_ok=True)
        # Where we are root, the database's user must be able to pass through.
        data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
    except OSError as error:
        raise TajawubError(
            f"{data}: cannot be the data folder ({error.strerror}). Name another."
        ) from error
    return data.resolve()


def system_folder() -> Path:
    """The folder for what the database's user could not reach elsewhere."""
    try:
        SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise TajawubError(f"{SYSTEM}: cannot be made ({error.strerror}).") from error
    return SYSTEM


def _elsewhere(data: Path, account: Account, say: Say) -> Path:
    place = system_folder() / sha256(os.fsencode(data)).hexdigest()[:12]
    if not reaches(account, system_folder()):
        raise TajawubError(
            f"PostgreSQL runs as the user {account.name}, who can reach neither {data} nor "
            f"{SYSTEM}. Name another data folder, or start Tajawub as an ordinary user."
        )
    try:
        place.mkdir(mode=0o711, exist_ok=True)
        (data / POINTER).write_text(f"{place / FOLDER}\n", encoding="utf-8")
    except OSError as error:
        raise TajawubError(f"{error.filename}: cannot be written ({error.strerror}).") from error
    say(
        f"The user {account.name}, as whom PostgreSQL runs, cannot reach {data}; the database is "
        f"in {place}."
    )
    return place / FOLDER


def _account_for(data: Path) -> Account:
    owner = data.stat().st_uid
    if owner != 0 and (account := account_of(owner)) is not None:
        return account
    for name in SERVICE_ACCOUNTS:
        found = account_named(name)
        if found is not None and found.uid != 0:
            return found
    raise TajawubError(
        "PostgreSQL refuses to run as root, and this machine has no other user for it. Start "
        "Tajawub as an ordinary user, or make one: useradd --system tajawub."
    )


def _owner(folder: Path, owner: int) -> Account:
    account = account_of(owner)
    if owner == 0 or account is None:
        raise TajawubError(
            f"{folder}: belongs to {_name(owner)}, and PostgreSQL cannot run as that user. Give "
            "it back to the user who made it (chown -R)."
        )
    return account


def _name(uid: int) -> str:
    account = account_of(uid)
    return account.name if account is not None else f"number {uid}"
