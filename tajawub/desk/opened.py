"""The desk's database for one command: opened, brought up, and let go of afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tajawub.desk.cluster import Server
from tajawub.desk.home import data_folder as made
from tajawub.desk.setup import configure, data_folder, own_database_url


@contextmanager
def opened(data: Path | None, say: Callable[[str], None]) -> Iterator[None]:
    """Within the block the tables are there, and up to this program.

    The private database is started, or joined where the desk runs. Raises TajawubError where there
    can be none, or where a newer program wrote it.
    """
    folder = made(data_folder(data))
    server = None if own_database_url() else Server(folder, say=say)
    try:
        open_database(server)
        bring_up(say)
        yield
    finally:
        if server is not None:
            _let_go()
            server.stop()


def open_database(server: Server | None) -> None:
    """Afterwards DATABASE_URL names a server that can be used; children inherit it."""
    if server is not None:
        server.start()
        os.environ["DATABASE_URL"] = server.url
        return
    from tajawub.desk.reach import reach

    reach(os.environ["DATABASE_URL"])


def bring_up(say: Callable[[str], None]) -> None:
    """The tables as this program needs them."""
    configure()
    from tajawub.desk import schema

    schema.migrate(say)


def _let_go() -> None:
    from django.apps import apps

    if apps.ready:
        from django.db import connections

        connections.close_all()
