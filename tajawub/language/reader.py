"""The reader: messages in, readings out. Small, offline, and the same in any batch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tajawub.language import act, reply
from tajawub.language.columns import VALUES, ReadingColumns, joined
from tajawub.language.language_of import languages
from tajawub.language.model import BEFORE_EXTRA, Model, View, before_flags, load
from tajawub.language.normalize import LIMIT
from tajawub.language.readings import Message, Readings
from tajawub.language.reasons import Group, Reasons
from tajawub.language.scope import ROUTE, SCOPE
from tajawub.language.surface import Seen, flag_index, see
from tajawub.language.turn import TURN
from tajawub.language.urgency import URGENT

BATCH: Final = 4096
PIECE: Final = 2_000_000  # characters that are read at once
RULES: Final = "1"  # raise when a rule changes what is read
MODEL_FILE: Final = Path(__file__).with_name("models") / "reader.npz"
_CITIZEN: Final = (act.ACT, SCOPE, ROUTE, URGENT, TURN)
_OFFICIAL: Final = (reply.REPLY,)
HEADS: Final = (*_CITIZEN, *_OFFICIAL)
_NOT_PUT: Final = 0.95  # how sure "not owed" is of a message that is put to nobody

Bools = NDArray[np.bool_]


@cache
def shipped_model() -> Model:
    """The weights that come with the package; rules only where there are none."""
    return load(MODEL_FILE) if MODEL_FILE.exists() else Model()


class Reader:
    """Reads citizens' messages and official replies (the `Reader` of readings.py).

    `version` changes whenever equal messages might be read differently.
    """

    def __init__(self, model: Model | None = None) -> None:
        self.model = shipped_model() if model is None else model
        self.version = f"{RULES}-{self.model.version}"
        self._citizen = View(_CITIZEN, self.model)
        self._official = View(_OFFICIAL, self.model)

    def read(self, messages: Sequence[Message]) -> list[Readings]:
        """The readings of each message, in order, each with its reason."""
        batches = iter(messages)
        read: list[Readings] = []
        while batch := list(islice(batches, BATCH)):
            columns = self.read_messages(batch)
            read += [columns.readings(i) for i in range(len(batch))]
        return read

    def read_messages(self, messages: Sequence[Message]) -> ReadingColumns:
        """The same as columns, without the reasons; for one batch."""
        before = [message_before(message) for message in messages]
        return self.read_columns(
            [message.text for message in messages],
            np.array([message.by == "official" for message in messages], dtype=np.bool_),
            [None if b is None else b[0] for b in before],
            np.array([b is not None and b[1] for b in before], dtype=np.bool_),
            np.array([_addressed(message) for message in messages], dtype=np.int8),
        )

    def read_columns(
        self,
        texts: Sequence[str],
        official: Bools,
        before: Sequence[str | None],
        before_official: Bools,
        addressed: NDArray[np.int8],
    ) -> ReadingColumns:
        """Reads one batch of posts as columns (best in batches of BATCH).

        `before` is the message each answers in its thread, or None, and `before_official` whether
        that one is the agency's. `addressed` is 1 where a post is put to an agency, 0 where it is
        not, -1 where that is not known. A batch of very long posts is read in pieces, so
        that memory stays bounded.
        """
        lengths = [
            min(len(t), LIMIT) + min(len(b or ""), LIMIT)
            for t, b in zip(texts, before, strict=True)
        ]
        cuts = _cuts(lengths)
        if len(cuts) == 2:
            return self._read_piece(texts, official, before, before_official, addressed)
        return joined([
            self._read_piece(
                texts[a:b], official[a:b], before[a:b], before_official[a:b], addressed[a:b]
            )
            for a, b in pairwise(cuts)
        ])  # fmt: skip

    def _read_piece(
        self,
        texts: Sequence[str],
        official: Bools,
        before: Sequence[str | None],
        before_official: Bools,
        addressed: NDArray[np.int8],
    ) -> ReadingColumns:
        count = len(texts)
        known = np.array([text is not None for text in before], dtype=np.bool_)
        put = _put_to_agency(texts, known, before_official, addressed)
        codes = {label: np.full(count, -1, dtype=np.int8) for label in VALUES}
        p = {label: np.zeros(count, dtype=np.float32) for label in VALUES}
        groups: dict[bool, Group] = {}
        for by_official, view in ((False, self._citizen), (True, self._official)):
            group = np.flatnonzero(official == by_official)
            if group.size == 0:
                continue
            seen = see([texts[i] for i in group.tolist()])
            codes["language"][group], p["language"][group] = languages(seen)
            chances = _chances(
                view, seen, [before[i] for i in group.tolist()], before_official[group]
            )
            for label, (code, chance) in _decided(chances, put[group], self.model).items():
                codes[label][group], p[label][group] = code, chance
            row = np.zeros(count, dtype=np.int64)
            row[group] = np.arange(group.size)
            groups[by_official] = Group(view, seen, row)
        codes["turn"][~known] = -1
        p["turn"][~known] = 0
        reasons = Reasons(
            citizen=groups.get(False), official=groups.get(True), texts=texts,
            is_official=official, put=put, acts=codes["act"],
        )  # fmt: skip
        return ReadingColumns(codes=codes, p=p, explain=reasons)


def _cuts(lengths: Sequence[int]) -> list[int]:
    """Where to part a batch so that no piece has many more than PIECE characters."""
    cuts, size = [0], 0
    for i, length in enumerate(lengths):
        size += length
        if size > PIECE and i > cuts[-1]:
            cuts.append(i)
            size = length
    return [*cuts, len(lengths)]


def _chances(
    view: View, seen: Seen, before: Sequence[str | None], before_official: Bools
) -> dict[str, NDArray[np.float32]]:
    """The heads' chances for the posts of one kind, each read after the message before it."""
    known = np.array([text is not None for text in before], dtype=np.bool_)
    if not known.any():
        width = len(flag_index()) + len(BEFORE_EXTRA)
        return view.chances(seen, np.zeros((len(before), width), dtype=np.float32), None)
    earlier = see([text or "" for text in before])
    return view.chances(seen, before_flags(earlier, before_official, known), earlier)


