"""YouTube Data API v3: lists of comment threads and of comments, in pages or one by one.

A reply's parent is the top-level comment, for YouTube knows no deeper level; that comment's id is
the conversation. The channel whose video it is speaks officially there.
"""

from __future__ import annotations

from urllib.parse import quote

from tajawub.channels.head import Head
from tajawub.channels.html_text import text_of
from tajawub.channels.importer import Settings
from tajawub.channels.json_values import translated
from tajawub.channels.records import Post, Records
from tajawub.channels.source import Source
from tajawub.channels.times import Clock
from tajawub.channels.wire import (
    Made,
    Obj,
    Unreadable,
    each,
    handle,
    maybe_id,
    name,
    needed_id,
    obj,
    objs,
    txt,
    whole,
)  # fmt: skip

NAME = "YouTube comments"
CHANNEL = "youtube"
_KINDS = {
    "youtube#commentThread", "youtube#comment", "youtube#commentThreadListResponse",
    "youtube#commentListResponse",
}  # fmt: skip
_NOT_SHOWN = {"heldForReview", "likelySpam", "rejected"}


def recognise(head: Head) -> float:
    """By the kind that every answer names."""
    for sample in head.samples:
        if any(txt(v.get("kind")) in _KINDS for v in [sample, *objs(sample.get("items"))]):
            return 0.95
    return 0.0


def read(source: Source, *, file: str, settings: Settings) -> Records:
    """Every comment and reply."""
    clock = settings.clock

    def posts(value: object) -> Made:
        item = obj(value)
        snippet = obj(item.get("snippet"))
        top = obj(snippet.get("topLevelComment"))
        if item.get("kind") == "youtube#commentThread" or top:
            replies = objs(obj(item.get("replies")).get("comments"))
            yield from each(lambda c: _post(c, snippet, clock), [top] if top else [])
            yield from each(lambda c: _post(c, snippet, clock), replies, "replies.comments")
        elif "snippet" in item:
            yield from each(lambda c: _post(c, {}, clock), [item])
        elif txt(item.get("kind")) not in _KINDS:
            yield Unreadable("", "no comment in it")

    yield from translated(source, file=file, translate=posts, inside=("items",))


def _post(comment: Obj, thread: Obj, clock: Clock) -> Post:
    """`thread` is the snippet of the thread it stands in, which names video and channel."""
    snippet = obj(comment.get("snippet"))
    comment_id = needed_id(comment, "id")
    author_id = name(obj(snippet.get("authorChannelId")).get("value"))
    shown = name(snippet.get("authorDisplayName"))
    channel = maybe_id(snippet.get("channelId") or thread.get("channelId"))
    video = maybe_id(snippet.get("videoId") or thread.get("videoId"))
    published = clock.iso(snippet.get("publishedAt"), "snippet.publishedAt")
    updated = clock.maybe(snippet.get("updatedAt"))
    parent = maybe_id(snippet.get("parentId"))
    return Post(
        channel=CHANNEL,
        id=comment_id,
        at=published,
        text=_text(snippet),
        author_id=author_id,
        author_handle=handle(shown) if shown.startswith("@") else "",
        author_name=shown,
        parent_id=parent,
        conversation_id=parent or comment_id,
        space=channel,
        url=_address(video, comment_id),
        visibility="private" if txt(snippet.get("moderationStatus")) in _NOT_SHOWN else "public",
        official=True if channel and author_id == channel else None,
        version_at=updated if updated and updated > published else None,
    )


def _text(snippet: Obj) -> str:
    original = txt(snippet.get("textOriginal"))
    return whole(original or text_of(txt(snippet.get("textDisplay"))))


def _address(video: str | None, comment_id: str) -> str | None:
    if not video:
        return None
    return f"https://www.youtube.com/watch?v={quote(video, '')}&lc={quote(comment_id, '')}"
