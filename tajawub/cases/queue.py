"""The queue: which cases, in what order, and how many, at a cost that does not grow with the cases.

How they are come by is in seeking.py; the counts are kept by tally.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection

from tajawub.cases import tally
from tajawub.cases.filters import AGES, CHOICES, Filters
from tajawub.cases.seeking import Key, number_found, seek, walk, worth_walking

__all__ = ["AGES", "CHOICES", "Count", "Filters", "Page", "Row", "count", "facets", "page"]

PAGE: Final = 50
COUNTED: Final = 1_000  # a search that finds more says "more than"
SAID: Final = 50  # and in what steps it says so


@dataclass(frozen=True, slots=True)
class Count:
    """A number of cases; `more` where there are more than were counted."""

    number: int
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case as the queue shows it. `text` is None where it must not be shown or is not known."""

    pk: int
    opened_at: datetime
    stopped_at: datetime | None
    standing: str
    waits: bool
    act: str
    scope: str
    urgent: bool
    language: str
    channel: str
    agency: int
    account: str
    name: str
    handle: str
    text: str | None
    private: bool
    deleted: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue. `after` and `before` lead to the next and the previous one, "" where
    there is none."""

    rows: list[Row] = field(default_factory=list)
    after: str = ""
    before: str = ""
    number: int | None = None  # of all cases sought, where the way to these tells


def page(filters: Filters, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """The cases after a place in the queue, or those before it, or the first ones.

    A place that cannot be read is taken as none.
    """
    backwards = bool(before) and not after
    place = _place(before if backwards else after)
    if place is None:
        backwards = False
    sought = seek(filters, place, size + 1, descending=filters.newest_first != backwards)
    keys = sought.keys
    more = len(keys) > size
    keys = keys[:size]
    if backwards:
        keys.reverse()
    if not keys:
        return Page(number=sought.number)
    return Page(
        rows([pk for _, pk in keys]),
        after=_mark(keys[-1]) if more or backwards else "",
        before=_mark(keys[0]) if (more if backwards else place is not None) else "",
        number=sought.number,
    )


def count(filters: Filters, shown: Page | None = None) -> Count:
    """How many cases there are: exact without a text or an age, else exact as long as they are not
    too many to be counted. A page of them that is there already may know."""
    if not filters.agencies:
        return Count(0)
    if shown is not None and shown.number is not None:
        return Count(shown.number)
    if not filters.text and filters.older_than is None:
        return Count(sum(tally.counted((), filters.chosen).values()))
    return _walked_past(filters) or _up_to(number_found(filters, COUNTED + 1))


def _walked_past(filters: Filters) -> Count | None:
    """How many are met in the queue's own order; None where too few are to say anything."""
    if not worth_walking(filters, COUNTED):
        return None
    walked = walk(filters, None, COUNTED + 1, descending=False)
    seen = len(walked.keys)
    if walked.whole:
        return _up_to(seen)
    return Count(seen // SAID * SAID, more=True) if seen >= SAID else None


def _up_to(number: int) -> Count:
    return Count(min(number, COUNTED), more=number > COUNTED)


def facets(filters: Filters) -> dict[str, dict[object, int]]:
    """For each facet how many cases each of its values would give, the other choices kept. Text
    and age are not counted in."""
    names = ("account", "standing", "act", "scope", "urgent", "language")
    if not filters.agencies:
        return {name: {} for name in names}
    found = {}
    every = {**filters.chosen}
    for name in names:
        others = {facet: values for facet, values in every.items() if facet != name}
        found[name] = {key[0]: number for key, number in tally.counted((name,), others).items()}
    return found


def neighbours(filters: Filters, pk: int, opened_at: datetime) -> tuple[int | None, int | None]:
    """The case before and the one after this one in the queue."""
    place = (opened_at, pk)
    one = [
        seek(filters, place, 1, descending=filters.newest_first != backwards).keys
        for backwards in (True, False)
    ]
    previous, following = (keys[0][1] if keys else None for keys in one)
    return previous, following


def mark_before(filters: Filters, pk: int, opened_at: datetime) -> str:
    """The mark after which a page begins with this case, or where it is not among those sought,
    with the one that follows it."""
    return _mark((opened_at, pk + 1 if filters.newest_first else pk - 1))


_ROWS: Final = """
    SELECT c.id, c.opened_at, c.stopped_at, c.standing, c.waits, c.act, c.scope, c.urgent,
           c.language, c.channel, c.agency_id, a.handle, p.author_name, p.author_handle, p.text,
           c.private, c.deleted
    FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted(id, place)
    JOIN cases_case c ON c.id = wanted.id
    JOIN agencies_account a ON a.id = c.account_id
    JOIN conversations_post p ON p.id = c.first_post_id
    ORDER BY wanted.place
"""


def rows(pks: Sequence[int]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [list(pks)])
        return [
            Row(
                pk=pk, opened_at=opened, stopped_at=stopped, standing=standing, waits=waits,
                act=act, scope=scope, urgent=urgent, language=language, channel=channel,
                agency=agency, account=account, name=name or handle, handle=handle,
                text=None if deleted else said(text), private=private, deleted=deleted,
            )
            for pk, opened, stopped, standing, waits, act, scope, urgent, language, channel,
                agency, account, name, handle, text, private, deleted in cursor.fetchall()
        ]  # fmt: skip


_CARRIED: Final = re.compile(r"^\s*(?:@[\w.@-]+\s+)+(?=\S)")
_SHOWN: Final = 300  # characters of a text in a row


def said(text: str) -> str:
    """The start of what was said, without the names that a platform puts before a reply."""
    return _CARRIED.sub("", text[: 2 * _SHOWN])[:_SHOWN]


def _mark(key: Key) -> str:
    at, pk = key
    return f"{int(at.timestamp() * 1_000_000)}-{pk}"


def _place(mark: str) -> Key | None:
    try:
        micros, pk = (int(part) for part in mark.rsplit("-", 1))
        return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micros), pk
    except (ValueError, OverflowError):
        return None
