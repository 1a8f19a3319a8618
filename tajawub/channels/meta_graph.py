"""Facebook and Instagram as Meta's Graph API gives them: feeds, comments, replies, messages.

Nodes come in pages {data, paging}, in maps from id to node, alone, and inside one another
(`comments.data`, `replies.data`, `messages.data`). A node with `created_time` is Facebook's, one
with `timestamp` Instagram's. Messages are private. A page or account that comments under its own
post speaks officially there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

from tajawub.channels.head import Head
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
    obj,
    objs,
    txt,
    web_address,
    whole,
)  # fmt: skip

NAME = "Facebook and Instagram (Graph API)"
CHANNEL = "facebook"
INSTAGRAM = "instagram"
_BELOW = ("comments", "replies", "messages", "media", "feed", "posts")
_ONE = ("mentioned_comment", "business_discovery", "mentioned_media")
_TEXTS = ("message", "text", "caption", "story")
_TIMES = ("created_time", "timestamp")
_DEEPEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What the nodes above say of the ones below."""

    parent: str | None = None
    conversation: str | None = None
    space: str | None = None
    private: bool = False


def recognise(head: Head) -> float:
    """By a node with a time under Meta's names, and one of Meta's other names or a numeric id."""
    for sample in head.samples:
        for node in [sample, *objs(sample.get("data")), *_below(sample), *_mapped(sample)]:
            if _is_node(node) and (_metas(node) or "paging" in sample):
                return 0.85
            if txt(node.get("id")).startswith("t_") and "messages" in node:
                return 0.85
        if "paging" in sample and sample.get("data") == []:
            return 0.5
    return 0.0


def _is_node(node: Obj) -> bool:
    return any(key in node for key in _TIMES) and (
        any(key in node for key in _TEXTS)
        or {"media_type", "permalink"} <= node.keys()
        or txt(node.get("id")).startswith("m_")
    )


def _metas(node: Obj) -> bool:
    own = {"permalink_url", "permalink", "like_count", "comment_count", "comments", "replies"}
    parts = txt(node.get("id")).split("_")
    return not own.isdisjoint(node) or all(p.isdecimal() for p in parts) or parts[0] == "m"


def _mapped(value: Obj) -> list[Obj]:
    """The nodes of a map from ids to nodes, as a request for several ids gives."""
    return [v for k, v in value.items() if isinstance(v, dict) and v.get("id") == k]


def _below(node: Obj) -> list[Obj]:
    found = [o for key in _BELOW for o in objs(obj(node.get(key)).get("data"))]
    for key in _ONE:
        one = obj(node.get(key))
        found += [one, *objs(obj(one.get("media")).get("data"))] if one else []
    return found


def read(source: Source, *, file: str, settings: Settings) -> Records:
    """Every post, comment, reply and message."""
    clock = settings.clock

    def posts(value: object) -> Made:
        answer = obj(value)
        nodes = list(_nodes(answer))
        if not nodes and "paging" not in answer and "data" not in answer and "id" not in answer:
            yield Unreadable("", "no post, comment or message in it")
        for node, around in nodes:
            yield from each(lambda n, a=around: _post(n, a, clock), [node])  # type: ignore[misc]

    yield from translated(source, file=file, translate=posts, inside=("data",))


def _nodes(answer: Obj) -> Iterator[tuple[Obj, _Around]]:
    waiting: list[tuple[Obj, _Around, int]] = [(answer, _Around(), 0)]
    while waiting:
        node, around, depth = waiting.pop()
        own = _is_node(node)
        if own:
            yield node, around
        if depth == _DEEPEST:
            continue
        inside = _inside(node, around) if own else _inside_holder(node, around)
        lists = [(key, objs(obj(node.get(key)).get("data"))) for key in _BELOW]
        children = [(n, replace(inside, private=around.private or key == "messages"))
                    for key, nodes in lists for n in nodes]  # fmt: skip
        if not own:
            children += [(n, inside) for n in objs(node.get("data"))]
            children += [(obj(node.get(key)), inside) for key in _ONE if key in node]
            children += [(n, inside) for n in _mapped(node)]
        waiting += [(n, a, depth + 1) for n, a in reversed(children)]


