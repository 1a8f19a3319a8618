"""A stranger's words on the page: shown as they are, able to do nothing.

The template engine escapes markup. What escaping does not stop is handled here: characters that
turn the reading direction of everything after them, characters that no text file can hold, and
texts without an end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

MOST: Final = 600  # characters of a post
MOST_NAME: Final = 60
_SHORTER: Final = (MOST, 400, 280, 200)
_BUDGET: Final = 160_000  # bytes of posts on one page, so that it can be sent by mail

# Embeddings, overrides and isolates (Unicode Bidirectional Algorithm, UAX 9, table 4). The marks
# U+200E, U+200F and U+061C stay: they only order the characters next to them.
_TURN: Final = "\u202a-\u202e\u2066-\u2069"
_TURNS: Final = re.compile(f"[{_TURN}]+")
# Controls, characters that are none, and halves of pairs, which no file in UTF-8 can hold.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\u2028\u2029]"
)
# Signs stacked on one letter run over the lines above and below: four are enough for any word.
_SIGN: Final = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u06d6-\u06ed\u20d0-\u20ff"
_STACKED: Final = re.compile(f"([{_SIGN}]{{4}})[{_SIGN}]+")
_EMPTY_LINES: Final = re.compile(r"\n\s*\n\s*\n+")
_UNSAFE_IN_ADDRESS: Final = re.compile(
    f"[\\s\x00-\x20\x7f-\x9f\"'<>\\\\^`{{|}}\u200e\u200f{_TURN}\ud800-\udfff]"
)


def shown(text: str, most: int = MOST) -> Markup:
    """The text for a page, cut after `most` characters; characters that turn the direction are
    replaced by a visible mark that names them."""
    clean = _EMPTY_LINES.sub(
        "\n\n", _STACKED.sub(r"\1", _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").strip()))
    )
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


def fitting(texts: Sequence[str]) -> int:
    """How many characters of each text to show: MOST, fewer where there is too much for a page."""
    for most in _SHORTER:
        # Nothing that is cut off has to be measured, nor can it fail to be UTF-8.
        if sum(len(text[:most].encode("utf-8", "replace")) for text in texts) <= _BUDGET:
            return most
    return _SHORTER[-1]


def name(text: str) -> Markup:
    """A handle or a name on one line."""
    return shown(" ".join(text.split()), MOST_NAME)


def link(url: str | None) -> str | None:
    """The address if it may be linked: http or https, with a host, without tricks; else None."""
    if not url or len(url) > 2000 or _UNSAFE_IN_ADDRESS.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and host and "@" not in parts.netloc else None
