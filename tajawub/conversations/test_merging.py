"""However often and in whatever order a post is observed, it comes out the same."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tajawub.channels.records import Post
from tajawub.conversations.merging import Merged, merged, merged_all, observed
from tajawub.conversations.testing import T0, post

times = st.integers(0, 5).map(lambda n: T0 + timedelta(hours=n))
wordings = st.builds(
    lambda text, at, version, parent, private: post(
        1, text=text, at=at, version_at=version, parent_id=parent,
        visibility="private" if private else "public",
    ),
    st.sampled_from(["", "a", "b", "longer", "أب"]), times, st.none() | times,
    st.sampled_from([None, "p7", "p8"]), st.booleans(),
)  # fmt: skip
tombstones = st.builds(
    lambda at, gone: post(1, text="", at=at, deleted=True, deleted_at=gone),
    times,
    st.none() | times,
)
observations = st.one_of(wordings, tombstones).map(observed)


@given(observations, observations, observations)
def test_the_order_of_observations_never_matters(a: Merged, b: Merged, c: Merged) -> None:
    assert merged(a, b) == merged(b, a)
    assert merged(merged(a, b), c) == merged(a, merged(b, c))


@given(st.lists(observations, min_size=1, max_size=6))
def test_what_was_seen_before_changes_nothing(seen: list[Merged]) -> None:
    known = merged_all(seen)
    for one in seen:
        assert merged(known, one) == known
    assert merged(known, known) == known


@given(st.lists(observations, min_size=1, max_size=6))
def test_the_first_time_stands_and_a_deletion_stays(seen: list[Merged]) -> None:
    known = merged_all(seen).post
    assert known.at == min(one.post.at for one in seen)
    assert known.deleted == any(one.post.deleted for one in seen)


def words(known: Merged) -> set[str]:
    return {wording.text for wording in known.wordings}


def test_the_newest_wording_counts_and_the_others_are_kept() -> None:
    first, second = post(1, text="first"), post(1, text="second", version_at=T0)
    known = merged_all(map(observed, (second, first)))
    assert known.post.text == "second"
    assert words(known) == {"first", "second"}


def test_a_post_seen_with_one_wording_keeps_none_beside_it() -> None:
    assert merged(observed(post(1)), observed(post(1))).wordings == frozenset()


def test_a_deletion_seen_before_the_words_does_not_hide_that_they_were_said() -> None:
    gone = Post(channel="x", id="p1", at=T0, deleted=True, deleted_at=T0 + timedelta(days=1))
    known = merged(observed(gone), observed(post(1, text="asked")))
    assert (known.post.text, known.post.deleted, known.tombstone) == ("asked", True, False)
