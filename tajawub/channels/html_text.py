"""The text that people read in a snippet of HTML, as Mastodon and YouTube send posts."""

from __future__ import annotations

import html
import re

_LIMIT = 400_000  # characters of markup looked at
# Not html.parser: it takes time in the square of its input for a tag that never closes (50 s for
# 90 kB of "<a "). This pattern stops at the next "<" and is linear; both platforms escape "<" and
# ">" inside attributes.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<![^<>]*>")
_BLOCKS = frozenset({"p", "div", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4"})


def text_of(markup: str) -> str:
    """Paragraphs apart by an empty line, `<br>` and list items as lines, links by their text."""
    if "<" not in markup:
        return html.unescape(markup[:_LIMIT]) if "&" in markup else markup
    bare = _TAG.sub(_sign, markup[:_LIMIT])
    return html.unescape(bare).strip("\n")


def _sign(tag: re.Match[str]) -> str:
    name = (tag[2] or "").lower()
    closing = bool(tag[1])
    if name == "br":
        return "\n"
    if name in _BLOCKS:
        return "\n\n" if closing else ""
    if name == "li":
        return "\n" if closing else "- "
    return ""
