"""The officer's desk."""

from __future__ import annotations

from django.apps import AppConfig


class Workbench(AppConfig):
    """The queue and the case on screen."""

    name = "tajawub.workbench"
    label = "workbench"
