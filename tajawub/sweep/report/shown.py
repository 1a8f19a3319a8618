"""A stranger's words on the page: shown as they are, able to do nothing.

The template engine escapes markup. What escaping does not stop is handled here: characters that turn
the reading direction of everything after them, characters that no text file can hold, and texts
without an end.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

MOST: Final = 600  # characters of a post
MOST_NAME: Final = 60

# Embeddings, overrides and isolates (Unicode Bidirectional Algorithm, UAX 9, table 4). The marks
# U+200E, U+200F and U+061C stay: they only order the characters next to them.
_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]+")
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_STACKED: Final = re.compile("([\u0300-\u036f\u064b-\u065f\u06d6-\u06ed\u0610-\u061a]{4})[\u0300-\u036f\u064b-\u065f\u06d6-\u06ed\u0610-\u061a]+")  # fmt: skip
_SPACES: Final = re.compile(r"\n{3,}")
_UNSAFE_URL: Final = re.compile(r"[\s\x00-\x20\x7f-\x9f\"'<>\\^`{|}\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")  # fmt: skip


def shown(text: str, most: int = MOST) -> Markup:
    """The text for a page, cut after `most` characters; characters that turn the direction are
    replaced by a visible mark that names them."""
    clean = _SPACES.sub("\n\n", _STACKED.sub(r"\1", _UNFIT.sub("\ufffd", text.strip())))
    if len(clean) > most:
        clean = clean[:most].rstrip() + "…"
    parts: list[Markup] = []
    end = 0
    for turn in _TURNS.finditer(clean):
        parts += [escape(clean[end : turn.start()]), _mark(turn[0])]
        end = turn.end()
    return Markup("").join([*parts, escape(clean[end:])])


def _mark(turns: str) -> Markup:
    names = " ".join(dict.fromkeys(f"U+{ord(turn):04X}" for turn in turns))
    return Markup('<span class="ctl" title="{0}">⟨{0}⟩</span>').format(names)


def name(text: str) -> Markup:
    """A handle or a name on one line."""
    return shown(" ".join(text.split()), MOST_NAME)


def link(url: str | None) -> str | None:
    """The address if it may be linked: http or https, with a host, without tricks; else None."""
    if not url or len(url) > 2000 or _UNSAFE_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and host and "@" not in parts.netloc else None
