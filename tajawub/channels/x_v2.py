"""X API v2: pages, streams and JSONL as twarc saves them, whole or flattened.

Reads the names in use until 2026 (`referenced_tweets`, `includes.tweets`, `edit_history_tweet_ids`,
`note_tweet`) and those that follow them (`referenced_posts`, `includes.posts`, …), also mixed.
Source: X's OpenAPI descriptions 2.159 and 2.167; twarc 2 for the flattened form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

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
)  # fmt: skip
from tajawub.channels.x_posts import address, time_of, wording

NAME = "X API v2"
CHANNEL = "x"
_OWN_KEYS = {
    "author_id", "conversation_id", "edit_history_tweet_ids", "edit_history_post_ids",
    "referenced_tweets", "referenced_posts", "dm_conversation_id", "reply_settings",
}  # fmt: skip
_REPOSTS = {"retweeted", "reposted"}
_GONE = ("/problems/resource-not-found",)
_PAGE_KEYS = {"data", "includes", "errors", "meta"}


def recognise(head: Head) -> float:
    """By a page's or a post's own keys: a post has an id, a text and one only X has."""
    score = 0.0
    for sample in head.samples:
        inner = sample.get("data")
        posts = objs(inner) or ([inner] if isinstance(inner, dict) else [])
        if any(_is_post(post) for post in [sample, *posts]):
            return 0.95
        meta = obj(sample.get("meta"))
        if "result_count" in meta or _includes(sample):
            score = 0.6 if _nothing_else(posts) else score
        elif _x_shaped(posts):
            score = 0.7
    return score


def _is_post(value: Obj) -> bool:
    return "id" in value and "text" in value and not _OWN_KEYS.isdisjoint(value)


def _x_shaped(posts: list[Obj]) -> bool:
    """Posts asked for without fields: an id that carries a time, a text, at most when."""
    return any(
        "text" in p and "timestamp" not in p and snowflake_time(txt(p.get("id"))) for p in posts
    )


def _nothing_else(posts: list[Obj]) -> bool:
    return all("text" in post for post in posts)


def _includes(page: Obj) -> list[Obj]:
    includes = obj(page.get("includes"))
    return objs(includes.get("tweets")) + objs(includes.get("posts"))


def read(source: Source, *, file: str, settings: Settings) -> Records:
    """The posts of every page, those in `includes` too. Reposts are no posts of their own."""
    pages = _Pages(settings.clock)
    yield from translated(source, file=file, translate=pages.posts)


@dataclass(slots=True)
class _Pages:
    clock: Clock
    first_of: dict[str, str] = field(default_factory=dict)  # id of an edit -> id of the post
    users: dict[str, Obj] = field(default_factory=dict)  # of the page being read

    def posts(self, value: object) -> Made:
        page = obj(value)
        if not page:
            yield Unreadable("", "not a page or post of X API v2")
            return
        flat = "text" in page and "id" in page
        data = page.get("data")
        posts = [page] if flat else ([data] if isinstance(data, dict) else arr(data))
        if not flat and _PAGE_KEYS.isdisjoint(page):
            yield Unreadable("", "neither a page nor a post of X API v2")
            return
        includes = obj(page.get("includes"))
        self.users = {txt(user.get("id")): user for user in objs(includes.get("users"))}
        embedded = [p for post in objs(posts) for p in _embedded(post)]
        for post in [*objs(posts), *_includes(page), *embedded]:
            self._note_edits(post)
        yield from each(self.post, (p for p in posts if not _is_user(p)), "" if flat else "data")
        yield from each(self.post, _includes(page), "includes")
        yield from each(self.post, embedded, "referenced")
        yield from self._gone(page)

    def _note_edits(self, post: Obj) -> None:
        history = _history(post)
        for later in history[1:]:
            self.first_of[later] = history[0]

    def post(self, post: Obj) -> Post | None:
        if "event_type" in post:
            return self._message(post)
        references = _references(post)
        if any(kind in _REPOSTS for kind, _ in references):
            return None
        own_id = needed_id(post, "id")
        # Each edit of a post is a post with its own id, and replies to it name that one. All go by
        # the id and time of the first wording, so that an edited question is one question and its
        # clock starts when it was first put. `conversation_id` stays as X gives it: it is what
        # still ties a reply to a later wording to this post when they stand in different files.
        history = _history(post)
        first = history[0] if history else own_id
        at = self._time(post, own_id)
        edited = at if first != own_id else None
        if edited:
            at = snowflake_time(first) or at
        note = obj(post.get("note_tweet")) or obj(post.get("note_post"))
        author = self.users.get(txt(post.get("author_id"))) or obj(post.get("author"))
        username = handle(author.get("username") or post.get("username"))
        parent = next((ref for kind, ref in references if kind == "replied_to"), None)
        return Post(
            channel=CHANNEL,
            id=first,
            at=at,
            text=wording(note.get("text") or post.get("text")),
            author_id=name(post.get("author_id") or author.get("id")),
            author_handle=username,
            author_name=name(author.get("name")),
            parent_id=self.first_of.get(parent, parent) if parent else None,
            conversation_id=maybe_id(post.get("conversation_id")),
            mentions=_mentions(note) or _mentions(post),
            language=language(post.get("lang")),
            url=address(username, own_id),
            version_at=edited,
        )

    def _time(self, post: Obj, own_id: str) -> datetime:
        if "created_at" in post:
            return self.clock.iso(post["created_at"], "created_at")
        return time_of(own_id, self.clock, "created_at")

    def _message(self, event: Obj) -> Post | None:
        """A direct message; people joining and leaving are passed over."""
        if event.get("event_type") != "MessageCreate":
            return None
        sender = self.users.get(txt(event.get("sender_id")), {})
        event_id = needed_id(event, "id")
        return Post(
            channel=CHANNEL,
            id=event_id,
            at=self._time(event, event_id),
            text=wording(event.get("text")),
            author_id=name(event.get("sender_id")),
            author_handle=handle(sender.get("username")),
            author_name=name(sender.get("name")),
            conversation_id=maybe_id(event.get("dm_conversation_id")),
            visibility="private",
        )

    def _gone(self, page: Obj) -> Iterator[Post]:
        """Tombstones for posts that X says are not there. Its id tells when each was posted."""
        retrieved = self.clock.maybe(obj(page.get("__twarc")).get("retrieved_at"))
        for error in objs(page.get("errors")):
            is_post = error.get("resource_type") in ("tweet", "post")
            if not (is_post and txt(error.get("type")).endswith(_GONE)):
                continue
            post_id = maybe_id(error.get("resource_id") or error.get("value"))
            at = snowflake_time(post_id) if post_id else None
            if post_id and at:
                first = self.first_of.get(post_id, post_id)
                yield Post(channel=CHANNEL, id=first, at=at, deleted=True, deleted_at=retrieved)


def _is_user(value: object) -> bool:
    return isinstance(value, dict) and "username" in value and "text" not in value


def _history(post: Obj) -> list[str]:
    ids = arr(post.get("edit_history_tweet_ids")) or arr(post.get("edit_history_post_ids"))
    return [found for value in ids if (found := maybe_id(value))]


def _references(post: Obj) -> list[tuple[str, str]]:
    references = objs(post.get("referenced_tweets")) + objs(post.get("referenced_posts"))
    return [(txt(r.get("type")), found) for r in references if (found := maybe_id(r.get("id")))]


def _embedded(post: Obj) -> list[Obj]:
    """Referenced posts that twarc's flattening puts whole into the reference."""
    references = objs(post.get("referenced_tweets")) + objs(post.get("referenced_posts"))
    return [r for r in references if "text" in r]


def _mentions(post: Obj) -> tuple[str, ...]:
    named = objs(obj(post.get("entities")).get("mentions"))
    return handles(m.get("username") for m in named)
