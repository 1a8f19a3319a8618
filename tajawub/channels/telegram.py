"""Telegram Desktop's export (`result.json`): one chat, or all chats of an account.

Message ids count per chat, so a post's id is `CHAT:MESSAGE`. Only chats whose kind says that they
are public are public; service messages are passed over. Exports name people, not handles. Who
writes in the name of the chat itself (a channel, an anonymous admin) is its official voice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import ijson

from tajawub.channels.head import Head
from tajawub.channels.importer import Settings
from tajawub.channels.records import BrokenRow, Post, Records, Visibility
from tajawub.channels.source import Source
from tajawub.channels.times import Clock
from tajawub.channels.wire import (
    Obj,
    Unreadable,
    arr,
    broken,
    handles,
    maybe_id,
    name,
    needed_id,
    obj,
    objs,
    txt,
    whole,
)  # fmt: skip

NAME = "Telegram Desktop export"
CHANNEL = "telegram"
_DEEPEST = 100
_KINDS = (
    "personal_chat", "bot_chat", "saved_messages", "private_group", "private_supergroup",
    "private_channel", "public_supergroup", "public_channel", "replies", "verify_codes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Chat:
    id: str = ""
    kind: str = ""
    title: str = ""


def recognise(head: Head) -> float:
    """By a chat's kind beside its messages, or a list of chats."""
    for sample in head.samples[:1]:
        chats = obj(sample.get("chats"))
        for chat in [sample, *objs(chats.get("list"))]:
            if chat.get("type") in _KINDS and "messages" in chat:
                return 0.95
        if isinstance(chats.get("list"), list) or "personal_information" in sample:
            return 0.6 if '"chats"' in head.text or '"personal_information"' in head.text else 0.0
    return 0.0


def read(source: Source, *, file: str, settings: Settings) -> Records:
    """Every message of every chat."""
    place = "messages[0]"
    try:
        for n, (chat, message) in enumerate(_messages(source)):
            place = f"messages[{n}]"
            try:
                if message.get("type") == "message":
                    yield _post(message, chat, settings.clock)
            except Unreadable as error:
                yield broken(error, file=file, where=place)
    except (ijson.JSONError, ValueError, ArithmeticError) as error:
        if source.damage:
            return
        cut = "ends in the middle" if "premature EOF" in str(error) else "is not valid"
        reason = f"the JSON {cut} after {place}; the messages before are kept"
        yield BrokenRow(file=file, line=None, where=place, reason=reason)


def _messages(source: Source) -> Iterator[tuple[_Chat, Obj]]:
    """Each message with its chat, in flat memory; a chat's kind and id stand before its messages.

    `keys` is the way down to where we are; list elements have no name in it.
    """
    keys: list[str] = []
    chat = _Chat()
    builder: ijson.ObjectBuilder | None = None
    opened = 0
    key = ""
    for event, value in ijson.basic_parse(source, use_float=False):
        if builder is not None:
            builder.event(event, value)
            opened += event.startswith("start_")
            opened -= event.startswith("end_")
            if opened > _DEEPEST:
                raise ValueError("nested too deep")
            if not opened:
                yield chat, obj(builder.value)
                builder = None
        elif event == "map_key":
            key = str(value)
        elif event in {"start_map", "start_array"}:
            if event == "start_map" and _in_messages(keys):
                builder, opened = ijson.ObjectBuilder(), 1
                builder.event(event, value)
                continue
            if event == "start_map" and keys[-1:] == ["list"]:
                chat = _Chat()
            keys.append(key if event == "start_array" else "")
            if len(keys) > _DEEPEST:
                raise ValueError("nested too deep")
        elif event in {"end_map", "end_array"}:
            keys.pop()
        elif key in {"id", "type", "name"} and (len(keys) == 1 or keys[-2:-1] == ["list"]):
            chat = _with(chat, key, txt(value))


def _in_messages(keys: list[str]) -> bool:
    return keys == ["", "messages"] or (keys[-1:] == ["messages"] and keys[-3:-2] == ["list"])


def _with(chat: _Chat, key: str, value: str) -> _Chat:
    return _Chat(
        id=value if key == "id" else chat.id,
        kind=value if key == "type" else chat.kind,
        title=value if key == "name" else chat.title,
    )


def _post(message: Obj, chat: _Chat, clock: Clock) -> Post:
    if not chat.id:
        raise Unreadable("id", "its chat has no id")
    author = name(message.get("from_id"))
    shared = chat.kind not in {"personal_chat", "bot_chat", "saved_messages"}
    itself = f"channel{chat.id}" if shared else ""
    visibility: Visibility = "public" if chat.kind.startswith("public_") else "private"
    parts = [p for p in arr(message.get("text")) if isinstance(p, (str, dict))]
    return Post(
        channel=CHANNEL,
        id=f"{chat.id}:{needed_id(message, 'id')}",
        at=_time(message, clock),
        text=whole(txt(message.get("text")) or "".join(map(_words, parts))),
        author_id=author,
        author_name=name(message.get("from")),
        parent_id=_parent(message, chat),
        space=itself or None,
        mentions=_mentions(message),
        visibility=visibility,
        official=True if itself and author == itself else None,
        version_at=clock.maybe(message.get("edited_unixtime") or message.get("edited")),
    )


def _time(message: Obj, clock: Clock) -> datetime:
    # `date` is in the zone of the computer that exported; older exports have nothing else.
    if "date_unixtime" in message:
        return clock.epoch(message["date_unixtime"], "date_unixtime")
    return clock.iso(message.get("date"), "date")


def _words(part: object) -> str:
    return part if isinstance(part, str) else txt(obj(part).get("text"))


def _parent(message: Obj, chat: _Chat) -> str | None:
    replied = maybe_id(message.get("reply_to_message_id"))
    if replied is None:
        return None
    elsewhere = txt(message.get("reply_to_peer_id")).lstrip("abcdefghijklmnopqrstuvwxyz")
    return f"{elsewhere or chat.id}:{replied}"


def _mentions(message: Obj) -> tuple[str, ...]:
    entities = objs(message.get("text_entities")) or objs(message.get("text"))
    return handles(e.get("text") for e in entities if e.get("type") == "mention")
