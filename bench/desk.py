"""A desk of the bench's own: its tables in a private PostgreSQL in a folder, or in DATABASE_URL."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def desk(folder: Path | None, settings: Mapping[str, str] | None = None) -> Iterator[Path]:
    """Django set up on an up-to-date database for as long as the block; gives its data folder.

    `folder` keeps the database for another run; None: it is gone afterwards. Where DATABASE_URL is
    set, that database is used, and must be empty or the bench's own: everything in it is replaced.
    """
    from tajawub.desk.cluster import Server
    from tajawub.desk.setup import configure, data_folder

    with ExitStack() as stack:
        if folder is None:
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="tajawub-bench-"))
            folder = Path(name)
            folder.chmod(0o711)  # where root runs the bench, the server is another user's
        data = data_folder(folder)
        os.environ["TAJAWUB_SECRET_KEY"] = "a key of the bench and of nothing else, no secret"
        if not os.environ.get("DATABASE_URL"):
            server = Server(data, settings=settings or {})
            stack.callback(server.stop)
            server.start()
            os.environ["DATABASE_URL"] = server.url
            stack.callback(os.environ.pop, "DATABASE_URL")
        configure()
        from django.db import connections

        from tajawub.desk.schema import migrate

        stack.callback(connections.close_all)
        migrate()
        yield data
