"""A batch of conversations decided: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tajawub.cases.corrected import overlay
from tajawub.cases.loading import Batch, KnownAccount, KnownPost
from tajawub.cases.matching import Matched, match
from tajawub.cases.opening import Case, Seen, open_cases
from tajawub.cases.reading_posts import Setting, as_seen, decisive, setting_of, spans_of
from tajawub.language.columns import VALUES
from tajawub.language.reader import Reader

LABELS: Final = tuple(VALUES)
_PLACE: Final = {label: n for n, label in enumerate(LABELS)}
READ_AT_ONCE: Final = 20_000

Grid = npt.NDArray[np.uint8]  # posts by labels


@dataclass(frozen=True, slots=True)
class ReadPost:
    """What was read in a post and by what, as it is kept (models.Reading)."""

    post: int
    case: int | None  # the place of the computed case among `Decided.cases`
    reader: int
    revision: int
    before: int | None
    before_revision: int
    put: bool
    account: int | None
    codes: bytes
    p: bytes


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """A computed case: its columns in the order of loading.CASE, and its citizen's own posts."""

    values: tuple[Any, ...]
    posts: tuple[int, ...]  # places in the batch
    said: tuple[int, ...]  # of those the citizen's


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a batch comes to. `due` is when a conversation has to be judged again, where a moment
    that matters to it lies ahead."""

    readings: Sequence[ReadPost]
    cases: Sequence[DecidedCase]
    matched: Matched
    due: Mapping[int, datetime]
    reader: int


@dataclass(slots=True)
class _Posts:
    """The posts of a batch side by side with what is made of them."""

    posts: Sequence[KnownPost]
    seen: list[Seen] = field(default_factory=list)
    account: list[KnownAccount | None] = field(default_factory=list)


def decide_batch(batch: Batch, reader: Callable[[], Reader], number: int) -> Decided:
    """Read what was not read before by the reader of this number, apply the corrections, and decide
    every case. The reader is only asked for where something is to be read."""
    agencies: dict[str, dict[str, str]] = {}
    by_key: dict[tuple[str, str], KnownAccount] = {}
    for account in batch.accounts:
        agencies.setdefault(account.channel, {})[account.key] = str(account.agency)
        by_key[account.channel, account.key] = account
    seen = _seen(batch, agencies)
    spans = spans_of(np.array([post.conversation for post in batch.posts], dtype=np.int64))
    setting = setting_of(seen, spans)
    accounts = [
        by_key.get((post.channel, one.account)) for post, one in zip(batch.posts, seen, strict=True)
    ]
    codes, p, readers = _read(
        batch, seen=seen, setting=setting, accounts=accounts, reader=reader, number=number
    )
    meant, meant_p = overlay(
        codes, p, batch.corrections, {post.pk: n for n, post in enumerate(batch.posts)},
        put=[bool(to.account) for to in setting.addressed],
    )  # fmt: skip
    read = decisive(
        _column(meant, "owed"), _column(meant, "turn"),
        meant_p[:, _PLACE["turn"]].astype(np.float32) / np.float32(255), _column(meant, "reply"),
    )  # fmt: skip
    cases: list[DecidedCase] = []
    case_of: dict[int, int] = {}
    for start, end in spans:
        channel = batch.posts[start].channel
        for case in open_cases(
            seen[start:end], setting.addressed[start:end], read[start:end],
            agencies.get(channel, {}), as_of=batch.as_of,
        ):  # fmt: skip
            made = _case(case, start, batch, accounts=accounts, meant=meant, by_key=by_key)
            case_of.update(dict.fromkeys(made.posts, len(cases)))
            cases.append(made)
    readings = [
        ReadPost(
            post=post.pk, case=case_of.get(n), reader=readers[n], revision=post.revision,
            before=None if before < 0 else batch.posts[before].pk,
            before_revision=0 if before < 0 else batch.posts[before].revision,
            put=bool(to.account), account=account.pk if account else None,
            codes=codes[n].tobytes(), p=p[n].tobytes(),
        )
        for n, (post, before, to, account) in enumerate(
            zip(batch.posts, setting.before, setting.addressed, accounts, strict=True)
        )
    ]  # fmt: skip
    held = {post.pk: post.case for post in batch.posts if post.case is not None}
    matched = match(
        [[batch.posts[n].pk for n in case.posts] for case in cases],
        held,
        [case.pk for case in batch.cases],
    )
    return Decided(readings=readings, cases=cases, matched=matched, due=_due(batch), reader=number)


def _seen(batch: Batch, agencies: Mapping[str, Mapping[str, str]]) -> list[Seen]:
    return [
        as_seen(
            post_id=post.external_id, at=post.at, handle=post.handle, author_id=post.author_id,
            parent_id=post.parent_id, mentions=post.mentions, text=post.text, space=post.space,
            private=post.private, deleted=post.deleted, deleted_at=post.deleted_at,
            agencies=agencies.get(post.channel, {}), as_of=batch.as_of,
        )
        for post in batch.posts
    ]  # fmt: skip


def _read(
    batch: Batch,
    *,
    seen: Sequence[Seen],
    setting: Setting,
    accounts: Sequence[KnownAccount | None],
    reader: Callable[[], Reader],
    number: int,
) -> tuple[Grid, Grid, list[int]]:
    """The codes and chances of every post, and whose they are: as kept where nothing that they
    depend on has changed, else read now."""
    posts = batch.posts
    codes = np.full((len(posts), len(LABELS)), 255, dtype=np.uint8)
    p = np.zeros((len(posts), len(LABELS)), dtype=np.uint8)
    readers = [number] * len(posts)
    unread = []
    for n, post in enumerate(posts):
        before = setting.before[n]
        account = accounts[n]
        if (
            post.codes is not None
            and post.p is not None
            and post.read_by is not None
            and post.read_by >= number
            and post.read_revision == post.revision
            and post.before == (None if before < 0 else posts[before].pk)
            and post.before_revision == (0 if before < 0 else posts[before].revision)
            and post.put == bool(setting.addressed[n].account)
            and post.account == (account.pk if account else None)
        ):
            codes[n] = np.frombuffer(post.codes, dtype=np.uint8)
            p[n] = np.frombuffer(post.p, dtype=np.uint8)
            readers[n] = post.read_by
        else:
            unread.append(n)
    for at in range(0, len(unread), READ_AT_ONCE):
        part = unread[at : at + READ_AT_ONCE]
        before_of = [setting.before[n] for n in part]
        columns = reader().read_columns(
            [posts[n].text for n in part],
            np.array([bool(seen[n].account) for n in part], dtype=np.bool_),
            [None if b < 0 else posts[b].text for b in before_of],
            np.array([b >= 0 and bool(seen[b].account) for b in before_of], dtype=np.bool_),
            np.array([bool(setting.addressed[n].account) for n in part], dtype=np.int8),
        )
        for label, place in _PLACE.items():
            codes[part, place] = columns.codes[label].astype(np.uint8)  # -1 becomes 255
            # Half and more stays half and more (see reading_posts.LIKELIER_THAN_NOT).
            p[part, place] = np.floor(columns.p[label] * 255 + 0.5).astype(np.uint8)
    return codes, p, readers


def _column(grid: Grid, label: str) -> npt.NDArray[np.int8]:
    return np.ascontiguousarray(grid[:, _PLACE[label]]).view(np.int8)


def value(codes: Sequence[int] | npt.NDArray[np.uint8] | bytes, label: str) -> str | None:
    """The value of a label in one post's codes; None where it does not apply."""
    code = int(codes[_PLACE[label]])
    return None if code == 255 else VALUES[label][code]


