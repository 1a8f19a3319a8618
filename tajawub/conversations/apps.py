"""The room of what was said."""

from __future__ import annotations

from django.apps import AppConfig


class Conversations(AppConfig):
    """Posts as observed, and the conversations they make."""

    name = "tajawub.conversations"
    label = "conversations"
