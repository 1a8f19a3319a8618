"""Posts come in by any way, in any order, in overlapping parts, and the rows are the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tajawub.conversations import models
from tajawub.conversations.receiving import Received, receive
from tajawub.conversations.testing import T0, groups, post, state

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


def test_names_are_kept_letter_by_letter() -> None:
    names = ('a"b', "back\\slash", "{x}", "com,ma", "NULL", "علي", "")
    receive([post(1, mentions=names), post(2)])
    assert models.Post.objects.get(external_id="p1").mentions == list(names)
    assert models.Post.objects.get(external_id="p2").mentions == []
    assert receive([post(1, mentions=names)]).same == 1
