"""What X's formats have in common: its ids, its addresses, the way it escapes text."""

from __future__ import annotations

from datetime import datetime

from tajawub.channels.times import Clock, snowflake_time
from tajawub.channels.wire import Unreadable, txt, whole


def address(handle: str, post_id: str) -> str | None:
    """Where a post stands. Without its author's handle X redirects to the right page."""
    if not (post_id.isascii() and post_id.isdecimal()):
        return None
    plain = handle.isascii() and handle.replace("_", "a").isalnum() and not handle.isdecimal()
    return f"https://x.com/{handle if plain else 'i'}/status/{post_id}"


def unescaped(text: str) -> str:
    """X escapes exactly &, < and > in the texts it gives out; people see the signs themselves."""
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text


def wording(value: object) -> str:
    """The text of a post as people read it."""
    return whole(unescaped(txt(value)))


def time_of(post_id: str, clock: Clock, where: str) -> datetime:
    """The time that is in the id itself. Raises Unreadable where the id carries none."""
    at = snowflake_time(post_id)
    if at is None:
        raise Unreadable(where, "no time, and the id carries none")
    return clock.sane(at, where)
