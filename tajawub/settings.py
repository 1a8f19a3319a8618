"""The desk's settings: what an operator can set, by environment variable, and what follows from it.

Every setting has a default that works on a laptop. `docs/reference/settings.md` describes each.

    DATABASE_URL          any PostgreSQL 14 or later; default: the private one of the data folder
    TAJAWUB_DATA          the data folder (private database, secret key); default: the user's own
    TAJAWUB_POSTGRESQL    the private database's programs; default: those installed with the desk
    TAJAWUB_SECRET_KEY    signs sessions; default: made once, kept in the data folder
    TAJAWUB_HOSTS         host names the desk answers to, by comma; default: this machine only
    TAJAWUB_HTTPS         1: the desk is reached by HTTPS only, and cookies say so
    TAJAWUB_LANGUAGE      ar or en: the language of those who have not chosen; default: ar
    TAJAWUB_TIME_ZONE     in which times are shown; default: Asia/Dubai
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from django.utils.translation import gettext_lazy as _
from platformdirs import user_data_path

from tajawub.errors import TajawubError

PACKAGE: Final = Path(__file__).parent
OWN_HOSTS: Final = ("localhost", "127.0.0.1", "[::1]")


def data_folder() -> Path:
    """The folder of the private database and the secret key."""
    named = os.environ.get("TAJAWUB_DATA")
    return Path(named).expanduser().resolve() if named else user_data_path("tajawub")


def secret_key() -> str:
    """The key that signs sessions, from the environment or the data folder, where it is made once.

    Raises TajawubError where it is too short to be a secret, or cannot be read or kept.
    """
    given = os.environ.get("TAJAWUB_SECRET_KEY")
    if given is not None:
        if len(given) < 32:
            raise TajawubError("TAJAWUB_SECRET_KEY: give at least 32 characters nobody can guess.")
        return given
    file = data_folder() / "secret-key"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            new = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(new, "w") as stream:
                stream.write(secrets.token_urlsafe(48))
        kept = file.read_text().strip()
    except OSError as error:
        raise TajawubError(
            f"{file}: the secret key cannot be kept there ({error.strerror}). Set "
            "TAJAWUB_SECRET_KEY, or name a folder you may write in with TAJAWUB_DATA."
        ) from error
    if len(kept) < 32:
        raise TajawubError(f"{file}: cut short. Delete it; everyone signs in again afterwards.")
    return kept


def database() -> dict[str, Any]:
    """The database that DATABASE_URL names; `tajawub` itself sets it for the private one.

    Raises TajawubError where it names anything but PostgreSQL.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:  # no command needs a database to say --help or to run a check
        return {"ENGINE": "django.db.backends.postgresql", "NAME": "tajawub"}
    try:
        found: dict[str, Any] = dict(
            dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
        )
    except (ValueError, KeyError, dj_database_url.UnknownSchemeError) as error:
        raise TajawubError(
            "DATABASE_URL: not an address of a database. Write it as "
            "postgresql://USER:PASSWORD@HOST:PORT/NAME."
        ) from error
    if found.get("ENGINE") != "django.db.backends.postgresql":
        raise TajawubError(
            "DATABASE_URL: Tajawub keeps its cases in PostgreSQL 14 or later and in nothing else. "
            "Write it as postgresql://USER:PASSWORD@HOST:PORT/NAME."
        )
    options = found.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 5)
    options.setdefault("application_name", "tajawub")
    return found


def _yes(name: str) -> bool:
    value = os.environ.get(name, "").strip().casefold()
    if value in {"", "0", "no", "false"}:
        return False
    if value in {"1", "yes", "true"}:
        return True
    raise TajawubError(f"{name}={value}: write 1 or 0.")


def _one_of(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = os.environ.get(name) or default
    if value not in allowed:
        raise TajawubError(f"{name}={value}: write one of {', '.join(allowed)}.")
    return value


def _zone(name: str, default: str) -> str:
    value = os.environ.get(name) or default
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TajawubError(f"{name}={value}: no such time zone. Write Asia/Dubai.") from error
    return value


SECRET_KEY = secret_key()
DEBUG = False
_hosts = [name.strip() for name in os.environ.get("TAJAWUB_HOSTS", "").split(",")]
ALLOWED_HOSTS = [*filter(None, _hosts), *OWN_HOSTS]
HTTPS = _yes("TAJAWUB_HTTPS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "tajawub.agencies",
    "tajawub.conversations",
    "tajawub.cases",
    "tajawub.workbench",
    "tajawub.ui",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tajawub.ui.preferences.Preferences",
]
ROOT_URLCONF = "tajawub.urls"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tajawub.ui.preferences.for_templates",
            ],
        },
    }
]
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "agencies.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]  # fmt: skip
CSRF_FAILURE_VIEW = "tajawub.ui.failures.csrf_failed"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LANGUAGE_CODE = _one_of("TAJAWUB_LANGUAGE", "ar", ("ar", "en"))
LOCALE_PATHS = [PACKAGE / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = _zone("TAJAWUB_TIME_ZONE", "Asia/Dubai")
LANGUAGE_COOKIE_NAME = "tajawub_language"

STATIC_URL = "static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True  # files are served from the package itself: no step to collect them
WHITENOISE_MAX_AGE = 31_536_000

SESSION_COOKIE_NAME = "tajawub_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "tajawub_csrf"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"tajawub": {"level": "INFO"}},
}
