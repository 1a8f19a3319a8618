"""Posts come in by any way, in any order, in overlapping parts, and the rows are the same."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tajawub.channels.records import Post
from tajawub.conversations import models
from tajawub.conversations.receiving import Received, receive
from tajawub.conversations.testing import T0, groups, in_batches, post, state

pytestmark = pytest.mark.django_db


def test_a_batch_is_taken_in_once() -> None:
    posts = [post(1), post(2, 1), post(3, 2)]
    assert receive(posts) == Received(new=3)
    assert receive(posts) == Received(same=3)
    assert state()[1] == groups([["p1", "p2", "p3"]])


def test_a_reply_that_comes_first_waits_for_its_parent() -> None:
    receive([post(3, 2)])
    receive([post(4, 2)])
    assert state()[1] == groups([["p3", "p4"]])
    receive([post(2, 1)])
    receive([post(1)])
    assert state()[1] == groups([["p1", "p2", "p3", "p4"]])
    assert models.Conversation.objects.filter(key="p1").exists()


def test_a_missing_parent_makes_one_conversation_of_two() -> None:
    receive([post(1), post(2, 1)])
    receive([post(4, 3)])
    assert len(state()[1]) == 2
    receive([post(3, 2)])
    assert len(state()[1]) == 1


def test_the_same_id_on_two_channels_is_two_posts() -> None:
    receive([post(1), post(1, channel="mastodon")])
    assert len(state()[1]) == 2


def test_replies_in_a_circle_are_one_conversation() -> None:
    receive([post(1, 3), post(2, 1)])
    receive([post(3, 2), post(4, 4)])
    assert state()[1] == groups([["p1", "p2", "p3"], ["p4"]])
    assert models.Post.objects.get(external_id="p2").conversation.key == "p1"


def test_a_post_that_turns_out_to_hang_elsewhere_moves_there() -> None:
    receive([post(1), post(2, 1), post(3, 2), post(9)])
    receive([post(2, 9, version_at=T0)])
    assert state()[1] == groups([["p1"], ["p9", "p2", "p3"]])


def test_an_edit_counts_and_the_first_wording_is_kept() -> None:
    receive([post(1, text="first")])
    receive([post(1, text="second", version_at=T0 + timedelta(hours=1))])
    row = models.Post.objects.get()
    assert (row.text, row.revision) == ("second", 2)
    assert {wording.text for wording in row.wordings.all()} == {"first", "second"}


def test_a_deletion_seen_later_is_kept_with_its_time() -> None:
    gone = T0 + timedelta(days=2)
    receive([post(1)])
    receive([post(1, text="", deleted=True, deleted_at=gone)])
    row = models.Post.objects.get()
    assert (row.deleted, row.deleted_at, row.tombstone) == (True, gone, False)


def test_whatever_changes_a_conversation_makes_it_due() -> None:
    receive([post(1), post(2)])
    models.Conversation.objects.update(due_at=None)
    receive([post(1)])
    assert not models.Conversation.objects.exclude(due_at=None).exists()
    receive([post(3, 1)])
    assert [c.key for c in models.Conversation.objects.exclude(due_at=None)] == ["p1"]


def test_hostile_ids_and_texts_are_kept_as_far_as_a_database_can() -> None:
    long = "\U0001f600" * 1000
    receive([
        post(1, id=long, text="nul\0", author_name="\0", mentions=("a\0b",)),
        post(2, id="p2", parent_id=long),
    ])  # fmt: skip
    assert receive([post(1, id=long, text="nul\0", author_name="\0", mentions=("a\0b",))]).same == 1
    assert len(state()[1]) == 1
    assert models.Post.objects.get(external_id="p2").conversation.posts.count() == 2


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
    from tajawub.sweep.conversations import link
    from tajawub.sweep.database import connect
    from tajawub.sweep.spool import spool

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