def _inside(node: Obj, around: _Around) -> _Around:
    own_id = maybe_id(node.get("id"))
    page = _page_of(own_id) if "created_time" in node and around.parent is None else None
    space = around.space or page or handle(node.get("username")) or None
    return _Around(
        parent=own_id, conversation=around.conversation or own_id, space=space,
        private=around.private,
    )  # fmt: skip


def _inside_holder(node: Obj, around: _Around) -> _Around:
    """Below a conversation or an account, which is no post itself."""
    own_id = maybe_id(node.get("id"))
    if own_id and "messages" in node:
        return replace(around, conversation=own_id)
    return around


def _page_of(post_id: str | None) -> str | None:
    page, _, rest = (post_id or "").partition("_")
    return page if rest and page.isdecimal() else None


def _post(node: Obj, around: _Around, clock: Clock) -> Post:
    instagram = "timestamp" in node and "created_time" not in node
    link = web_address(node.get("permalink_url")) or web_address(node.get("permalink"))
    linked = _from_link(link)
    sender = obj(node.get("from"))
    private = around.private or "to" in node or txt(node.get("id")).startswith("m_")
    is_comment = bool(around.parent or linked.parent or node.get("parent") or "media" in node)
    post_id = maybe_id(node.get("id")) or linked.id
    if post_id is None:
        raise Unreadable("id", "no id")
    parent = maybe_id(obj(node.get("parent")).get("id")) or maybe_id(node.get("parent_id"))
    username = handle(sender.get("username") or node.get("username"))
    author = name(sender.get("id") or obj(node.get("owner")).get("id"))
    page = None if is_comment or private or instagram else _page_of(post_id)
    space = around.space or linked.space or page
    # A page's feed holds what visitors write on it, too: without `from` nobody knows who wrote.
    parent = parent or around.parent or linked.parent or maybe_id(obj(node.get("media")).get("id"))
    texts = (txt(node.get(key)) for key in _TEXTS)
    time_key = "timestamp" if instagram else "created_time"
    return Post(
        channel=INSTAGRAM if instagram else CHANNEL,
        id=post_id,
        at=clock.iso(node.get(time_key), time_key),
        text=whole(next((text for text in texts if text), "")),
        author_id=author,
        author_handle=username,
        author_name=name(sender.get("name")),
        parent_id=None if private else parent,
        conversation_id=around.conversation or linked.conversation,
        space=space,
        url=link,
        visibility="private" if private else "public",
        official=True if space and space in {author, username} else None,
        version_at=clock.maybe(node.get("edited_time")),
    )


@dataclass(frozen=True, slots=True)
class _Linked:
    id: str | None = None
    parent: str | None = None
    conversation: str | None = None
    space: str | None = None


def _from_link(link: str | None) -> _Linked:
    """What a comment's own address says: page, post, comment, and the comment replied to.

    `facebook.com/PAGE/posts/POST/?comment_id=C&reply_comment_id=R`
    """
    if not link or "comment_id=" not in link:
        return _Linked()
    try:
        parts = urlsplit(link)
        asked = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        return _Linked()
    steps = [step for step in parts.path.split("/") if step]
    if len(steps) < 3 or steps[-2] != "posts":
        return _Linked()
    page, post = steps[-3], steps[-1]
    post = post.rpartition("_")[2]
    whole_post = f"{page}_{post}"
    comment, replied = asked.get("comment_id", [""])[0], asked.get("reply_comment_id", [""])[0]
    return _Linked(
        id=f"{post}_{replied or comment}",
        parent=f"{post}_{comment}" if replied else whole_post,
        conversation=whole_post,
        space=page,
    )
