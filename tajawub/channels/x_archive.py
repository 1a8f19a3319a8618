"""The archive that X gives an account of itself: `data/tweets.js` and its parts, plain or zipped.

Each file assigns one list: `window.YTD.tweets.part0 = [ … ]`. Posts do not name their author: it is
the account of `account.js` (or `manifest.js`), which is therefore read before them. Deleted posts
leave tombstones. Direct messages are private. All other parts of the archive hold no posts.
"""

from __future__ import annotations

from datetime import datetime

from tajawub.channels.head import Head
from tajawub.channels.importer import Owner, Settings
from tajawub.channels.json_values import translated
from tajawub.channels.records import BrokenRow, Post, Records
from tajawub.channels.source import Source
from tajawub.channels.times import Clock, snowflake_time
from tajawub.channels.wire import (
    Made,
    Obj,
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
from tajawub.channels.x_posts import address, wording

NAME = "X account archive"
CHANNEL = "x"
_POSTS = {"tweet", "tweets", "community_tweet"}
_DELETED = {"deleted_tweets", "deleted_tweet"}
_MESSAGES = {"direct_messages", "direct_message", "direct_messages_group", "direct_message_group"}
_ACCOUNT = {"account", "__THAR_CONFIG"}


def recognise(head: Head) -> float:
    """By the assignment at the start."""
    return 1.0 if head.variable else 0.0


def read(source: Source, *, file: str, settings: Settings) -> Records:
    """The posts of this part of the archive."""
    part, owner, clock = settings.head.variable, settings.owner, settings.clock
    if part not in _POSTS | _DELETED | _MESSAGES | _ACCOUNT:
        return
    source.read(settings.head.assigned_from)
    if part in _POSTS | _DELETED and not (owner.id or owner.handle):
        yield BrokenRow(
            file=file, line=None, where="account",
            reason="these posts do not name their author: add the archive's account.js",
        )  # fmt: skip

    def posts(value: object) -> Made:
        item = obj(value)
        if part in _ACCOUNT:
            _learn(item, owner)
        elif part in _MESSAGES:
            conversation = obj(item.get("dmConversation"))
            talk = maybe_id(conversation.get("conversationId"))
            sent = [obj(m.get("messageCreate")) for m in objs(conversation.get("messages"))]
            yield from each(lambda m: _message(m, talk, clock), [m for m in sent if m], "messages")
        else:
            tweet = obj(item.get("tweet")) or item
            yield from each(lambda t: _post(t, owner, clock, gone=part in _DELETED), [tweet])

    yield from translated(source, file=file, translate=posts)


def _learn(item: Obj, owner: Owner) -> None:
    account = obj(item.get("account")) or obj(item.get("userInfo"))
    owner.id = name(account.get("accountId")) or owner.id
    owner.handle = handle(account.get("username") or account.get("userName")) or owner.handle
    shown = account.get("accountDisplayName") or account.get("displayName")
    owner.name = name(shown) or owner.name


def _post(tweet: Obj, owner: Owner, clock: Clock, *, gone: bool) -> Post | None:
    text = txt(tweet.get("full_text") or tweet.get("text"))
    if text.startswith("RT @"):
        return None  # the archive keeps reposts as texts of this form and in no other way
    own_id = needed_id(tweet, "id_str", "id")
    at = clock.twitter(tweet.get("created_at"), "created_at")
    first = _first_wording(tweet) or own_id  # see x_v2: an edited post is one post
    named = objs(obj(tweet.get("entities")).get("user_mentions"))
    return Post(
        channel=CHANNEL,
        id=first,
        at=_first_time(first, own_id, at),
        text="" if gone else wording(text),
        author_id=owner.id,
        author_handle=owner.handle,
        author_name=owner.name,
        parent_id=maybe_id(tweet.get("in_reply_to_status_id_str"))
        or maybe_id(tweet.get("in_reply_to_status_id")),
        mentions=() if gone else handles(m.get("screen_name") for m in named),
        language=language(tweet.get("lang")),
        url=address(owner.handle, own_id),
        deleted=gone,
        deleted_at=clock.maybe(tweet.get("deleted_at")) if gone else None,
        version_at=at if first != own_id else None,
    )


def _first_wording(tweet: Obj) -> str | None:
    info = obj(tweet.get("edit_info"))
    edit = obj(info.get("edit"))
    initial = obj(info.get("initial")) or obj(edit.get("editControlInitial"))
    ids = arr(initial.get("editTweetIds"))
    return maybe_id(edit.get("initialTweetId")) or (maybe_id(ids[0]) if ids else None)


def _first_time(first: str, own_id: str, at: datetime) -> datetime:
    return at if first == own_id else snowflake_time(first) or at


def _message(message: Obj, talk: str | None, clock: Clock) -> Post:
    return Post(
        channel=CHANNEL,
        id=needed_id(message, "id"),
        at=clock.iso(message.get("createdAt"), "createdAt"),
        text=wording(message.get("text")),
        author_id=name(message.get("senderId")),
        conversation_id=talk,
        visibility="private",
    )
