"""An address of the queue says all that is wanted, and never more than one may see."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.cases.filters import AGES, CHOICES, Filters
from tajawub.cases.timeline import WAITING
from tajawub.workbench.address import LONGEST, MOST, Address, read, selected

VISIBLE = (2, 3, 5, 8)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def values(known: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of these, in their own order."""
    return st.sets(st.sampled_from(known)).map(lambda s: tuple(v for v in known if v in s))


def numbers(most: int = 10**18 - 1) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sets(st.integers(0, most), max_size=9).map(lambda s: tuple(sorted(s)))


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    some = draw(st.sets(st.sampled_from(VISIBLE)))
    filters = Filters(
        agencies=tuple(sorted(some)) or VISIBLE,
        accounts=draw(numbers()),
        standings=draw(values(CHOICES["standing"]).filter(lambda v: set(v) != WAITING)),
        acts=draw(values(CHOICES["act"])),
        scopes=draw(values(CHOICES["scope"])),
        languages=draw(values(CHOICES["language"])),
        urgent=draw(st.sampled_from([None, True, False])),
        older_than=draw(st.sampled_from([None, *AGES])),
        text=read(_query(q=draw(WORDS)), VISIBLE).filters.text,
        newest_first=draw(st.booleans()),
    )
    mark = st.tuples(st.integers(0, 10**17 - 1), st.integers(0, 10**18 - 1))
    after, before = draw(st.sampled_from([("", ""), ("x", ""), ("", "x")]))
    place = "{}-{}".format(*draw(mark))
    return Address(
        filters=filters,
        visible=VISIBLE,
        after=after and place,
        before=before and place,
        at=draw(st.none() | st.integers(0, 10**18 - 1)),
        of=draw(numbers()),
    )


def _query(**fields: str) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in fields.items():
        query[name] = value
    return query


@settings(deadline=None)
@given(addresses())
def test_what_is_written_is_read_back(address: Address) -> None:
    assert read(QueryDict(address.query.removeprefix("?")), VISIBLE) == address


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(
    ["agency", "account", "standing", "act", "scope", "urgent", "language", "older", "q", "order",
     "after", "before", "at", "of", "case"]), st.lists(WORDS, max_size=4)))  # fmt: skip
def test_whatever_stands_there_is_read_or_passed_over(given_: dict[str, list[str]]) -> None:
    query = QueryDict(mutable=True)
    for name, several in given_.items():
        query.setlist(name, several)
    found = read(query, VISIBLE)
    assert set(found.filters.agencies) <= set(VISIBLE)
    assert len(found.filters.text) <= LONGEST
    assert "\0" not in found.filters.text
    # Written and read once more it is the same: an address says one thing.
    assert read(QueryDict(found.query.removeprefix("?")), VISIBLE) == found
    selected(query)


@pytest.mark.parametrize(
    "query",
    ["agency=1", "agency=1&agency=9", "agency=99999999999999999999999", "agency=x", "agency=-2",
     "agency=2 OR 1=1", "agency=٢", "agency=", "agency=1_0"],
)  # fmt: skip
def test_an_agency_that_one_may_not_see_is_never_let_in(query: str) -> None:
    assert read(QueryDict(query), VISIBLE).filters.agencies == VISIBLE


def test_one_of_several_agencies_can_be_chosen() -> None:
    assert read(QueryDict("agency=3&agency=7"), VISIBLE).filters.agencies == (3,)


def test_who_sees_no_agency_asks_for_none() -> None:
    found = read(QueryDict("agency=3"), ())
    assert found.filters.agencies == ()
    assert found.query == ""


@pytest.mark.parametrize(
    "query",
    ["standing=closed", "act=%00", "older=4", "older=1e9", "urgent=maybe", "order=random",
     "after=1", "before=2;drop", "at=x", "of=...", "nonsense=1"],
)  # fmt: skip
def test_what_is_not_known_is_passed_over(query: str) -> None:
    assert read(QueryDict(query), VISIBLE) == read(QueryDict(""), VISIBLE)


def test_the_start_of_the_queue_has_no_query() -> None:
    assert read(QueryDict(""), VISIBLE).query == ""


def test_all_standings_that_wait_are_what_is_meant_without_one() -> None:
    query = "&".join(f"standing={s.value.replace(' ', '-')}" for s in WAITING)
    assert read(QueryDict(query), VISIBLE).query == ""


def test_a_place_on_a_page_is_left_when_a_filter_changes() -> None:
    address = read(QueryDict("act=question&after=5-6&at=7"), VISIBLE)
    assert address.to(acts=("request",)).query == "?act=request"
    assert address.page(before="8-9").query == "?act=question&before=8-9"


def test_a_selection_has_an_end() -> None:
    query = QueryDict("&".join(f"case={n}" for n in range(MOST + 50)))
    assert selected(query) == tuple(range(MOST))
    assert selected(QueryDict("case=5&case=x&case=3&case=5")) == (5, 3)
