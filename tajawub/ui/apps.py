"""What all screens share."""

from __future__ import annotations

from django.apps import AppConfig


class Ui(AppConfig):
    """Base page, components, styles; it knows no room."""

    name = "tajawub.ui"
    label = "ui"
