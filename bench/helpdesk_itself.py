"""django-helpdesk as its own documentation sets it up. Run by its own Python, see helpdesk.py:

    python helpdesk_itself.py migrate
    python helpdesk_itself.py ask QUERIES.json   ->  seconds of each, as JSON

It knows nothing of Tajawub. DATABASE names the database (a psycopg connection as JSON).
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

LONGEST = 120.0  # seconds for one kind of request, after which no more of it are made


def set_up() -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="of a bench and of nothing else",
        ALLOWED_HOSTS=["testserver"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ROOT_URLCONF=__name__,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql", **json.loads(os.environ["DATABASE"])
            }
        },
        INSTALLED_APPS=[
            "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
            "django.contrib.sessions", "django.contrib.sites", "django.contrib.humanize",
            "django.contrib.staticfiles", "django.contrib.messages",
            "rest_framework", "django_cleanup.apps.CleanupConfig", "helpdesk",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        SITE_ID=1, STATIC_URL="/static/", USE_TZ=True, LOGIN_URL="helpdesk:login",
        HELPDESK_TEAMS_MODE_ENABLED=False,
    )  # fmt: skip
    django.setup()


def migrate() -> None:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    get_user_model().objects.create_superuser("officer", "", "no secret")


def ask(queries: dict[str, list[list[str]]]) -> dict[str, list[float]]:
    """`queries` gives of each kind the requests: each is one or more addresses asked for together,
    as a browser does."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    browser = Client()
    browser.force_login(get_user_model().objects.get(username="officer"))
    browser.get("/tickets/")  # templates are compiled once
    found: dict[str, list[float]] = {}
    for kind, requests in queries.items():
        began = time.monotonic()
        for addresses in requests:
            if time.monotonic() - began > LONGEST and found.get(kind):
                break
            start = time.perf_counter()
            for address in addresses:
                answer = browser.get(address)
                if answer.status_code != 200:
                    raise SystemExit(f"{address}: {answer.status_code}")
            found.setdefault(kind, []).append(time.perf_counter() - start)
    return found


def main() -> None:
    set_up()
    if sys.argv[1] == "migrate":
        migrate()
    else:
        print(json.dumps(ask(json.loads(Path(sys.argv[2]).read_text()))))


def __getattr__(name: str) -> Any:
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.urls import include, path

    return [path("", include("helpdesk.urls"))]


if __name__ == "__main__":
    main()
