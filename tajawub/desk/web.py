"""The web part: the pages, served by gunicorn.

`tajawub run` starts it as `python -m tajawub.desk.web`. Any other WSGI server can serve
`tajawub.desk.web:application`; DATABASE_URL is set for it then.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from tajawub.desk.parent import WATCHED, watch
from tajawub.desk.setup import configure
from tajawub.ending import to_its_end

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]

THREADS: Final = 4  # of each process; each holds one connection to the database
_MEMORY: Final = Path("/dev/shm")  # noqa: S108


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The desk, as PEP 3333 calls it."""
    return load()(environ, start_response)


@cache
def load() -> Wsgi:
    """Everything that pages need, once, before processes are forked, so that they share it.

    Raises TajawubError where a setting cannot be used.
    """
    configure()
    # Files are served from the package; the folder that WhiteNoise also looks into need not exist.
    warnings.filterwarnings("ignore", "No directory at", UserWarning)
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from django.urls import get_resolver

    found: Wsgi = get_wsgi_application()
    _ = get_resolver().url_patterns  # imports the rooms' views
    connections.close_all()  # a connection must not be shared
    return found


def serve(socket: int, processes: int) -> None:
    """Serve on a socket that is already bound, until told to end."""
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    class Desk(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in settings(socket, processes).items():
                if name in self.cfg.settings:  # versions differ
                    self.cfg.set(name, value)

        def load(self) -> Wsgi:
            return load()

    Desk().run()


def settings(socket: int, processes: int) -> dict[str, object]:
    """gunicorn's settings."""
    return {
        "bind": f"fd://{socket}",
        "workers": processes,
        "worker_class": "gthread",
        "threads": THREADS,
        "preload_app": True,
        "timeout": 60,
        "graceful_timeout": 3,
        "keepalive": 15,
        "max_requests": 10_000,  # a leak, if there is one, does not last
        "max_requests_jitter": 1_000,
        "loglevel": "warning",
        "worker_tmp_dir": str(_MEMORY) if os.access(_MEMORY, os.W_OK) else None,
        "control_socket_disable": True,  # nobody needs a second way in
        "proc_name": "tajawub",
    }


def main() -> None:
    """Serve as told on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=int, required=True)
    parser.add_argument("--processes", type=int, required=True)
    parser.add_argument(WATCHED, action="store_true")
    given = parser.parse_args()
    load()
    watch()
    serve(given.socket, given.processes)


if __name__ == "__main__":
    sys.exit(to_its_end(main))
