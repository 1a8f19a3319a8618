"""Django set up once, and the two settings that must be known before it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from tajawub.errors import TajawubError

SETTINGS: Final = "tajawub.settings"


def data_folder(named: Path | None = None) -> Path:
    """The data folder: the one named here, that of TAJAWUB_DATA, or the user's own.

    The settings, and every process started from here, will use it too.
    """
    if named is None:
        given = os.environ.get("TAJAWUB_DATA")
        named = Path(given) if given else user_data_path("tajawub")
    data = named.expanduser().absolute()
    os.environ["TAJAWUB_DATA"] = str(data)
    return data


def own_database_url() -> str | None:
    """What DATABASE_URL names; None: the private database of the data folder is used."""
    return os.environ.get("DATABASE_URL") or None


def configure() -> None:
    """Set Django up, once. Raises TajawubError where a setting cannot be used."""
    from django.apps import apps

    if apps.ready:
        return
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise TajawubError(f"The settings cannot be used: {error}") from error