def _case(
    case: Case,
    start: int,
    batch: Batch,
    *,
    accounts: Sequence[KnownAccount | None],
    meant: Grid,
    by_key: Mapping[tuple[str, str], KnownAccount],
) -> DecidedCase:
    """The columns of one computed case; what was asked is read at its first owed post."""
    places = tuple(start + n for n in case.posts)
    posts = batch.posts
    number = {posts[n].external_id: n for n in places}
    outcome = case.outcome
    first = number.get(outcome.first_post_id or "", places[0])
    post = posts[first]
    account = by_key[post.channel, case.account]
    holder = by_key.get((post.channel, outcome.holder))

    def pk(external_id: str | None) -> int | None:
        return None if external_id is None else posts[number[external_id]].pk

    read = {label: value(meant[first], label) or "" for label in LABELS}
    values = (
        post.conversation, post.channel, account.agency, account.pk, holder.pk if holder else None,
        case.citizen, post.pk, post.at, outcome.standing.value, outcome.standing.waits,
        outcome.stopped_at, outcome.answered_at, pk(outcome.answer_post_id), outcome.first_reply_at,
        outcome.first_reply, pk(outcome.last_official_post_id), outcome.last_official_at,
        outcome.last_reply, outcome.replies, outcome.redirects, read["act"], read["scope"],
        read["route"], read["urgent"] == "yes", read["language"], post.private, post.deleted, None,
    )  # fmt: skip
    said = tuple(n for n in places if accounts[n] is None)
    return DecidedCase(values, places, said)


def _due(batch: Batch) -> dict[int, datetime]:
    """When each conversation is to be judged again: the next moment that lies ahead of it."""
    due = dict(batch.later)
    for post in batch.posts:
        if post.deleted_at is not None and post.deleted_at > batch.as_of:
            due[post.conversation] = min(
                due.get(post.conversation, post.deleted_at), post.deleted_at
            )
    return due
