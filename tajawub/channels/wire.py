"""Values from someone else's file, of any shape, as plain typed values.

Nothing here trusts its input: a list may stand where the platform documents a text. What a record
cannot do without raises Unreadable, which the importer turns into a BrokenRow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from tajawub.channels.records import BrokenRow, Post

TEXT_LIMIT = 100_000  # characters; no platform's post is longer
CUT = " […]"
_ID_LIMIT = 1_000
_NAME_LIMIT = 500
_URL_LIMIT = 2_000
_MENTIONS_LIMIT = 200
_NOT_IN_A_HANDLE = re.compile(r"[\s\x00-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Obj = Mapping[str, object]
_EMPTY: Obj = {}


class Unreadable(Exception):  # noqa: N818 - it says what the row is
    """A row that cannot become a post: where in it, and why."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(reason)
        self.where = where
        self.reason = reason


def obj(value: object) -> Obj:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else _EMPTY


def arr(value: object) -> list[object]:
    """The value if it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def objs(value: object) -> list[Obj]:
    """The objects of a JSON array."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def txt(value: object) -> str:
    """A text or a whole number as text; "" for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def whole(text: str) -> str:
    """The text of a post: unchanged but for lone surrogates (U+FFFD) and beyond the limit."""
    if not text.isascii():
        text = _without_surrogates(text)
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - len(CUT)] + CUT


def _without_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def name(value: object) -> str:
    """A name as shown, bounded; "" where there is none."""
    return _without_surrogates(txt(value)[:_NAME_LIMIT])


def handle(value: object) -> str:
    """A handle without @, bounded, without spaces or invisible marks that would disguise it."""
    found = _without_surrogates(txt(value)[:_NAME_LIMIT]).removeprefix("@")
    if found.isascii() and found.isidentifier():
        return found
    return _NOT_IN_A_HANDLE.sub("", found)


def handles(values: Iterable[object]) -> tuple[str, ...]:
    """Several handles in their order, without the empty ones; at most 200."""
    found = tuple(h for h in map(handle, values) if h)
    return found[:_MENTIONS_LIMIT]


def maybe_id(value: object) -> str | None:
    """An id as text, None where there is none (null, "", 0)."""
    found = txt(value)
    if not found or found == "0" or len(found) > _ID_LIMIT:
        return None
    return _without_surrogates(found)


def needed_id(values: Obj, *keys: str) -> str:
    """The first id under these keys. Raises Unreadable where there is none."""
    for key in keys:
        if found := maybe_id(values.get(key)):
            return found
    raise Unreadable(keys[0], "no id")


def web_address(value: object) -> str | None:
    """An http(s) address; None for anything else, for it will stand behind a link on a page."""
    found = value if isinstance(value, str) else ""
    if len(found) > _URL_LIMIT or not found.startswith(("https://", "http://")):
        return None
    return (
        None if any(c <= " " or c in "\"'<>\\`\x7f" for c in found) else _without_surrogates(found)
    )


def language(value: object) -> str | None:
    """A language tag; None where the platform says that it does not know."""
    found = txt(value)
    return found if found and len(found) <= 35 and found.isascii() and found != "und" else None


def broken(error: Unreadable, *, file: str, line: int | None = None, where: str = "") -> BrokenRow:
    """The row as reported: the place in the file, then the place in the row."""
    place = f"{where}.{error.where}" if where and error.where else where or error.where
    return BrokenRow(file=file, line=line, where=place, reason=error.reason)


Made = Iterator[Post | Unreadable]
"""What a platform's own translation gives: posts, and rows it could not make one of."""


def each(make: Callable[[Obj], Post | None], values: Iterable[object], where: str = "") -> Made:
    """What `make` makes of each value; None is passed over, Unreadable names its place."""
    for n, value in enumerate(values):
        place = f"{where}[{n}]" if where else ""
        if not isinstance(value, dict):
            yield Unreadable(place, "not an object")
            continue
        try:
            made = make(value)
        except Unreadable as error:
            yield Unreadable(".".join(p for p in (place, error.where) if p), error.reason)
        else:
            if made is not None:
                yield made
