"""Mastodon's client API: statuses, contexts, search results, notifications, conversations; and
ActivityPub outboxes as an account's own archive holds them.

Ids are those of the server asked. Direct and followers-only statuses are private. Boosts are no
posts of their own: the boosted status is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from tajawub.channels.head import Head
from tajawub.channels.html_text import text_of
from tajawub.channels.importer import Settings
from tajawub.channels.json_values import translated
from tajawub.channels.records import Post, Records, Visibility
from tajawub.channels.source import Source
from tajawub.channels.times import Clock
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
    web_address,
    whole,
)  # fmt: skip

NAME = "Mastodon API"
CHANNEL = "mastodon"
_PUBLIC_ADDRESS = {
    "https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public",
}  # fmt: skip
_LISTS = ("statuses", "ancestors", "descendants")


def recognise(head: Head) -> float:
    """By a status: content, visibility or reblog, and an account named by `acct`."""
    for sample in head.samples:
        inner = [sample, *(o for key in _LISTS for o in objs(sample.get(key)))]
        inner += [obj(sample.get("status")), obj(sample.get("last_status"))]
        if any(map(_is_status, inner)) or _is_context(sample) or _is_search(sample):
            return 0.95
        activities = [sample, *objs(sample.get("orderedItems"))]
        if any(_is_activity(value) for value in activities):
            return 0.9
    return 0.0


def _is_status(value: Obj) -> bool:
    account = obj(value.get("account"))
    worded = "content" in value or "text" in value
    return worded and "acct" in account and ("uri" in value or "visibility" in value)


def _is_context(value: Obj) -> bool:
    return isinstance(value.get("ancestors"), list) and isinstance(value.get("descendants"), list)


def _is_search(value: Obj) -> bool:
    return {"accounts", "statuses", "hashtags"} <= value.keys()


def _is_activity(value: Obj) -> bool:
    inner = obj(value.get("object"))
    return "actor" in value and "type" in value and (inner.get("type") == "Note" or "id" in value)


def read(source: Source, *, file: str, settings: Settings) -> Records:
    """Every status, wherever the answer holds it."""
    clock = settings.clock

    def posts(value: object) -> Made:
        answer = obj(value)
        if "actor" in answer and "type" in answer:
            yield from each(lambda a: _activity(a, clock), [answer])
            return
        statuses = list(_statuses(answer))
        if not statuses and not _holds_none(answer):
            yield Unreadable("", "no status in it")
        yield from each(lambda s: _post(s, clock), statuses)

    yield from translated(source, file=file, translate=posts, inside=("statuses", "orderedItems"))


def _holds_none(answer: Obj) -> bool:
    """Answers that rightly have no status: a follow, an empty search, an empty talk."""
    return not answer.keys().isdisjoint({*_LISTS, "type", "last_status", "accounts", "hashtags"})


def _statuses(answer: Obj) -> Iterator[Obj]:
    for candidate in (answer, answer.get("status"), answer.get("last_status")):
        status = obj(candidate)
        if "account" in status and ("content" in status or "text" in status):
            yield obj(status.get("reblog")) or status
    for key in _LISTS:
        for status in objs(answer.get(key)):
            yield obj(status.get("reblog")) or status


def _post(status: Obj, clock: Clock) -> Post:
    account = obj(status.get("account"))
    shown = status.get("visibility")
    visibility: Visibility = "private" if shown in ("direct", "private") else "public"
    # Deleting a status answers with it once more, with its source `text` in place of `content`.
    deleted = "content" not in status
    return Post(
        channel=CHANNEL,
        id=needed_id(status, "id"),
        at=clock.iso(status.get("created_at"), "created_at"),
        text="" if deleted else _text(status),
        author_id=name(account.get("id")),
        author_handle=handle(account.get("acct")),
        author_name=name(account.get("display_name")),
        parent_id=maybe_id(status.get("in_reply_to_id")),
        mentions=handles(m.get("acct") for m in objs(status.get("mentions"))),
        language=language(status.get("language")),
        url=web_address(status.get("url")) or web_address(status.get("uri")),
        visibility=visibility,
        deleted=deleted,
        version_at=clock.maybe(status.get("edited_at")),
    )


def _text(status: Obj) -> str:
    """The content, under its content warning where it has one: people read both."""
    content = text_of(txt(status.get("content")))
    warning = txt(status.get("spoiler_text"))
    return whole(f"{warning}\n\n{content}" if warning else content)


def _activity(activity: Obj, clock: Clock) -> Post | None:
    """A Create of a Note; boosts (Announce) and the rest are passed over."""
    note = obj(activity.get("object"))
    if activity.get("type") != "Create" or note.get("type") not in ("Note", "Question"):
        return None
    tags = [tag for tag in objs(note.get("tag")) if tag.get("type") == "Mention"]
    author = txt(note.get("attributedTo"))
    return Post(
        channel=CHANNEL,
        id=needed_id(note, "id"),
        at=clock.iso(note.get("published"), "published"),
        text=_note_text(note),
        author_id=name(author),
        author_handle=handle(author.rstrip("/").rpartition("/")[2]),
        parent_id=maybe_id(note.get("inReplyTo")),
        conversation_id=maybe_id(note.get("conversation")),
        mentions=handles(tag.get("name") for tag in tags),
        url=web_address(note.get("url")),
        visibility="public" if _for_all(note) else "private",
        version_at=clock.maybe(note.get("updated")),
    )


def _note_text(note: Obj) -> str:
    return _text({"content": note.get("content"), "spoiler_text": note.get("summary")})


def _for_all(note: Obj) -> bool:
    sent = [*arr(note.get("to")), *arr(note.get("cc")), note.get("to"), note.get("cc")]
    return any(isinstance(to, str) and to in _PUBLIC_ADDRESS for to in sent)
