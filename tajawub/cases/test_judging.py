"""Posts become cases, and whatever is learned later, each case keeps its number."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tajawub.cases import judging, tally
from tajawub.cases.models import Case, Keywords, ReaderInUse, Reading, Tally
from tajawub.cases.testing import (
    ANSWER,
    QUESTION,
    REDIRECT,
    asked,
    days,
    official,
    post,
    replied,
    settle,
    the_case,
)
from tajawub.conversations.models import Conversation
from tajawub.conversations.receiving import receive

pytestmark = pytest.mark.django_db


def rows() -> list[tuple[Any, ...]]:
    return [
        *Case.objects.order_by("pk").values_list(),
        *Reading.objects.order_by("pk").values_list(),
        *Keywords.objects.order_by("pk").values_list(),
    ]


def counted() -> Counter[tuple[object, ...]]:
    """The cases of each kind, counted one by one."""
    kinds = ("agency_id", "account_id", "standing", "act", "scope", "urgent", "language")
    return Counter(Case.objects.filter(joined_to=None).values_list(*kinds))


def assert_tally_is_right() -> None:
    assert tally.counted(tally.Kind._fields, {}) == dict(counted())


def test_a_question_that_nobody_answered_is_a_case() -> None:
    official()
    settle([asked(1)])
    case = the_case()
    assert (case.standing, case.waits, case.act) == ("unanswered", True, "question")
    assert case.opened_at == case.first_post.at
    assert case.citizen == "citizen1"
    assert_tally_is_right()


def test_a_redirect_leaves_the_citizen_waiting_and_an_answer_does_not() -> None:
    official()
    settle([asked(1), replied(2, 1, REDIRECT)])
    assert (the_case().standing, the_case().waits) == ("redirected", True)
    settle([replied(3, 1, ANSWER)])
    assert (the_case().standing, the_case().waits) == ("answered", False)
    assert the_case().stopped_at == the_case().answered_at
    assert_tally_is_right()


def test_judging_again_changes_nothing() -> None:
    official()
    settle([asked(1), replied(2, 1, REDIRECT), post(3, 2, text="اتصلت ولم يرد أحد")])
    before = rows()
    Conversation.objects.update(due_at=timezone.now())
    settle()
    assert rows() == before
    assert_tally_is_right()


def test_nothing_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    official()
    settle([asked(1), replied(2, 1, REDIRECT)])

    def refuse() -> None:
        raise AssertionError("read again")

    version = judging.reader().version
    monkeypatch.setattr(judging.reader(), "read_columns", lambda *_: refuse())
    Conversation.objects.update(due_at=timezone.now())
    settle()
    assert judging.reader().version == version
    assert the_case().standing == "redirected"


def test_an_account_that_becomes_known_brings_its_cases() -> None:
    settle([asked(1)])
    assert not Case.objects.exists()
    official()
    settle()
    assert the_case().standing == "unanswered"


def test_a_case_keeps_its_number_when_its_first_post_comes_late() -> None:
    official()
    settle(
        [
            asked(
                2, "لم يرد أحد على سؤالي، متى يفتح التقديم؟", author_handle="mariam", parent_id="p1"
            )
        ]
    )
    number = the_case().pk
    settle([asked(1, author_handle="mariam")])
    case = the_case()
    assert (case.pk, case.first_post.external_id) == (number, "p1")


def test_two_cases_that_turn_out_to_be_one_leave_both_numbers_leading_to_it() -> None:
    official()
    again = asked(3, "هل من جواب؟ متى يفتح التقديم؟", author_handle="mariam", parent_id="p2")
    settle([asked(1, author_handle="mariam"), again])
    older, younger = Case.objects.order_by("pk")
    settle([replied(2, 1, REDIRECT)])
    assert the_case().pk == older.pk
    younger.refresh_from_db()
    assert younger.joined_to_id == older.pk
    assert not younger.waits
    assert not Keywords.objects.filter(case=younger).exists()
    assert_tally_is_right()


def test_each_citizen_of_a_conversation_has_a_case() -> None:
    official()
    settle([
        replied(1, 0, "تبدأ أعمال الصيانة غداً", parent_id=None),
        post(2, 1, text="متى تنتهي الصيانة في منطقتنا؟"),
        post(3, 1, text="وهل تشمل الصيانة شارع 12؟"),
    ])  # fmt: skip
    assert sorted(Case.objects.values_list("citizen", flat=True)) == ["citizen2", "citizen3"]


def test_a_post_dated_ahead_is_judged_when_its_time_comes() -> None:
    official()
    ahead = timezone.now() + timedelta(hours=3)
    settle([asked(1), replied(2, 1, ANSWER, at=ahead)])
    assert the_case().standing == "unanswered"
    assert Conversation.objects.get().due_at == ahead


def test_a_deleted_answer_no_longer_stands() -> None:
    official()
    answer = replied(2, 1, ANSWER)
    settle([asked(1), answer])
    assert not the_case().waits
    settle([replied(2, 1, "", deleted=True, deleted_at=answer.at + days(1))])
    assert the_case().standing == "unanswered"
    assert_tally_is_right()


def test_an_edit_is_read_anew() -> None:
    official()
    settle([asked(1), replied(2, 1, REDIRECT)])
    settle([replied(2, 1, ANSWER, version_at=datetime(2026, 4, 1, tzinfo=UTC))])
    assert the_case().standing == "answered"


def test_a_newer_reader_reads_all_anew_and_an_older_one_leaves_that_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    official()
    settle([asked(1), replied(2, 1, REDIRECT)])
    old = judging.reader().version
    monkeypatch.setattr(judging.reader(), "version", "newer")
    judging.put_reader_to_work()
    assert judging.judge_by_newer_reader()
    assert not judging.judge_by_newer_reader()
    newest = ReaderInUse.objects.latest("pk").pk
    assert set(Reading.objects.values_list("reader", flat=True)) == {newest}
    monkeypatch.setattr(judging.reader(), "version", old)
    assert not judging.judge_by_newer_reader()
    settle([asked(5, author_handle="late")])
    assert Case.objects.count() == 2


def test_differences_in_the_tally_are_summed_up_without_changing_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    official()
    for n in range(1, 6):
        settle([asked(n), replied(n + 10, n, REDIRECT if n % 2 else ANSWER)])
    before = tally.counted(tally.Kind._fields, {})
    monkeypatch.setattr(tally, "MANY", 0)
    assert tally.waiting()
    assert tally.sum_up()
    assert not tally.waiting()
    assert tally.counted(tally.Kind._fields, {}) == before == dict(counted())
    assert Tally.objects.count() == len(before)


def test_a_batch_that_is_cut_off_stays_due(monkeypatch: pytest.MonkeyPatch) -> None:
    official()
    receive([asked(1)])
    judging.put_reader_to_work()

    def broken(*_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(judging, "save", broken)
        with pytest.raises(KeyboardInterrupt):
            judging.judge_due()
    assert not Case.objects.exists()
    settle()
    assert the_case().standing == "unanswered"


def test_what_people_say_of_others_is_no_case() -> None:
    official()
    settle([post(1, text="صباح الخير يا وطن"), asked(2, QUESTION)])
    assert the_case().citizen == "citizen2"
