"""A person's word on a reading counts at once, is kept for ever, and is all they can say."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from tajawub.agencies.models import Person
from tajawub.cases.correcting import correct
from tajawub.cases.models import Case, Correction
from tajawub.cases.shown import ShownCase, ShownReading, show
from tajawub.cases.testing import (
    ANSWER,
    QUESTION,
    REDIRECT,
    asked,
    official,
    person,
    replied,
    settle,
    the_case,
)
from tajawub.cases.visible import may_read_private, visible_agencies, visible_case
from tajawub.conversations.models import Post
from tajawub.errors import TajawubError

pytestmark = pytest.mark.django_db


@pytest.fixture
def sara() -> Person:
    official()
    settle([asked(1), replied(2, 1, REDIRECT)])
    return person("sara", "gov")


def said(number: int) -> Post:
    return Post.objects.get(external_id=f"p{number}")


def shown_case() -> ShownCase:
    case = Case.objects.select_related("agency", "account", "first_post").get(joined_to=None)
    return show(case, language="ar", now=case.opened_at)


def readings() -> dict[str, ShownReading]:
    shown = shown_case()
    found = {reading.label: reading for reading in shown.readings}
    (reply,) = [post.reply for post in shown.posts if post.reply]
    return found | {"reply": reply}


def test_the_standing_follows_at_once_and_who_when_and_why_are_kept(sara: Person) -> None:
    made = correct(said(2), "reply", "answer", by=sara, why="الموعد في الصورة المرفقة")
    assert the_case().standing == "answered"
    kept = Correction.objects.get()
    assert (kept.was, kept.value, kept.by, kept.why) == (
        "redirect", "answer", sara, "الموعد في الصورة المرفقة",
    )  # fmt: skip
    assert kept.reader
    assert kept.at == made.at


def test_the_latest_word_counts_and_the_earlier_ones_stay(sara: Person) -> None:
    correct(said(2), "reply", "answer", by=sara)
    correct(said(2), "reply", "redirect", by=sara)
    assert the_case().standing == "redirected"
    assert [c.was for c in Correction.objects.order_by("pk")] == ["redirect", "answer"]


def test_a_correction_outlives_new_posts_and_new_readers(
    sara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tajawub.cases import judging

    correct(said(2), "reply", "answer", by=sara)
    monkeypatch.setattr(judging.reader(), "version", "newer")
    settle([asked(9, author_handle="somebody", parent_id="p1")])
    assert Case.objects.get(citizen="citizen1").standing == "answered"


def test_saying_what_a_message_does_says_whether_it_is_owed(sara: Person) -> None:
    correct(said(1), "act", "praise", by=sara)
    assert (the_case().standing, the_case().act) == ("nothing owed", "praise")
    assert readings()["owed"].value == "no"
    assert readings()["owed"].corrected is not None
    correct(said(1), "owed", "yes", by=sara)
    assert the_case().standing == "redirected"


def test_what_is_not_read_in_a_message_cannot_be_said_of_it(sara: Person) -> None:
    for number, label, value in (
        (1, "reply", "answer"), (2, "act", "question"), (1, "standing", "answered"),
        (1, "act", "answered"), (1, "act", ""),
    ):  # fmt: skip
        with pytest.raises(TajawubError):
            correct(said(number), label, value, by=sara)
    assert not Correction.objects.exists()
    assert the_case().standing == "redirected"


def test_it_locks_in_the_order_of_judging(
    sara: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(40) as asked_for:
        correct(said(2), "reply", "answer", by=sara)
    locks = [query["sql"] for query in asked_for.captured_queries if "FOR UPDATE" in query["sql"]]
    assert 'FROM "conversations_conversation"' in locks[0]
    assert 'FROM "cases_reading"' in locks[1]


def test_the_page_shows_chance_reason_and_who_said_otherwise(sara: Person) -> None:
    reply = readings()["reply"]
    assert reply.value == "redirect"
    assert 0.5 < reply.p <= 1
    assert "الاتصال" in reply.why
    correct(said(2), "reply", "acknowledgement", by=sara, why="لا رقم فيها")
    reply = readings()["reply"]
    assert (reply.value, reply.was, reply.why) == ("acknowledgement", "redirect", "لا رقم فيها")
    assert reply.corrected is not None
    assert reply.corrected.by == sara


def test_the_page_shows_every_correction_the_latest_first(sara: Person) -> None:
    made = [correct(said(2), "reply", value, by=sara) for value in ("acknowledgement", "redirect")]
    assert list(shown_case().history) == made[::-1]


def test_nobody_sees_the_cases_of_another_agency(sara: Person) -> None:
    official("other")
    stranger = person("omar", "other")
    assert visible_case(sara, the_case().pk) == the_case()
    assert visible_case(stranger, the_case().pk) is None
    assert visible_agencies(stranger) == (stranger.agency_id,)
    assert len(visible_agencies(person("shamma"))) == 2


def test_whoever_sees_the_cases_of_all_agencies_reads_nothing_private(sara: Person) -> None:
    assert may_read_private(sara)
    assert not may_read_private(person("shamma"))


def test_a_case_that_was_joined_leads_to_the_other(sara: Person) -> None:
    settle(
        [
            asked(20, author_handle="mariam"),
            asked(22, QUESTION, author_handle="mariam", parent_id="p21"),
        ]
    )
    younger = Case.objects.filter(citizen="mariam").latest("pk")
    settle([replied(21, 20, ANSWER)])
    found = visible_case(sara, younger.pk)
    assert found is not None
    assert found.pk == Case.objects.get(citizen="mariam", joined_to=None).pk
