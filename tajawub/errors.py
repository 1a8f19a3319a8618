"""Errors that a person can act on: each says what it concerns and what to do."""

from __future__ import annotations


class TajawubError(Exception):
    """Shown to the user as one clear message, never as a traceback."""
