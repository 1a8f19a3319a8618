"""A share carries its uncertainty, and there is none for a handful."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.measures.share import LEAST_N, wilson


def test_it_gives_the_published_interval() -> None:
    # 81 of 263: Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
    share = wilson(81, 263)
    assert (round(share.low or 0, 4), round(share.high or 0, 4)) == (0.2553, 0.3662)


def test_below_the_least_number_there_is_no_share() -> None:
    assert wilson(LEAST_N - 1, LEAST_N - 1).share is None
    assert wilson(LEAST_N, LEAST_N).share == 1.0
    assert wilson(0, 0, least=0).share is None


def test_more_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match="31 of 30"):
        wilson(31, 30)


@given(st.integers(LEAST_N, 10**9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_bounds(pair: tuple[int, int]) -> None:
    share = wilson(*pair)
    assert share.low is not None
    assert share.high is not None
    assert share.share is not None
    assert 0 <= share.low <= share.share + 1e-12
    assert share.share - 1e-12 <= share.high <= 1
