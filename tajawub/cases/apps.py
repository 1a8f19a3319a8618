"""The room of what is owed."""

from __future__ import annotations

from django.apps import AppConfig


class Cases(AppConfig):
    """Cases, their readings and corrections."""

    name = "tajawub.cases"
    label = "cases"
