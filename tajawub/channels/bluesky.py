"""Bluesky (AT Protocol): threads, posts, feeds, search results, notifications, record lists.

A post's id is its at:// address. Of a post that is gone the address remains, and the key at its end
says when it was made: it becomes a tombstone. Blocked posts are passed over, for they still stand;
what replies to them keeps their id as its parent. Source: lexicons app.bsky.feed.defs,
app.bsky.unspecced.getPostThreadV2, app.bsky.notification.listNotifications.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tajawub.channels.head import Head
from tajawub.channels.importer import Settings
from tajawub.channels.json_values import translated
from tajawub.channels.records import Post, Records
from tajawub.channels.source import Source
from tajawub.channels.times import Clock, tid_time
from tajawub.channels.wire import (
    Made,
    Obj,
    Unreadable,
    arr,
    each,
    handle,
    handles,
    language,
    maybe_id,
    name,
    needed_id,
    obj,
    objs,
    txt,
    whole,
)  # fmt: skip

NAME = "Bluesky"
CHANNEL = "bluesky"
_POST = "app.bsky.feed.post"
_ANSWERS = ("thread", "posts", "feed", "notifications", "records")
_LISTS = ("posts", "feed", "notifications", "records")
_UNKNOWN_HANDLE = "handle.invalid"


def recognise(head: Head) -> float:
    """By records of posts or by at:// addresses in one of the known answers."""
    for sample in head.samples:
        answer = any(key in sample for key in _ANSWERS)
        record = obj(sample.get("record")) or obj(sample.get("value")) or sample
        if record.get("$type") == _POST or "app.bsky.feed.defs#" in txt(sample.get("$type")):
            return 0.95
        if answer and ('"at://' in head.text or f'"{_POST}"' in head.text):
            return 0.9
        if txt(sample.get("uri")).startswith("at://"):
            return 0.7
    return 0.0


def read(source: Source, *, file: str, settings: Settings) -> Records:
    """Every post view or record in the file."""
    clock = settings.clock

    def make(view: Obj) -> Post | None:
        return _gone(view, clock) if _is_gone(view) else _post(view, clock)

    def posts(value: object) -> Made:
        answer = obj(value)
        if not answer:
            yield Unreadable("", "not an answer of Bluesky")
            return
        yield from each(make, _views(answer))

    yield from translated(source, file=file, translate=posts, inside=_LISTS)


def _views(answer: Obj) -> Iterator[Obj]:
    """The post views and records of an answer, found without recursion: threads can be deep."""
    waiting: list[Obj] = [answer]
    while waiting:
        node = waiting.pop()
        inner = obj(node.get("value"))
        if "depth" in node and inner:  # an item of a thread, version 2
            waiting.append(inner if "post" in inner else {**inner, "uri": node.get("uri")})
        elif "record" in node or "value" in node or _is_gone(node):
            if _is_post(node):
                yield node
        else:
            waiting += reversed(_below(node))


def _below(node: Obj) -> list[Obj]:
    reply = obj(node.get("reply"))
    one = [node.get("parent"), node.get("post"), node.get("thread")]
    context = [reply.get("root"), reply.get("parent")]
    many = [o for key in ("thread", *_LISTS, "replies") for o in objs(node.get(key))]
    return [o for o in [*one, *context] if isinstance(o, dict)] + many


def _is_gone(node: Obj) -> bool:
    return node.get("notFound") is True or txt(node.get("$type")).endswith(
        ("#notFoundPost", "#threadItemNotFound")
    )


def _is_post(view: Obj) -> bool:
    """Likes, reposts and follows stand in notifications and record lists beside posts."""
    if _is_gone(view):
        return True
    record = _record(view)
    kind = record.get("$type")
    return "text" in record and (kind in (None, _POST) or "createdAt" in record)


def _record(view: Obj) -> Obj:
    return obj(view.get("record")) or obj(view.get("value"))


def _post(view: Obj, clock: Clock) -> Post:
    record = _record(view)
    uri = needed_id(view, "uri")
    author = obj(view.get("author"))
    did, key = _parts(uri)
    known = handle(author.get("handle"))
    known = "" if known == _UNKNOWN_HANDLE else known
    reply = obj(record.get("reply"))
    text = txt(record.get("text"))
    langs = arr(record.get("langs"))
    return Post(
        channel=CHANNEL,
        id=uri,
        at=_time(view, record, clock),
        text=whole(text),
        author_id=name(author.get("did")) or did,
        author_handle=known,
        author_name=name(author.get("displayName")),
        parent_id=maybe_id(obj(reply.get("parent")).get("uri")),
        conversation_id=maybe_id(obj(reply.get("root")).get("uri")),
        mentions=_mentions(text, objs(record.get("facets"))),
        language=language(langs[0]) if langs else None,
        url=_address(known or did, key),
    )


def _time(view: Obj, record: Obj, clock: Clock) -> datetime:
    """`createdAt` is whatever the author's program says; no post is younger than its first sight.

    Bluesky itself sorts by the earlier of the two.
    """
    indexed = clock.maybe(view.get("indexedAt"))
    if indexed is None:
        return clock.iso(record.get("createdAt"), "createdAt")
    try:
        return min(clock.iso(record.get("createdAt"), "createdAt"), indexed)
    except Unreadable:
        return indexed


def _gone(view: Obj, clock: Clock) -> Post | None:
    uri = needed_id(view, "uri")
    did, key = _parts(uri)
    at = tid_time(key)
    if at is None:
        return None  # nobody can say when it was
    return Post(channel=CHANNEL, id=uri, at=clock.sane(at, "uri"), author_id=did, deleted=True)


def _parts(uri: str) -> tuple[str, str]:
    """The author's id and the record's key in at://DID/COLLECTION/KEY."""
    authority, _, rest = uri.removeprefix("at://").partition("/")
    return name(authority), rest.rpartition("/")[2]


def _address(who: str, key: str) -> str | None:
    plain = who.replace(":", "").replace(".", "").replace("-", "")
    if not (plain.isascii() and plain.isalnum() and key.isascii() and key.isalnum()):
        return None
    return f"https://bsky.app/profile/{who}/post/{key}"


def _mentions(text: str, facets: list[Obj]) -> tuple[str, ...]:
    """The handles as they stand in the text: the facets name accounts by id and byte range."""
    if not facets:
        return ()
    raw = text.encode("utf-8", "replace")
    found: list[tuple[int, str]] = []
    for facet in facets[:200]:
        if not any("#mention" in txt(f.get("$type")) for f in objs(facet.get("features"))):
            continue
        index = obj(facet.get("index"))
        start, end = index.get("byteStart"), index.get("byteEnd")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(raw):
            found.append((start, raw[start:end].decode("utf-8", "replace")))
    return handles(word for _, word in sorted(found))
