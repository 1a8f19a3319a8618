"""The peer: django-helpdesk with the same tickets, in the same PostgreSQL, asked like the desk.

It gets its own Python environment in a cache folder (`TAJAWUB_BENCH_CACHE`, else the user's own),
and a database of its own beside the desk's. What it is like is in helpdesk_itself.py.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from platformdirs import user_cache_path

PACKAGES: Final = ("django-helpdesk==2.6.1", "psycopg[binary]", "packaging", "setuptools")
DATABASE: Final = "bench_helpdesk"
ITSELF: Final = Path(__file__).with_name(
    "helpdesk_itself.py"
)  # run with -P: not beside our queue.py
EACH: Final = 5  # requests of each kind
PAGE: Final = 50  # tickets on a page, as on the desk
_QUEUE: Final = """
    INSERT INTO helpdesk_queue (id, title, slug, allow_public_submission, allow_email_submission,
        email_box_ssl, enable_notifications_on_email_events)
    VALUES (%s, %s, %s, false, false, false, false)
"""
_TICKETS: Final = """
    SELECT c.id, left(p.text, 200), c.opened_at, coalesce(c.last_official_at, c.opened_at),
           p.author_handle || '@example.org', CASE WHEN c.waits THEN 1 ELSE 4 END, false, p.text,
           CASE WHEN c.urgent THEN 1 ELSE 3 END, c.agency_id, md5(c.id::text)
    FROM cases_case c JOIN conversations_post p ON p.id = c.first_post_id
"""
_TICKET: Final = (
    "id", "title", "created", "modified", "submitter_email", "status", "on_hold", "description",
    "priority", "queue_id", "secret_key",
)  # fmt: skip
_MESSAGES: Final = """
    SELECT p.id, p.at, 'Comment', p.text, true, r.case_id
    FROM cases_reading r JOIN conversations_post p ON p.id = r.post_id
    JOIN cases_case c ON c.id = r.case_id AND c.first_post_id <> p.id
"""
_MESSAGE: Final = ("id", "date", "title", "comment", "public", "ticket_id")


def python() -> Path | None:
    """The Python that has django-helpdesk, made where it is missing; None, with the reason on
    stderr, where it cannot be."""
    cache = Path(os.environ.get("TAJAWUB_BENCH_CACHE") or user_cache_path("tajawub-bench"))
    made = cache / "helpdesk" / "bin" / "python"
    try:
        if not made.exists():
            cache.mkdir(parents=True, exist_ok=True)
            _run(sys.executable, "-m", "venv", str(cache / "helpdesk"))
        if _fails(str(made), "-c", "import helpdesk, psycopg"):
            _run(str(made), "-m", "pip", "install", "--quiet", *PACKAGES)
        _run(str(made), "-c", "import helpdesk, psycopg")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"\nSKIPPED: django-helpdesk cannot be installed here ({error}).", file=sys.stderr)
        return None
    return made


def measure(python_: Path, words: Mapping[str, Sequence[str]]) -> dict[str, list[float]]:
    """Fill it with the desk's cases and ask it; seconds of each request, by kind."""
    address = _database()
    environment = {**os.environ, "DATABASE": json.dumps(address)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    _run(str(python_), "-P", str(ITSELF), "migrate", environment=environment)
    _fill(address)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(_requests(words), file)
        file.flush()
        said = _run(str(python_), "-P", str(ITSELF), "ask", file.name, environment=environment)
    found: dict[str, list[float]] = json.loads(said)
    return found


def discard() -> None:
    """Delete its database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")


def _database() -> dict[str, str]:
    """A new, empty database beside the desk's; its address in Django's words."""
    from django.db import connection

    discard()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    desk = connection.settings_dict
    named = {name: str(desk[name]) for name in ("USER", "PASSWORD", "HOST", "PORT") if desk[name]}
    return {"NAME": DATABASE, **named}


def _fill(address: Mapping[str, str]) -> None:
    import psycopg
    from django.db import connection

    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host",
             "PORT": "port"}  # fmt: skip
    where = psycopg.conninfo.make_conninfo(**{names[k]: v for k, v in address.items()})
    with psycopg.connect(where, autocommit=True) as peer:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, key FROM agencies_agency")
            queues = cursor.fetchall()
            for pk, key in queues:
                peer.execute(_QUEUE, [pk, key, key])
            for query, table, columns in (
                (_TICKETS, "helpdesk_ticket", _TICKET), (_MESSAGES, "helpdesk_followup", _MESSAGE)
            ):  # fmt: skip
                with (
                    cursor.copy(f"COPY ({query}) TO STDOUT") as rows,
                    peer.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
                ):
                    for part in rows:
                        copy.write(bytes(part))
        peer.execute("VACUUM ANALYZE")


def _requests(words: Mapping[str, Sequence[str]]) -> dict[str, list[list[str]]]:
    rng = random.Random(3)
    waiting = {"status__in": [1]}

    def page(
        start: int = 0, search: str = "", newest: bool = False, **filters: object
    ) -> list[str]:
        query = {
            "filtering": waiting | filters, "filtering_null": {}, "sorting": "created",
            "sortreverse": newest, "search_string": search,
        }  # fmt: skip
        encoded = b64encode(json.dumps(query).encode()).decode("ascii")
        shown = f"/datatables_ticket_list/{encoded}?draw=1&start={start}&length={PAGE}"
        return [
            "/tickets/",
            f"{shown}&order[0][column]=5&order[0][dir]={'desc' if newest else 'asc'}",
        ]

    def queue() -> dict[str, Any]:
        return {"queue__id__in": [rng.randrange(1, 13)]}

    return {
        "the queue": [page() for _ in range(EACH)],
        "newest first": [page(newest=True) for _ in range(EACH)],
        "a deep page": [page(start=PAGE * 200) for _ in range(EACH)],
        "urgent": [page(priority__in=[1]) for _ in range(EACH)],
        "account": [page(**queue()) for _ in range(EACH)],
        "two filters": [page(priority__in=[1], **queue()) for _ in range(EACH)],
        "rare word": [page(search=rng.choice(words["rare"])) for _ in range(EACH)],
        "common word": [page(search=rng.choice(words["common"])) for _ in range(EACH)],
        "case page": [[f"/tickets/{rng.randrange(1, 10_000)}/"] for _ in range(EACH)],
    }


def _run(*command: str, environment: Mapping[str, str] | None = None) -> str:
    return subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _fails(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode != 0
