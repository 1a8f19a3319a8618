"""The desk and the sweep come to the same posts, conversations and cases."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tajawub import importing
from tajawub.agencies.models import Account
from tajawub.cases.models import Case
from tajawub.channels.records import Post
from tajawub.conversations.models import Post as PostRow
from tajawub.conversations.testing import T0, groups, in_batches, post, state
from tajawub.demo.archive import NAMES, make, write
from tajawub.sweep.accounts import Named
from tajawub.sweep.conversations import link
from tajawub.sweep.database import connect
from tajawub.sweep.run import Request, sweep
from tajawub.sweep.spool import spool

pytestmark = pytest.mark.django_db

SAMPLES = "TAJAWUB_SAMPLES"  # archives of real posts, which nobody may ship; paths by colon
_SAME = (
    "standing", "opened_at", "answered_at", "answer_post_id", "first_reply_at", "first_reply",
    "last_official_post_id", "last_official_at", "last_reply", "official_posts", "redirects", "act",
    "scope", "route", "urgent", "language", "holder", "private", "deleted", "citizen",
)  # fmt: skip


@st.composite
def threads(draw: st.DrawFn) -> list[Post]:
    """A few posts that reply to one another in any way, some of them seen several times: edited,
    deleted, hanging elsewhere, before their parents and in circles."""
    number = draw(st.integers(1, 8))
    seen = []
    for n in range(1, number + 1):
        for _ in range(draw(st.integers(1, 2))):
            parent = draw(st.none() | st.integers(1, number + 2))
            edited = draw(st.none() | st.integers(0, 3))
            if draw(st.integers(0, 9)) == 0:
                seen.append(post(n, text="", deleted=True, deleted_at=T0 + timedelta(days=1)))
                continue
            version = None if edited is None else T0 + timedelta(hours=edited)
            seen.append(post(n, parent, text=f"text {n} {edited}", version_at=version))
    return seen


def linked_by_the_sweep(posts: list[Post]) -> set[frozenset[str]]:
    with TemporaryDirectory() as name, connect() as db:
        link(db, spool(posts, Path(name) / "posts.parquet").path, as_of=None)
        rows = db.execute("SELECT list(id) FROM linked GROUP BY conversation").fetchall()
    return groups([row[0] for row in rows])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(threads(), st.integers(0, 2**32))
def test_any_order_and_any_overlap_give_the_same_rows_and_the_sweeps_conversations(
    posts: list[Post], seed: int
) -> None:
    found = []
    for order in (random.Random(seed), random.Random(seed + 1)):
        with transaction.atomic():
            in_batches(posts, order)
            found.append(state())
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert found[0][1] == linked_by_the_sweep(posts)


def by_the_sweep(files: Sequence[Path]) -> dict[str, tuple[object, ...]]:
    accounts = [Named(one.key, one.agency.key) for one in Account.objects.select_related("agency")]
    with TemporaryDirectory() as folder:
        request = Request(files=files, accounts=accounts, as_of=datetime.now(UTC), processes=1)
        rows = pq.read_table(sweep(request, Path(folder)).cases).to_pylist()
    for row in rows:
        row["citizen"] = row["citizen"].casefold()
    return {row["case_id"]: tuple(row[name] for name in _SAME) for row in rows}


def by_the_desk() -> dict[str, tuple[object, ...]]:
    def key(seen: PostRow | None) -> str | None:
        return None if seen is None else seen.external_id

    cases = Case.objects.filter(joined_to=None).select_related(
        "first_post", "account", "answer_post", "last_official_post", "holder"
    )
    return {
        f"{case.channel}:{key(case.first_post)}:{case.account.handle}": (
            case.standing, case.opened_at, case.answered_at, key(case.answer_post),
            case.first_reply_at, case.first_reply, key(case.last_official_post),
            case.last_official_at, case.last_reply, case.replies, case.redirects, case.act or None,
            case.scope or None, case.route or None, "yes" if case.urgent else "no", case.language,
            case.holder.handle if case.holder else "", case.private, case.deleted, case.citizen,
        )
        for case in cases
    }  # fmt: skip


def test_they_agree_on_every_case_of_the_demonstration(tmp_path: Path) -> None:
    file = tmp_path / "demo.jsonl.gz"
    write(make(), file)
    importing.run(importing.Options(files=[file], handles=list(NAMES)))
    found = by_the_desk()
    assert len(found) > 1_000
    assert found == by_the_sweep([file])
    importing.run(importing.Options(files=[file], handles=list(NAMES), again=True))
    assert by_the_desk() == found


@pytest.mark.skipif(SAMPLES not in os.environ, reason=f"{SAMPLES} names no archive of real posts")
def test_they_agree_on_every_case_of_real_archives() -> None:
    files = [Path(name) for name in os.environ[SAMPLES].split(":")]
    importing.run(importing.Options(files=files))
    found = by_the_desk()
    assert found
    assert found == by_the_sweep(files)
