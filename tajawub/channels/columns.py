"""Which column of a table is which field of a post: given by a person, or proposed.

A proposal looks at the names and at the values: a column called `date` with no dates in it is not
the time, and a column of long texts is the text whatever it is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from functools import cached_property
from operator import itemgetter
from typing import Any

from tajawub.channels.times import Clock
from tajawub.channels.wire import Unreadable
from tajawub.errors import TajawubError


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """The column of each field, "" where the table has none. `text` and `time` are needed.

    `day_first` says how to read 03/04/2025: True the 3rd of April, False the 4th of March, None not
    needed or not known. `inbound` is a column that says of each row that a citizen wrote it, the
    opposite of `official`.
    """

    text: str = ""
    time: str = ""
    id: str = ""
    author: str = ""
    author_name: str = ""
    parent: str = ""
    conversation: str = ""
    url: str = ""
    official: str = ""
    inbound: str = ""
    channel: str = ""
    space: str = ""
    language: str = ""
    day_first: bool | None = None

    @classmethod
    def from_text(cls, text: str) -> ColumnMapping:
        """From `text=body,author=user,time=when` and, if wanted, `day_first=yes`.

        Raises TajawubError naming an unknown field.
        """
        known = {f.name for f in fields(cls)}
        given: dict[str, str] = {}
        for part in (p for p in text.split(",") if p.strip()):
            field, equals, column = (p.strip() for p in part.partition("="))
            if not equals or field not in known:
                raise TajawubError(
                    f"“{part.strip()}” does not name a column. Write field=column, separated by "
                    f"commas; the fields are {', '.join(sorted(known))}."
                )
            given[field] = column
        day_first = given.pop("day_first", "")
        mapping = cls(**given)  # type: ignore[arg-type]
        if day_first:
            mapping = replace(
                mapping, day_first=day_first.casefold() in {"yes", "true", "1", "نعم"}
            )
        return mapping

    def columns(self) -> dict[str, str]:
        """Field to column, for those that there are."""
        return {f: c for f, c in asdict(self).items() if isinstance(c, str) and c}

    def __str__(self) -> str:
        parts = [f"{field}={column}" for field, column in self.columns().items()]
        if self.day_first is not None:
            parts.append(f"day_first={'yes' if self.day_first else 'no'}")
        return ",".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposed mapping, and what a person should know of it."""

    mapping: ColumnMapping
    notes: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether there is a text and a time."""
        return bool(self.mapping.text and self.mapping.time)


# Names as people and programs give them, the surest first; compared without case, spaces and marks.
_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "post_id", "tweet_id", "message_id", "comment_id", "status_id", "tweetid", "uri",
           "case_id", "ticket_id", "idstr", "المعرف", "معرف", "رقم التغريدة", "رقم المنشور",
           "رقم الرسالة", "رقم", "الرقم", "م"),
    "text": ("text", "full_text", "fulltext", "body", "message", "content", "tweet", "post",
             "comment", "tweet_text", "description", "question", "details", "النص", "نص", "المحتوى",
             "محتوى", "التغريدة", "المنشور", "الرسالة", "التعليق", "السؤال", "الشكوى",
             "نص التغريدة", "نص الرسالة"),
    "time": ("created_at", "time", "date", "datetime", "timestamp", "created", "published",
             "created_time", "published_at", "posted_at", "sent_at", "postdate", "when", "at",
             "التاريخ", "تاريخ", "الوقت", "وقت", "التاريخ والوقت", "تاريخ النشر", "تاريخ الإنشاء"),
    "author": ("author_handle", "username", "screen_name", "user_screen_name", "handle", "author",
               "user", "account", "from", "sender", "user_username", "author_username", "author_id",
               "user_id", "from_id", "by_user", "الحساب", "حساب", "المستخدم", "اسم المستخدم",
               "المرسل", "الكاتب", "صاحب الحساب"),
    "author_name": ("author_name", "name", "display_name", "user_name", "full_name", "from_name",
                    "الاسم", "اسم", "اسم المرسل", "اسم الكاتب"),
    "parent": ("parent_id", "in_reply_to", "in_reply_to_id", "in_reply_to_status_id", "parent",
               "reply_to", "in_response_to_tweet_id", "reply_to_id", "replied_to",
               "reply_to_message_id", "in_reply_to_tweet_id", "رد على", "ردا على", "رقم الأصل",
               "المنشور الأصلي", "معرف الأصل"),
    "conversation": ("conversation_id", "conversation", "thread_id", "thread", "dialog_id",
                     "المحادثة", "رقم المحادثة", "معرف المحادثة"),
    "url": ("url", "link", "permalink", "permalink_url", "tweet_url", "الرابط", "رابط"),
    "official": ("official", "is_official", "by", "is_agency", "from_agency", "outbound", "role",
                 "speaker", "رسمي", "الجهة", "الطرف"),
    "inbound": ("inbound", "is_customer", "from_customer", "incoming", "وارد"),
    "channel": ("channel", "platform", "القناة", "المنصة"),
    "space": ("space", "page", "page_id", "to_account", "inbox", "الصفحة"),
    "language": ("lang", "language", "اللغة", "لغة"),
}  # fmt: skip
_MARKS = re.compile(r"[\s_\-.:/#()]+|[\u064b-\u0652\u0640]")
_SAMPLE = 300
_OFFICIAL = {
    "true": True, "1": True, "yes": True, "official": True, "agency": True, "company": True,
    "brand": True, "staff": True, "agent": True, "outbound": True, "نعم": True, "رسمي": True,
    "جهة": True, "الجهة": True, "موظف": True,
    "false": False, "0": False, "no": False, "citizen": False, "customer": False, "user": False,
    "client": False, "inbound": False, "public": False, "لا": False, "مواطن": False,
    "عميل": False, "متعامل": False, "مراجع": False,
}  # fmt: skip

Rows = Sequence[Sequence[object]]


def said_official(value: object) -> bool | None:
    """What a cell of an `official` column says; None where it says neither."""
    if isinstance(value, bool):
        return value
    return _OFFICIAL.get(str(value).strip().casefold()) if value is not None else None


@dataclass(frozen=True)
class _Column:
    """A column with the values of the first rows, empty ones left out."""

    name: str
    values: list[object]

    @cached_property
    def texts(self) -> list[str]:
        return [str(value) for value in self.values]

    def named(self, field: str) -> float:
        """1 for the surest name of a field, less for each further one, 0 for another name."""
        place = _KEYS[field].get(_key(self.name))
        return 0.0 if place is None else 1 - 0.01 * place

    def share(self, holds: Callable[[str], bool]) -> float:
        """The share of values of which this holds."""
        return sum(map(holds, self.texts)) / len(self.texts) if self.texts else 0.0

    def all(self, holds: Callable[[str], bool]) -> bool:
        return all(map(holds, self.texts))


def _key(name: str) -> str:
    return _MARKS.sub("", name.strip().casefold())


_KEYS = {field: {_key(n): i for i, n in enumerate(names)} for field, names in _NAMES.items()}


def propose(names: Sequence[str], rows: Rows) -> Proposal:
    """A mapping for a table with these column names and first rows."""
    free = [
        _Column(name, [row[i] for row in rows[:_SAMPLE] if i < len(row) and _is_cell(row[i])])
        for i, name in enumerate(dict.fromkeys(names))
    ]
    found: dict[str, _Column] = {}
    for field, score in _SCORES.items():
        ids = found["id"].texts if "id" in found else []
        scored = [(score(column, ids) * (1 if column.values else 0.01), column) for column in free]
        best, column = max(scored, key=itemgetter(0), default=(0.0, None))
        if column is not None and best > 0:
            found[field] = column
            free.remove(column)
    notes = [note for field, note in _MISSING.items() if field not in found]
    day_first, note = day_order(found["time"].texts) if "time" in found else (None, "")
    columns: dict[str, Any] = {field: column.name for field, column in found.items()}
    return Proposal(
        mapping=ColumnMapping(**columns, day_first=day_first),
        notes=tuple([note, *notes] if note else notes),
    )


def _is_cell(value: object) -> bool:
    return isinstance(value, (str, int, float, datetime)) and value != ""


_MISSING = {
    "id": "no column of ids: each row gets one made from its content",
    "author": "no column of authors: who wrote a row is not known",
}


def _time(column: _Column, ids: list[str]) -> float:
    times = _share_of_times(column.values) > 0.8
    return times * (column.named("time") or 0.2 * (not column.all(_is_number)))


def _text(column: _Column, ids: list[str]) -> float:
    length = sum(map(len, column.texts)) / max(1, len(column.texts))
    if by_name := column.named("text"):
        return by_name * (0.5 + min(length, 100) / 200)
    sentences = length > 25 and column.share(lambda text: " " in text.strip()) > 0.6
    return 0.3 * sentences * min(length, 1000) / 1000


def _official(column: _Column, ids: list[str]) -> float:
    return column.named("official") * (column.share(_says) > 0.9)


def _inbound(column: _Column, ids: list[str]) -> float:
    return column.named("inbound") * (column.share(_says) > 0.9)


def _says(text: str) -> bool:
    return said_official(text) is not None


def _id(column: _Column, ids: list[str]) -> float:
    unique = len(set(column.texts)) > 0.9 * len(column.texts)
    return column.named("id") * (unique and column.all(lambda text: len(text) < 300))


def _parent(column: _Column, ids: list[str]) -> float:
    known = set(ids)
    points = len(column.texts) > 2 and column.share(known.__contains__) > 0.6
    return column.named("parent") or 0.3 * points


def _url(column: _Column, ids: list[str]) -> float:
    addresses = column.share(lambda text: text.startswith(("http://", "https://"))) > 0.8
    return addresses * (column.named("url") or 0.2)


def _author(column: _Column, ids: list[str]) -> float:
    handles = column.share(lambda text: text.startswith("@") and " " not in text) > 0.8
    short = column.all(lambda text: len(text) < 100)
    return short * (column.named("author") or 0.3 * handles)


def _by_name(field: str) -> Callable[[_Column, list[str]], float]:
    return lambda column, ids: column.named(field)


# In the order in which fields take their columns; a parent is also known by pointing at ids.
_SCORES: dict[str, Callable[[_Column, list[str]], float]] = {
    "time": _time, "official": _official, "inbound": _inbound, "text": _text, "id": _id,
    "parent": _parent, "url": _url, "author": _author,
    "conversation": _by_name("conversation"), "author_name": _by_name("author_name"),
    "channel": _by_name("channel"), "space": _by_name("space"), "language": _by_name("language"),
}  # fmt: skip


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


_ANY_TIME = Clock(now=datetime(9000, 1, 1, tzinfo=UTC))


def _share_of_times(values: list[object]) -> float:
    return sum(map(_is_time, values)) / len(values) if values else 0.0


def _is_time(value: object) -> bool:
    for day_first in (True, False):
        try:
            _ANY_TIME.any(value, "", day_first=day_first)
        except Unreadable:
            continue
        return True
    return False


_SLASHED = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]")  # \d takes Arabic digits too


def day_order(texts: Sequence[str]) -> tuple[bool | None, str]:
    """Whether the day comes first in dates such as 03/04/2025, and what to tell about it."""
    pairs = [(int(m[1]), int(m[2])) for t in texts if (m := _SLASHED.match(t))]
    if not pairs:
        return None, ""
    first, second = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    if first and second:
        return (
            True,
            "dates are written day/month in some rows and month/day in others: day first is taken",
        )
    if not first and not second:
        return (
            True,
            "dates could be day/month or month/day: day first is taken; day_first=no for the other",
        )
    return first, ""
