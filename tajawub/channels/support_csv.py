"""Customer Support on Twitter: the CSV of support conversations of the data set by Axelbrooke.

Columns tweet_id, author_id, inbound, created_at, text, response_tweet_id, in_response_to_tweet_id.
`author_id` is the handle of a company, a number in place of a customer. `inbound` says who speaks:
True a customer, False the company. Times as X API 1.1 writes them, or ISO 8601.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tajawub.channels.csv_rows import Rows
from tajawub.channels.head import Head
from tajawub.channels.importer import Settings
from tajawub.channels.records import BrokenRow, Post, Records
from tajawub.channels.source import Source
from tajawub.channels.wire import TEXT_LIMIT, Unreadable, broken, handle, whole
from tajawub.channels.x_posts import address, unescaped

NAME = "Customer Support on Twitter (CSV)"
CHANNEL = "x"
COLUMNS = (
    "tweet_id", "author_id", "inbound", "created_at", "text", "in_response_to_tweet_id",
)  # fmt: skip
_SPEAKS = {"true": False, "1": False, "false": True, "0": True}
_KNOWN_AUTHORS = 200_000  # beyond that the memory for their addresses starts anew


def recognise(head: Head) -> float:
    """By its column names."""
    return 1.0 if head.rows and set(COLUMNS) <= _names(head.rows[0]).keys() else 0.0


def _names(header: tuple[str, ...] | list[str]) -> dict[str, int]:
    return {name.strip().casefold(): n for n, name in enumerate(header)}


def read(source: Source, *, file: str, settings: Settings) -> Records:
    """One post a row."""
    rows = Rows(source, file=file, delimiter=settings.head.delimiter or ",")
    header = next(iter(rows), None)
    if not isinstance(header, list):
        return
    places = _names(header)
    if missing := [name for name in COLUMNS if name not in places]:
        yield BrokenRow(file=file, line=1, reason=f"no column {', '.join(missing)}")
        return
    yield from _posts(rows, [places[name] for name in COLUMNS], len(header), settings)


def _posts(rows: Rows, places: list[int], width: int, settings: Settings) -> Records:
    # The hot loop of the largest archives: everything that can be looked up once is.
    i_id, i_author, i_inbound, i_at, i_text, i_parent = places
    authors: dict[str, tuple[str, str]] = {}
    time = _times(settings)
    for row in rows:
        if isinstance(row, BrokenRow):
            yield row
            continue
        try:
            if len(row) != width:
                raise Unreadable("", f"{len(row)} columns where the header has {width}")
            post_id = row[i_id]
            if not post_id.isdecimal() or len(post_id) > 100:
                post_id = _mended(post_id, "column tweet_id")
            parent = row[i_parent]
            if parent and not parent.isdecimal():
                parent = _mended(parent, "column in_response_to_tweet_id")
            author = row[i_author]
            known = authors.get(author)
            if known is None:
                if len(authors) >= _KNOWN_AUTHORS:
                    authors.clear()
                known = authors[author] = _author(author)
            text = row[i_text]
            if "&" in text:
                text = unescaped(text)
            if len(text) > TEXT_LIMIT:
                text = whole(text)
            yield Post(
                channel=CHANNEL,
                id=post_id,
                at=time(row[i_at]),
                text=text,
                author_id=known[0],
                author_handle=known[0],
                parent_id=parent or None,
                url=known[1] + post_id,
                official=_SPEAKS.get(row[i_inbound].casefold()),
            )
        except Unreadable as error:
            yield broken(error, file=rows.file, line=rows.line)


def _mended(text: str, where: str) -> str:
    """An id that pandas wrote as a decimal number, as it does where a column has empty cells."""
    digits = text.strip().removesuffix(".0")
    if digits.casefold() == "nan" and where != "column tweet_id":
        return ""
    if not digits.isdecimal() or len(digits) > 100:
        raise Unreadable(where, f"{text[:40]!r} is not an id")
    return digits


def _author(name: str) -> tuple[str, str]:
    found = handle(name)
    return found, (address(found, "0") or "")[:-1]


def _times(settings: Settings) -> Callable[[str], datetime]:
    clock = settings.clock

    def time(text: str) -> datetime:
        if text[:1].isalpha():
            return clock.twitter(text, "column created_at")
        return clock.any(text, "column created_at")

    return time
