"""Reads Arabic and English posts: what a citizen's message does, what an official reply does.

    from tajawub.language import Message, Reader
    Reader().read([Message(text="متى يفتح التسجيل؟")])

Needs numpy and scipy; no network, no database, no framework.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tajawub.language.readings import Earlier, Message, Reading, Readings

if TYPE_CHECKING:
    from tajawub.language.columns import ReadingColumns
    from tajawub.language.reader import Reader

__all__ = ["Earlier", "Message", "Reader", "Reading", "ReadingColumns", "Readings"]


def __getattr__(name: str) -> Any:
    """Loads the heavier parts (numpy) when they are first asked for."""
    if name == "Reader":
        from tajawub.language.reader import Reader

        return Reader
    if name == "ReadingColumns":
        from tajawub.language.columns import ReadingColumns

        return ReadingColumns
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
