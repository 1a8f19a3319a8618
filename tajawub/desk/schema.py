"""The tables in the database, compared with those that this program knows, and brought up to it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import Error

from tajawub.desk.home import Say, quietly
from tajawub.errors import TajawubError

LOCK: Final = 7_460_184_622  # of PostgreSQL's advisory locks; any number, and always this one


class Standing(StrEnum):
    """How the database's tables stand to this program."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """What was found: the migrations to be applied, and those applied that nobody here knows."""

    standing: Standing
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def schema() -> Schema:
    """Look at the database that Django is connected to; nothing is changed."""
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    # A migration that replaces others counts where these are applied; both names are known.
    known = set(loader.disk_migrations)
    known |= {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    installed = {app.label for app in apps.get_app_configs()}
    unknown = sorted(key for key in applied - known if key[0] in installed)
    missing = sorted(set(loader.graph.nodes) - applied)
    if unknown:
        standing = Standing.NEWER
    elif not missing:
        standing = Standing.CURRENT
    else:
        standing = Standing.OLDER if applied else Standing.EMPTY
    return Schema(
        standing=standing,
        missing=tuple(".".join(key) for key in missing),
        unknown=tuple(".".join(key) for key in unknown),
    )


def migrate(say: Say = quietly) -> Schema:
    """Bring the tables up to this program; gives how they stood before.

    Each step is done whole or not at all, so one that was interrupted is simply done again. Two
    programs that start at once do it one after the other. Raises TajawubError where a newer program
    wrote the database, or where a step fails.
    """
    try:
        _alone(say)
        before = schema()
        if before.standing is Standing.NEWER:
            raise TajawubError(newer(before))
        if before.standing is Standing.EMPTY:
            say("Making the tables…")
        elif before.standing is Standing.OLDER:
            say(f"Bringing the tables up to this version ({len(before.missing)} steps)…")
        if before.missing:
            call_command("migrate", verbosity=0, interactive=False)
        return before
    except Error as error:
        said = " ".join(str(error).split())[:300]
        raise TajawubError(
            f"The tables could not be made or changed: {said}. Nothing was lost: the step that "
            "failed was taken back, and the next start tries it again."
        ) from error
    finally:
        connection.close()


def newer(found: Schema) -> str:
    """What to say of tables that a later version made."""
    return (
        f"This database was written by a newer Tajawub ({found.unknown[-1]} is not known here). "
        "Start that one, or restore a backup from before it."
    )


def _alone(say: Say) -> None:
    """From now on no other program changes the tables, until our connection is closed."""
    began = time.monotonic()
    said = False
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if cursor.fetchone()[0]:
                return
            if not said and time.monotonic() - began > 1:
                said = True
                say("Another start is changing the tables; waiting for it…")
            time.sleep(0.2)
