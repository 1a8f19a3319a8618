"""X (Twitter) API 1.1: search pages {statuses}, lists of statuses, and streams one status a line.

Notices of a stream: `delete` leaves a tombstone; all others are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator

from tajawub.channels.head import Head
from tajawub.channels.importer import Settings
from tajawub.channels.json_values import translated
from tajawub.channels.records import Post, Records
from tajawub.channels.source import Source
from tajawub.channels.times import Clock, snowflake_time
from tajawub.channels.wire import (
    Made,
    Obj,
    Unreadable,
    each,
    handle,
    handles,
    language,
    maybe_id,
    name,
    needed_id,
    obj,
    objs,
)  # fmt: skip
from tajawub.channels.x_posts import address, wording

NAME = "X API 1.1"
CHANNEL = "x"
_NOTICES = (
    "limit", "warning", "disconnect", "scrub_geo", "status_withheld", "user_withheld", "friends",
    "friends_str", "event", "control", "for_user",
)  # fmt: skip
_INNER = ("retweeted_status", "quoted_status")


def recognise(head: Head) -> float:
    """By a status with its user in it, or a stream's notice of a deletion."""
    for sample in head.samples:
        statuses = objs(sample.get("statuses"))
        if any(_is_status(status) for status in [sample, *statuses]):
            return 0.95
        if "search_metadata" in sample or _deleted(sample):
            return 0.9
    return 0.0


def _is_status(value: Obj) -> bool:
    texted = "text" in value or "full_text" in value
    return (
        texted
        and "created_at" in value
        and {"screen_name", "id_str"} & obj(value.get("user")).keys() != set()
    )


def read(source: Source, *, file: str, settings: Settings) -> Records:
    """Every status; of a retweet only the one that it repeats; a quoted one too."""
    clock = settings.clock

    def posts(value: object) -> Made:
        status = obj(value)
        if any(status.get(notice) is not None for notice in _NOTICES) and "text" not in status:
            return
        if deleted := _deleted(status):
            yield from each(lambda notice: _tombstone(notice, clock), [deleted])
        elif "user" in status or "id_str" in status:
            yield from each(lambda s: _post(s, clock), _statuses(status))
        elif "search_metadata" not in status:
            yield Unreadable("", "not a status of X API 1.1")

    yield from translated(source, file=file, translate=posts, inside=("statuses",))


def _statuses(status: Obj) -> Iterator[Obj]:
    """The status and those in it. Retweets are no posts of their own."""
    if not status.get("retweeted_status"):
        yield status
    for key in _INNER:
        inner = obj(status.get(key))
        if inner:
            yield inner
            if further := obj(inner.get("quoted_status")):
                yield further


def _post(status: Obj, clock: Clock) -> Post:
    extended = obj(status.get("extended_tweet"))
    user = obj(status.get("user"))
    post_id = needed_id(status, "id_str", "id")
    screen_name = handle(user.get("screen_name"))
    entities = obj(extended.get("entities") or status.get("entities"))
    text = extended.get("full_text") or status.get("full_text") or status.get("text")
    return Post(
        channel=CHANNEL,
        id=post_id,
        at=clock.twitter(status.get("created_at"), "created_at"),
        text=wording(text),
        author_id=name(user.get("id_str") or user.get("id")),
        author_handle=screen_name,
        author_name=name(user.get("name")),
        # id_str first: programs that read ids as floating point numbers round `id`.
        parent_id=maybe_id(status.get("in_reply_to_status_id_str"))
        or maybe_id(status.get("in_reply_to_status_id")),
        mentions=handles(m.get("screen_name") for m in objs(entities.get("user_mentions"))),
        language=language(status.get("lang")),
        url=address(screen_name, post_id),
    )


def _deleted(value: Obj) -> Obj:
    return obj(value.get("delete"))


def _tombstone(notice: Obj, clock: Clock) -> Post:
    status = obj(notice.get("status"))
    post_id = needed_id(status, "id_str", "id")
    deleted_at = clock.maybe(notice.get("timestamp_ms"))
    at = snowflake_time(post_id) or deleted_at
    if at is None:
        raise Unreadable("timestamp_ms", "no time, and the id carries none")
    return Post(
        channel=CHANNEL,
        id=post_id,
        at=at,
        author_id=name(status.get("user_id_str") or status.get("user_id")),
        deleted=True,
        deleted_at=deleted_at,
    )
