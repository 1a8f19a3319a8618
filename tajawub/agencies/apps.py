"""The room of those who answer."""

from __future__ import annotations

from django.apps import AppConfig


class Agencies(AppConfig):
    """Agencies, their accounts, people and calendars."""

    name = "tajawub.agencies"
    label = "agencies"
