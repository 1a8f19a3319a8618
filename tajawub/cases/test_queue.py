"""The queue finds what a look at every case would find, in order, by whichever way it goes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tajawub.agencies.models import Account, Agency
from tajawub.cases import queue, seeking
from tajawub.cases.models import Case
from tajawub.cases.queue import AGES, CHOICES, Count, Filters
from tajawub.cases.testing import (
    ANSWER,
    REDIRECT,
    T0,
    asked,
    official,
    post,
    replied,
    settle,
)
from tajawub.cases.timeline import WAITING
from tajawub.channels.records import Post

pytestmark = pytest.mark.django_db

TEXTS = (
    "متى يفتح باب التقديم على منحة الصيانة؟",
    "الماء مقطوع عن بيتنا من الصبح والأطفال عطشانين، ردوا علينا",
    "أرجو إلغاء المخالفة رقم 48213",
    "where can I renew my driving licence?",
    "the app crashes whenever I open the bill",
    "شكراً لكم على الخدمة الممتازة",
    "mita yeftah el tasjeel?",
    "أقترح إضافة الدفع بأبل باي",
)


def many(count: int) -> Iterator[Post]:
    """Cases of all sorts, put to two accounts of one agency and one of another."""
    rng = random.Random(7)
    for n in range(count):
        account = rng.choice(["gov", "gov_help", "other"])
        at = T0 + timedelta(hours=rng.randint(0, 400))
        yield post(f"q{n}", text=f"@{account} {rng.choice(TEXTS)}", at=at)
        if rng.random() < 0.6:
            text = rng.choice([REDIRECT, ANSWER, "تم رفع ملاحظتكم للقسم المختص"])
            yield replied(0, 0, text, id=f"r{n}", parent_id=f"pq{n}", author_handle=account,
                          author_id=account, at=at + timedelta(minutes=9))  # fmt: skip


def filled() -> None:
    official("gov", "first")
    official("gov_help", "first")
    official("other", "second")
    settle(many(160))


def expected(filters: Filters) -> list[int]:
    """The cases sought, in order, by looking at each."""
    wanted = set(filters.standings) or {standing.value for standing in WAITING}
    found = [
        case
        for case in Case.objects.filter(joined_to=None)
        if case.agency_id in filters.agencies
        and (not filters.accounts or case.account_id in filters.accounts)
        and case.standing in wanted
        and (not filters.acts or case.act in filters.acts)
        and (not filters.scopes or case.scope in filters.scopes)
        and (not filters.languages or case.language in filters.languages)
        and (filters.urgent is None or case.urgent is filters.urgent)
        and (
            filters.older_than is None
            or case.opened_at <= timezone.now() - timedelta(days=filters.older_than)
        )
    ]
    found.sort(key=lambda case: (case.opened_at, case.pk), reverse=filters.newest_first)
    return [case.pk for case in found]


def walked(filters: Filters, size: int) -> list[int]:
    """All pages forwards, each of them checked against the way back."""
    found: list[int] = []
    page = queue.page(filters, size=size)
    while True:
        found += [row.pk for row in page.rows]
        if not page.after:
            return found
        before = page
        page = queue.page(filters, after=page.after, size=size)
        back = queue.page(filters, before=page.before, size=size)
        assert [row.pk for row in back.rows] == [row.pk for row in before.rows]


def chosen(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    agencies = tuple(Agency.objects.values_list("pk", flat=True))
    accounts = tuple(Account.objects.values_list("pk", flat=True))
    return Filters(
        agencies=tuple(draw(st.lists(st.sampled_from(agencies), unique=True))),
        accounts=tuple(draw(st.lists(st.sampled_from(accounts), max_size=2, unique=True))),
        standings=draw(chosen(CHOICES["standing"])),
        acts=draw(chosen(CHOICES["act"])),
        scopes=draw(chosen(CHOICES["scope"])),
        languages=draw(chosen(CHOICES["language"])),
        urgent=draw(st.sampled_from([None, True, False])),
        older_than=draw(st.sampled_from([None, *AGES])),
        newest_first=draw(st.booleans()),
    )


def test_any_choice_finds_what_a_look_at_every_case_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    filled()

    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        deadline=None, max_examples=90,
    )  # fmt: skip
    @given(filters(), st.sampled_from(["found", "walked", "cut"]), st.integers(1, 60))
    def holds(sought: Filters, how: str, size: int) -> None:
        way = {"found": lambda *_: False, "walked": lambda *_: True, "cut": lambda *_: True}[how]
        for module in (queue, seeking):
            monkeypatch.setattr(module, "worth_walking", way)
        monkeypatch.setattr(seeking, "STEPS", 7 if how == "cut" else 20_000)
        whole = expected(sought)
        assert walked(sought, size) == whole
        assert queue.count(sought) == Count(len(whole))

    holds()


def everything(**more: object) -> Filters:
    return replace(
        Filters(agencies=tuple(Agency.objects.values_list("pk", flat=True))), **more  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    ["المنحه", "للمنحة", "منحة صيانه", "صيان", "وصيانة", "QUESTION citizen1", "citizen1"],
)
@pytest.mark.parametrize("walked", [True, False])
def test_a_case_is_found_as_people_type_it(
    typed: str, walked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeking, "worth_walking", lambda *_: walked)
    official()
    settle([asked(1), asked(2, "الماء مقطوع", author_handle="salem")])
    found = [row.handle for row in queue.page(everything(text=typed)).rows]
    assert found == ([] if "QUESTION" in typed else ["citizen1"])


def test_more_than_can_be_counted_is_said_to_be_more(monkeypatch: pytest.MonkeyPatch) -> None:
    filled()
    monkeypatch.setattr(queue, "COUNTED", 3)
    assert queue.count(everything(text="متى")) == Count(3, more=True)
    assert len(queue.page(everything(text="متى"), size=5).rows) == 5


def test_each_choice_says_how_many_it_would_give() -> None:
    filled()
    sought = everything(acts=("question",))
    for act, number in queue.facets(sought)["act"].items():
        assert number == len(expected(replace(sought, acts=(str(act),))))
    for standing, number in queue.facets(sought)["standing"].items():
        assert number == len(expected(replace(sought, standings=(str(standing),))))


def test_a_case_knows_its_neighbours_in_the_queue() -> None:
    filled()
    sought = everything(acts=("question", "complaint"))
    whole = expected(sought)
    case = Case.objects.get(pk=whole[3])
    assert queue.neighbours(sought, case.pk, case.opened_at) == (whole[2], whole[4])
    first = Case.objects.get(pk=whole[0])
    assert queue.neighbours(sought, first.pk, first.opened_at) == (None, whole[1])


@pytest.mark.parametrize("newest", [False, True])
def test_a_page_can_begin_with_a_case_or_with_what_follows_it(newest: bool) -> None:
    filled()
    sought = everything(acts=("question",), newest_first=newest)
    whole = expected(sought)
    for case in Case.objects.filter(joined_to=None)[:40]:
        mark = queue.mark_before(sought, case.pk, case.opened_at)
        found = [row.pk for row in queue.page(sought, after=mark, size=1).rows]
        key = (case.opened_at, case.pk)
        places = {c.pk: (c.opened_at, c.pk) for c in Case.objects.filter(pk__in=whole)}
        rest = [pk for pk in whole if (places[pk] <= key if newest else places[pk] >= key)]
        assert found == rest[:1]


@pytest.mark.parametrize("mark", ["", "x", "-", "1-", "99999999999999999999-1", "1-2-3", "١-٢"])
def test_a_place_that_makes_no_sense_is_none(mark: str) -> None:
    official()
    settle([asked(1)])
    assert len(queue.page(everything(), before=mark).rows) in {0, 1}
    assert len(queue.page(everything(), after=mark).rows) in {0, 1}


HOSTILE = ("'", "' | 'x", "a:*", "!", "\\", "\0", "\u202e", "()", "%s", "ا" * 9000)


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_is_only_words(typed: str) -> None:
    official()
    settle([asked(1)])
    assert queue.count(everything(text=typed)).number in {0, 1}
    queue.page(everything(text=typed))


def test_deleted_words_are_neither_shown_nor_found() -> None:
    official()
    gone = replace(asked(1), text="", deleted=True, deleted_at=T0 + timedelta(days=1))
    settle([asked(1), gone])
    (row,) = queue.page(everything()).rows
    assert (row.text, row.deleted) == (None, True)
    assert not queue.page(everything(text="منحة")).rows


def test_who_may_see_no_agency_sees_no_case() -> None:
    filled()
    nothing = Filters(agencies=())
    assert queue.page(nothing).rows == []
    assert queue.count(nothing) == Count(0)
    assert not any(queue.facets(nothing).values())
