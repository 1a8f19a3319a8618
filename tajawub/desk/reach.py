"""Whether the server that DATABASE_URL names can be used, and in clear words what is wrong if not.

No message carries the password.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import dj_database_url
import psycopg

from tajawub.desk.binaries import LEAST
from tajawub.errors import TajawubError

SHAPE: Final = "Write it as postgresql://USER:PASSWORD@HOST:PORT/NAME."
PATIENCE: Final = 5  # seconds for each address of the host
# What libpq and the server say (in English, which is what they say unless told otherwise), and
# what that means here. PostgreSQL gives no code for a connection that fails.
_FAILURES: Final = (
    (r"password authentication failed|role \".*\" does not exist|authentication failed for user",
     "it knows no user {user} with this password. Mend DATABASE_URL."),
    (r"no password supplied", "it asks {user} for a password. Put it into DATABASE_URL."),
    (r"database \".*\" does not exist",
     "it has no database {name}. Make it: createdb --owner={user} --encoding=UTF8 "
     "--template=template0 {name}"),
    (r"permission denied for database", "{user} may not use the database {name}. Grant CONNECT."),
    (r"no pg_hba.conf entry|pg_hba.conf rejects",
     "it lets {user} into {name} from nowhere, or not from this machine. Add a line to its "
     "pg_hba.conf."),
    (r"resolve host|translate host name|Name or service not known|name resolution|nodename nor",
     "there is no such host. Mend DATABASE_URL, or the name service."),
    (r"Connection refused", "nothing answers there. Start the server, or mend host and port."),
    (r"No such file or directory",
     "no server has its socket there. Start it, or mend DATABASE_URL."),
    (r"timeout|timed out|Network is unreachable|No route to host",
     "it gives no answer. Look at host, port and firewall."),
    (r"the database system is",
     "it is starting or ending just now. Try again in a moment."),
    (r"too many clients|remaining connection slots|too many connections",
     "it has no connection left. Raise max_connections, or end other programs."),
    (r"invalid response|expected authentication request|server closed the connection"
     r"|lost synchronization|unsupported frontend protocol",
     "what answers there is no PostgreSQL, or it broke off. Mend host and port."),
    (r"SSL|certificate|TLS", "the encryption does not fit (sslmode in DATABASE_URL)."),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A server that can be used."""

    where: str
    version: str


def reach(url: str) -> Reached:
    """Connect, and make sure that Tajawub can keep its tables there.

    Raises TajawubError that says what is wrong and what to do.
    """
    parts = parameters(url)
    where = _where(parts)
    try:
        with psycopg.connect(**parts, autocommit=True) as connection:
            return _fit(connection, where, parts)
    except psycopg.Error as error:
        raise TajawubError(f"{where}: {_in_words(error, parts)}") from None


def parameters(url: str) -> dict[str, Any]:
    """The address as the settings read it, in psycopg's words."""
    try:
        found = dj_database_url.parse(url)
    except (ValueError, KeyError, dj_database_url.UnknownSchemeError):
        raise TajawubError(f"DATABASE_URL: not an address of a database. {SHAPE}") from None
    if found.get("ENGINE") != "django.db.backends.postgresql":
        raise TajawubError(
            f"DATABASE_URL: Tajawub keeps its cases in PostgreSQL {LEAST} or later and in nothing "
            f"else. {SHAPE}"
        )
    if not found.get("NAME"):
        raise TajawubError(f"DATABASE_URL: names no database. {SHAPE}")
    given = {
        "dbname": found["NAME"], "user": found.get("USER"), "password": found.get("PASSWORD"),
        "host": found.get("HOST"), "port": found.get("PORT"),
    }  # fmt: skip
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value}
    return {"connect_timeout": PATIENCE, **chosen, **(found.get("OPTIONS") or {})}


def _fit(connection: psycopg.Connection[Any], where: str, parts: dict[str, Any]) -> Reached:
    version = connection.info.parameter_status("server_version") or "?"
    if connection.info.server_version < LEAST * 10_000:
        raise TajawubError(f"{where}: PostgreSQL {version} is too old; {LEAST} or later is needed.")
    found = connection.execute(
        "SELECT current_setting('server_encoding'), current_setting('transaction_read_only'),"
        " current_schema(), has_schema_privilege(current_schema(), 'CREATE'), current_user"
    ).fetchone()
    assert found is not None
    encoding, read_only, schema, may_create, user = found
    name = parts["dbname"]
    if encoding != "UTF8":
        raise TajawubError(
            f"{where}: the database {name} has the encoding {encoding}, which cannot hold every "
            f"message. Make another: createdb --owner={user} --encoding=UTF8 --template=template0 "
            "NAME"
        )
    if read_only == "on":
        raise TajawubError(
            f"{where}: can only be read, as a standby can. Name the server that is written to."
        )
    if schema is None or not may_create:
        raise TajawubError(
            f"{where}: {user} may not make tables in the database {name}. As its owner: "
            f'GRANT CREATE ON SCHEMA public TO "{user}".'
        )
    return Reached(where=where, version=version)


def _where(parts: dict[str, Any]) -> str:
    host, port = parts.get("host", "the local socket"), parts.get("port", 5432)
    return f"The database server at {host}, port {port}"


def _in_words(error: psycopg.Error, parts: dict[str, Any]) -> str:
    said = " ".join(str(error).split())
    if password := parts.get("password"):
        said = said.replace(str(password), "…")
    names = {"user": parts.get("user", "the user"), "name": parts["dbname"]}
    for pattern, words in _FAILURES:
        if re.search(pattern, said):
            return words.format(**names)
    return f"it cannot be used: {said[:300]}"
