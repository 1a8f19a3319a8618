"""What goes into a reader and what comes out: plain records, no framework.

The values are the words of the codebook (docs/reference/codebook.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

By = Literal["citizen", "official"]
Act = Literal["question", "request", "complaint", "suggestion", "praise", "other"]
YesNo = Literal["yes", "no"]
Scope = Literal["personal", "general"]
Route = Literal["private", "public"]
Reply = Literal["answer", "asks", "private", "redirect", "acknowledgement", "courtesy"]
Turn = Literal["confirms", "disputes", "adds", "thanks"]

ACTS: tuple[Act, ...] = ("question", "request", "complaint", "suggestion", "praise", "other")
REPLIES: tuple[Reply, ...] = (
    "answer", "asks", "private", "redirect", "acknowledgement", "courtesy",
)  # fmt: skip
TURNS: tuple[Turn, ...] = ("confirms", "disputes", "adds", "thanks")
OWING_ACTS: frozenset[str] = frozenset({"question", "request", "complaint"})


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier message of the thread."""

    by: By
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to read, with the messages before it in its thread, oldest first.

    `to` is the account the message is put to (named, mentioned, or whose thread it stands in),
    None where that is not known.
    """

    text: str
    by: By = "citizen"
    thread: Sequence[Earlier] = ()
    to: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One label: its value, the probability given to it (0-1), and why, in a few plain words."""

    value: str
    p: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """All readings of one message; None where a label does not apply to it.

    A citizen's message has act, owed and urgent; scope and route only where owed is yes; turn only
    where there are earlier messages. An official message has reply.
    """

    language: Reading
    act: Reading | None = None
    owed: Reading | None = None
    scope: Reading | None = None
    route: Reading | None = None
    urgent: Reading | None = None
    turn: Reading | None = None
    reply: Reading | None = None


class Reader(Protocol):
    """Reads messages. Equal messages get equal readings whatever else is in the batch."""

    version: str

    def read(self, messages: Sequence[Message]) -> list[Readings]:
        """The readings of each message, in order."""
