"""The demo archive: 120 days of three invented agencies, as X's API gives them.

The conversations are written (see script.py); a seed decides who wrote each and when. The same seed
gives the same bytes.
"""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from tajawub.cases.timeline import Standing
from tajawub.demo.script import AGENCIES, Line, Thread, Truth, threads

GULF = timezone(timedelta(hours=4))
START = datetime(2026, 2, 1, tzinfo=GULF)
DAYS = 120
DIRECTIVE = START + timedelta(days=70)
END = START + timedelta(days=DAYS)
PHASES = {"before": (0, 70), "burst": (70, 92), "fade": (92, DAYS)}
PAGE = 100
NAMES = {
    "ghaf_transport": "دائرة النقل والطرق",
    "ghaf_water": "هيئة المياه والإنارة",
    "ghaf_housing": "هيئة الإسكان والمنح",
}
_X_EPOCH = 1_288_834_974_657  # ms; ids of X carry their time (snowflake)
# When people write, by hour of the day in the Gulf: little before dawn, most in the evening.
_HOURS = (5, 3, 2, 1, 1, 2, 3, 6, 9, 10, 10, 10, 11, 10, 9, 9, 11, 12, 12, 13, 14, 14, 12, 8)
_OFFICE = (7, 21)
OPENING = "أم سيف"  # the story opens with her; nobody else bears her name
_ARABIC = re.compile(r"[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An author: id, handle and the name shown."""

    id: str
    handle: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPost:
    """One post of the archive beside its truth."""

    id: str
    at: datetime
    author: Person
    text: str
    conversation_id: str
    parent: DemoPost | None
    mentions: tuple[Person, ...]
    truth: Truth
    deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueCase:
    """Where a citizen's case stands at the end, by the author's word."""

    conversation_id: str
    citizen: str
    account: str
    standing: Standing


@dataclass(slots=True)
class Demo:
    """The whole archive, and what is true of it."""

    posts: list[DemoPost] = field(default_factory=list)
    cases: list[TrueCase] = field(default_factory=list)


def make(seed: int = 1) -> Demo:
    """The demo archive of a seed: about 2,500 posts by several hundred people."""
    rng = random.Random(seed)  # noqa: S311 - a story, not a secret
    cast = _Cast(rng)
    demo = Demo()
    for thread in threads():
        _play(thread, cast, rng, demo)
    demo.posts.sort(key=lambda post: (post.at, post.id))
    return demo


class _Cast:
    """The people of the emirate. Some come back with another matter, never twice in a thread."""

    def __init__(self, rng: random.Random) -> None:
        lines = (files("tajawub.demo") / "people.txt").read_text(encoding="utf-8").splitlines()
        self.names = [
            (name.strip(), stem.strip())
            for name, stem in (
                line.split("|") for line in lines if "|" in line[1:] and line[0] != "#"
            )
        ]
        self.rng = rng
        self.people: list[Person] = []
        self.taken: set[str] = set()
        self.accounts = {
            handle: Person(id=f"90000000{n}", handle=handle, name=NAMES[handle])
            for n, handle in enumerate(AGENCIES.values(), 1)
        }

    def citizen(self, first_words: str, besides: Sequence[Person], name: str | None) -> Person:
        """Somebody who could have written these words: Arabic names for Arabic letters."""
        latin = not _ARABIC.search(first_words)
        if name is None and self.rng.random() < 0.22:
            known = [
                p
                for p in self.people
                if p not in besides and p.name != OPENING and _latin(p.name) == latin
            ]
            if known:
                return self.rng.choice(known)
        fitting = [n for n in self.names if n[0] != OPENING and _latin(n[0]) == latin]
        return self._new([n for n in self.names if n[0] == name] if name else fitting)

    def _new(self, names: Sequence[tuple[str, str]]) -> Person:
        shown, stem = self.rng.choice(names)
        handle = stem
        while handle in self.taken:
            handle = f"{stem}{self.rng.choice(('', '_'))}{self.rng.randrange(1, 9999)}"
        self.taken.add(handle)
        person = Person(id=str(self.rng.randrange(10**9, 10**10)), handle=handle, name=shown)
        self.people.append(person)
        return person


def _latin(name: str) -> bool:
    return not _ARABIC.search(name)


def _play(thread: Thread, cast: _Cast, rng: random.Random, demo: Demo) -> None:
    times = _times(thread, rng)
    people: dict[str, Person] = {}
    for who in thread.standings:
        opening = thread.day is not None and who == "C1"
        words = next((line.text for line in thread.lines if line.speaker == who), "")
        people[who] = cast.citizen(words, tuple(people.values()), OPENING if opening else None)
    said: list[DemoPost] = []
    for line, at in zip(thread.lines, times, strict=True):
        author = _author(line, thread, people, cast)
        parent = _parent(line, author, said, people)
        carried = _carried(author, parent)
        post_id = _snowflake(at, rng)
        said.append(
            DemoPost(
                id=post_id,
                at=at,
                author=author,
                text="".join(f"@{person.handle} " for person in carried) + line.text,
                conversation_id=said[0].id if said else post_id,
                parent=parent,
                mentions=(*carried, *_named(line.text, carried, cast)),
                truth=line.truth,
                deleted=line.deleted,
            )
        )
    demo.posts += said
    demo.cases += [
        TrueCase(
            conversation_id=said[0].id,
            citizen=people[who].handle,
            account=thread.agency,
            standing=standing,
        )
        for who, standing in thread.standings.items()
    ]


def _times(thread: Thread, rng: random.Random) -> list[datetime]:
    """When each line was posted: the written delays from a start within the thread's phase.

    Of several tries that one is taken which lets the agency write in waking hours.
    """
    best: tuple[int, list[datetime]] | None = None
    for _ in range(40):
        times = _try_times(thread, rng)
        odd = sum(
            line.speaker[0] in "AN" and not _OFFICE[0] <= at.hour < _OFFICE[1]
            for line, at in zip(thread.lines, times, strict=True)
        )
        odd += 1000 * (times[-1] >= END) + 1000 * (times != sorted(times))
        if best is None or odd < best[0]:
            best = (odd, times)
        if odd == 0:
            break
    assert best is not None
    return best[1]


def _try_times(thread: Thread, rng: random.Random) -> list[datetime]:
    first, last = PHASES[thread.phase]
    before, after = timedelta(), timedelta()
    burst = False
    for line in thread.lines:
        burst = burst or line.after is None
        if burst:
            after += line.after or timedelta()
        else:
            before += line.after or timedelta()
    latest = (91 if burst else DAYS) - before.total_seconds() / 86_400 - 0.1
    day = thread.day
    if day is None:
        day = int(rng.uniform(first, max(first + 1, min(last, latest))))
    hour = 10 if thread.day is not None else rng.choices(range(24), _HOURS)[0]
    at = START + timedelta(
        days=day, hours=hour, minutes=rng.randrange(60), seconds=rng.randrange(60)
    )
    times = []
    for line in thread.lines:
        if line.after is None:
            room = max(
                timedelta(hours=2), min(END - after, DIRECTIVE + timedelta(days=21)) - DIRECTIVE
            )
            # Most of the old questions were answered in the first days.
            chosen = DIRECTIVE + room * rng.betavariate(1.2, 2.6)
            chosen = chosen.replace(hour=rng.randrange(8, 20), minute=rng.randrange(60))
            at = max(chosen, at + timedelta(minutes=rng.randrange(20, 200)))
        elif line.after:
            at += line.after * (1 if thread.day is not None else rng.uniform(0.92, 1.08))
        times.append(at.replace(microsecond=0))
        at += timedelta(seconds=rng.randrange(1, 40))
    return times


def _author(line: Line, thread: Thread, people: dict[str, Person], cast: _Cast) -> Person:
    if line.speaker in people:
        return people[line.speaker]
    return cast.accounts[line.speaker.removeprefix("A:") if ":" in line.speaker else thread.agency]


def _parent(
    line: Line, author: Person, said: list[DemoPost], people: dict[str, Person]
) -> DemoPost | None:
    """What a line replies to: whom it is written to; else, for somebody who has spoken before, the
    last word of the account to them, or their own last; else the root."""
    if not said:
        return None
    back = said[::-1]
    if line.to and line.to in people:
        to = people[line.to]
        if back[0].author == author and back[0].parent and _speaks_to(back[0]) == to:
            return back[0]  # a chain
        return next((post for post in back if post.author == to), said[0])
    if line.speaker in people:
        for post in back:
            if post.author == author or _speaks_to(post) == author:
                return post
    return said[0]


def _speaks_to(post: DemoPost) -> Person | None:
    """Up the chain of the same author to the one it replies to."""
    up = post.parent
    while up is not None and up.author == post.author:
        up = up.parent
    return up.author if up else None


def _carried(author: Person, parent: DemoPost | None) -> tuple[Person, ...]:
    """The names that X puts before a reply: the author replied to, and those the parent names."""
    if parent is None:
        return ()
    names = dict.fromkeys((parent.author, *parent.mentions))
    return tuple(person for person in names if person != author)


def _named(text: str, carried: tuple[Person, ...], cast: _Cast) -> tuple[Person, ...]:
    return tuple(
        person
        for handle, person in cast.accounts.items()
        if f"@{handle}" in text and person not in carried
    )


def _snowflake(at: datetime, rng: random.Random) -> str:
    ms = int(at.timestamp() * 1000) + rng.randrange(1000)
    return str(((ms - _X_EPOCH) << 22) | rng.randrange(1 << 22))


def pages(demo: Demo) -> Iterator[bytes]:
    """The archive as X API v2 pages, newest first, one JSON object a line."""
    newest = demo.posts[::-1]
    for start in range(0, len(newest), PAGE):
        posts = newest[start : start + PAGE]
        users = {person.id: person for post in posts for person in (post.author, *post.mentions)}
        page: dict[str, Any] = {
            "data": [_wire(post) for post in posts],
            "includes": {
                "users": [
                    {"id": p.id, "username": p.handle, "name": p.name} for p in users.values()
                ]
            },
            "meta": {
                "newest_id": posts[0].id,
                "oldest_id": posts[-1].id,
                "result_count": len(posts),
            },
        }
        yield orjson.dumps(page, option=orjson.OPT_APPEND_NEWLINE)


def _wire(post: DemoPost) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "id": post.id,
        "text": post.text,
        "author_id": post.author.id,
        "conversation_id": post.conversation_id,
        "created_at": post.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }
    if post.mentions:
        wire["entities"] = {
            "mentions": [{"username": person.handle, "id": person.id} for person in post.mentions]
        }
    if post.parent:
        wire["in_reply_to_user_id"] = post.parent.author.id
        wire["referenced_tweets"] = [{"type": "replied_to", "id": post.parent.id}]
    return wire


def write(demo: Demo, path: Path) -> None:
    """Write the archive; gzip where the name ends in .gz. Nothing half-written is left behind."""
    part = path.with_name(f".{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("wb") as raw:
            if path.suffix == ".gz":
                with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
                    packed.writelines(pages(demo))
            else:
                raw.writelines(pages(demo))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