Decided = dict[str, tuple[NDArray[np.int8], NDArray[np.float32]]]


def _decided(chances: dict[str, NDArray[np.float32]], put: Bools, model: Model) -> Decided:
    """The value of each label and its chance."""
    decided: Decided = {}
    for name, chance in chances.items():
        code = chance.argmax(axis=1).astype(np.int8)
        if name == "reply":
            code = reply.choose(chance, model.answer_from)
        elif name == "act":
            code, owing = act.choose(chance)
            owed = np.where(put & (owing >= 0.5), 0, 1).astype(np.int8)
            sure = np.where(put, np.maximum(owing, 1 - owing), _NOT_PUT)
            decided["owed"] = owed, sure.astype(np.float32)
        decided[name] = code, chance[np.arange(len(code)), code]
    return decided


def _put_to_agency(
    texts: Sequence[str], known: Bools, before_official: Bools, addressed: NDArray[np.int8]
) -> Bools:
    """Whether each post is put to an agency. Where that is not known it is taken to be, except for
    a citizen's answer to another citizen ("@ahmad ...")."""
    put = np.asarray(addressed != 0)
    for i in np.flatnonzero((addressed < 0) & known & ~before_official).tolist():
        put[i] = not texts[i].lstrip().startswith("@")
    return put


def _addressed(message: Message) -> int:
    """1 where the message is put to an agency, -1 where that is not known."""
    in_its_thread = any(earlier.by == "official" for earlier in message.thread)
    return 1 if message.to is not None or in_its_thread else -1


def message_before(message: Message) -> tuple[str, bool] | None:
    """The message that this one answers, and whether an official wrote it: the last of the other
    side's, or else the last of all."""
    for earlier in reversed(message.thread):
        if earlier.by != message.by:
            return earlier.text, earlier.by == "official"
    last = message.thread[-1] if message.thread else None
    return None if last is None else (last.text, last.by == "official")
