"""The page of a case: its thread, its clock, its readings, its place; correcting one of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tajawub.agencies.models import Person
from tajawub.cases.models import Case, Correction
from tajawub.conversations.models import Post
from tajawub.workbench.testing import (
    ANSWER,
    PERMIT,
    T0,
    asked,
    case_of,
    client_of,
    desk,
    official,
    person,
    post,
    replied,
    settle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sara() -> Person:
    return desk()


@pytest.fixture
def browser(sara: Person) -> Client:
    return client_of(sara, "en")


def page(browser: Client, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return response.content.decode()


def plain(html: str) -> str:
    """What a page says, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def the_reply() -> int:
    return Post.objects.get(external_id="p5").pk


def test_the_thread_shows_what_was_said_and_what_the_reply_was(browser: Client) -> None:
    case = case_of("salem")
    html = page(browser, f"/cases/{case.pk}")
    said = plain(html)
    assert "متى تُفتح طلبات تصريح البناء؟" in said
    assert "A redirect, not an answer" in said
    assert "الاتصال على" in said.split("A redirect, not an answer")[1]  # the reason quotes it
    assert "Not stopped by: Redirect. Only an answer or the citizen&#x27;s own word stops it." in (
        said.replace("'", "&#x27;")
    )
    assert "UAE federal government" in said
    assert re.search(r"Question \d+%", said)
    assert "after 4 minutes" in said


def test_each_message_has_its_own_direction_whatever_its_names_are(browser: Client) -> None:
    html = page(browser, f"/cases/{case_of('salem').pk}")
    assert '<p class="say" dir="auto"><bdi>@gov</bdi> متى' in html
    assert '<p class="say off" dir="auto"><bdi>@salem</bdi> يرجى' in html


def test_the_cases_of_another_agency_are_not_there(browser: Client) -> None:
    theirs = case_of("omar").pk
    asking = Post.objects.get(author_handle="omar").pk
    for address in (
        f"/cases/{theirs}", f"/cases/{theirs}/peek", f"/cases/{theirs}/correct/{asking}/act",
        f"/cases/{case_of('salem').pk}/correct/{asking}/act", "/cases/999999",
        "/cases/99999999999999999999999999",
    ):  # fmt: skip
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"value": "praise"}).status_code in {404, 405}
    assert not Correction.objects.exists()


def test_a_case_that_was_joined_leads_to_the_other_with_the_queue_kept(browser: Client) -> None:
    first, second = case_of("salem"), case_of("mariam")
    Case.objects.filter(pk=second.pk).update(joined_to=first)
    response = browser.get(f"/cases/{second.pk}?act=question")
    assert response["Location"] == f"/cases/{first.pk}?act=question"


def test_it_knows_its_place_in_the_queue_it_was_opened_from(browser: Client) -> None:
    first, second = case_of("salem").pk, case_of("mariam").pk
    html = page(browser, f"/cases/{first}")
    assert f'href="/cases/{second}" rel="next" data-key="KeyJ"' in html
    assert 'rel="prev"' not in html
    assert f'href="/?at={first}" data-key="Escape"' in html
    html = page(browser, f"/cases/{first}?standing=redirected&after=5-5")
    assert 'rel="next"' not in html
    assert f'href="/?standing=redirected&amp;after=5-5&amp;at={first}"' in html
    assert "Redirected, not answered" in plain(html)


def test_one_key_corrects_the_reading_that_decides(browser: Client) -> None:
    html = page(browser, f"/cases/{case_of('salem').pk}")
    (link,) = re.findall(r'<a class="mend" href="([^"]+)"[^>]*data-key="KeyE"', html)
    assert link == f"/cases/{case_of('salem').pk}/correct/{the_reply()}/reply"
    alone = case_of("mariam")
    html = page(browser, f"/cases/{alone.pk}")
    (link,) = re.findall(r'<a class="mend" href="([^"]+)"[^>]*data-key="KeyE"', html)
    assert link == f"/cases/{alone.pk}/correct/{alone.first_post_id}/act"


def test_the_form_has_a_key_for_each_value_and_works_as_a_page(browser: Client) -> None:
    address = f"/cases/{case_of('salem').pk}/correct/{the_reply()}/reply?act=question"
    html = page(browser, address)
    assert "<html" in html
    values = re.findall(r'name="value" value="(\w+)" data-key="Digit(\d)', html)
    assert [value for value, _ in values] == [
        "answer", "asks", "private", "redirect", "acknowledgement", "courtesy",
    ]  # fmt: skip
    assert [n for _, n in values] == list("123456")
    assert re.search(r'value="redirect"[^>]*checked', html)
    assert "?act=question" in html
    part = browser.get(address, headers={"HX-Request": "true", "HX-Target": "sheet"})
    assert "<html" not in part.content.decode()


def test_a_correction_moves_the_case_at_once(browser: Client, sara: Person) -> None:
    case = case_of("salem")
    address = f"/cases/{case.pk}/correct/{the_reply()}/reply?standing=redirected"
    response = browser.post(address, {"value": "answer", "why": "الموعد في الصورة"})
    assert response.status_code == 302
    assert response["Location"] == f"/cases/{case.pk}?standing=redirected#post-{the_reply()}"
    kept = Correction.objects.get()
    assert (kept.value, kept.was, kept.by, kept.why) == (
        "answer", "redirect", sara, "الموعد في الصورة",
    )  # fmt: skip
    said = plain(page(browser, response["Location"]))
    assert "Kept. The case now stands: Answered." in said
    assert "Stopped by an answer on" in said
    assert "Corrected by sara" in said
    assert "it read: Redirect" in said
    assert "الموعد في الصورة" in said
    queue = page(browser, "/")
    assert f'id="case-{case.pk}"' not in queue
    assert re.search(r'<span>Waiting on us</span> <span class="num">1<', queue)
    assert re.search(r'<span>Answered</span> <span class="num">2<', queue)


def test_every_correction_stays_in_its_history(browser: Client) -> None:
    case = case_of("salem")
    address = f"/cases/{case.pk}/correct/{the_reply()}/reply"
    for value in ("answer", "acknowledgement"):
        browser.post(address, {"value": value})
    history = plain(page(browser, f"/cases/{case.pk}").split('id="history"')[1])
    assert re.search(r"Reply: Answer\s+Acknowledgement.*Reply: Redirect\s+Answer", history)


@pytest.mark.parametrize("value", ["", "closed", "answer\0", "ANSWER", "praise"])
def test_only_a_value_of_the_reading_can_be_chosen(browser: Client, value: str) -> None:
    address = f"/cases/{case_of('salem').pk}/correct/{the_reply()}/reply"
    response = browser.post(address, {"value": value})
    assert response.status_code == 200
    assert "Choose what it is." in response.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize("label", ["standing", "language", "turn", "nonsense"])
def test_only_what_is_read_can_be_corrected(browser: Client, label: str) -> None:
    case = case_of("mariam")
    address = f"/cases/{case.pk}/correct/{case.first_post_id}/{label}"
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"value": "answered"}).status_code == 404


def test_nothing_on_it_offers_to_close_it(browser: Client) -> None:
    words = plain(page(browser, f"/cases/{case_of('mariam').pk}").split("<body", 1)[1])
    assert not re.search(r"\b(clos|resolv|dismiss|archiv)\w* (the |this |a )?case", words, re.I)


def test_a_follow_up_says_how_it_was_read_and_can_be_corrected(browser: Client) -> None:
    settle([post(40, 5, text="@gov اتصلت ولم يرد أحد، ما جاوبتوني", author_handle="salem")])
    follow_up = Post.objects.get(external_id="p40").pk
    html = page(browser, f"/cases/{case_of('salem').pk}")
    assert f"/correct/{follow_up}/turn" in html
    assert browser.get(f"/cases/{case_of('salem').pk}/correct/{follow_up}/turn").status_code == 200


def test_edits_and_deletions_are_told(browser: Client) -> None:
    edited = replace(asked(1, PERMIT + " وشكراً", author_handle="salem"), version_at=T0)
    gone = replace(asked(2, "", author_handle="mariam"), deleted=True,
                   deleted_at=T0 + timedelta(days=1))  # fmt: skip
    settle([edited, gone])
    assert "Edited" in plain(page(browser, f"/cases/{case_of('salem').pk}"))
    html = page(browser, f"/cases/{case_of('mariam').pk}")
    assert "Deleted by its author on Monday 2 March 2026, 12:00." in plain(html)
    assert "The case counts until it is answered." in plain(html)
    assert "صهريج" not in html


def test_another_asker_in_the_thread_has_a_case_and_clock_of_its_own(browser: Client) -> None:
    settle([asked(41, "وأنا أسأل: متى تُفتح الطلبات؟", parent_id="p1", author_handle="badr")])
    badr, salem = case_of("badr"), case_of("salem")
    html = page(browser, f"/cases/{badr.pk}")
    assert f'href="/cases/{salem.pk}"' in html
    assert "A case and clock of its own" in html
    assert "Of others in the same conversation: 1 case" in plain(html)


def test_the_citizens_other_cases_are_there(browser: Client) -> None:
    settle([asked(300, "كيف أحدّث رقم الهاتف؟", author_handle="salem", author_name="سالم",
                  at=T0 + timedelta(days=60))])  # fmt: skip
    first, second = Case.objects.filter(citizen="salem").order_by("opened_at")
    html = page(browser, f"/cases/{second.pk}").split('id="others"')[1]
    assert f'href="/cases/{first.pk}"' in html
    assert "Redirected" in html


def test_private_words_stay_with_the_agency(sara: Person) -> None:
    settle(
        [
            asked(30, "ملفي رقم 55512 متى يُنجز؟", author_handle="hind", visibility="private",
                  space="gov"),
            replied(31, 30, "ملفك 55512 أُنجز أمس", visibility="private"),
        ]
    )  # fmt: skip
    case = case_of("hind")
    own = page(client_of(sara, "en"), f"/cases/{case.pk}")
    assert "55512" in own
    assert "Holds private messages" in own
    reply = Post.objects.get(external_id="p31").pk
    form = f"/cases/{case.pk}/correct/{reply}/reply"
    client_of(sara).post(form, {"value": "answer", "why": "ملف 55512"})
    overseer = client_of(person("shamma"), "en")
    form = f"/cases/{case.pk}/correct/{case.first_post_id}/act"
    for address in (f"/cases/{case.pk}", f"/cases/{case.pk}/peek", form):
        html = page(overseer, address)
        assert "55512" not in html
    assert "Said in private; only the agency reads it" in page(overseer, f"/cases/{case.pk}")


def test_a_long_thread_is_cut_and_says_so(browser: Client) -> None:
    settle(
        post(1000 + n, 1 if n == 0 else 999 + n, text=f"@gov سطر رقم {n}", author_handle="salem")
        for n in range(160)
    )
    said = plain(page(browser, f"/cases/{case_of('salem').pk}"))
    assert re.search(r"Left out here, between the first and the latest: 1\d posts", said)


def test_an_answered_case_tells_when_its_clock_stopped(browser: Client) -> None:
    said = plain(page(browser, f"/cases/{case_of('john').pk}"))
    assert "An answer" in said
    assert "Stopped by an answer on Sunday 1 March 2026, 12:09." in said


def test_where_nothing_is_owed_no_clock_runs(browser: Client) -> None:
    assert "No clock runs" in plain(page(browser, f"/cases/{case_of('noura').pk}"))


def test_a_peek_shows_the_thread_beside_the_queue(browser: Client) -> None:
    case = case_of("salem")
    html = page(browser, f"/cases/{case.pk}/peek?act=question")
    assert "<html" not in html
    assert "A redirect, not an answer" in html
    assert f'href="/cases/{case.pk}?act=question"' in html


def test_the_link_leads_to_the_platform_and_to_nothing_else(browser: Client) -> None:
    settle([asked(50, PERMIT, author_handle="a1", url="https://x.com/a1/status/50"),
            asked(51, PERMIT, author_handle="a2", url="javascript:alert(1)"),
            asked(52, PERMIT, author_handle="a3", url="data:text/html,x"),
            asked(53, PERMIT, author_handle="a4", url="https://x/" + "a" * 5000)])  # fmt: skip
    html = page(browser, f"/cases/{case_of('a1').pk}")
    assert re.search(r'href="https://x.com/a1/status/50" target="_blank" rel="noopener noref', html)
    for handle in ("a2", "a3", "a4"):
        for address in (f"/cases/{case_of(handle).pk}", f"/cases/{case_of(handle).pk}/peek"):
            html = page(browser, address)
            assert "Open on the platform" not in html
            assert "javascript:" not in html


def test_the_number_of_questions_to_the_database_does_not_grow(
    browser: Client, sara: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = case_of("salem")
    page(browser, f"/cases/{case.pk}")
    with django_assert_max_num_queries(12) as few:
        page(browser, f"/cases/{case.pk}")
    official("gov2", "gov")
    settle(
        [
            *(post(100 + n, 5, text=f"@gov أين الجواب {n}", author_handle="salem")
              for n in range(20)),
            *(replied(200 + n, 100 + n, f"@salem {ANSWER}") for n in range(20)),
            *(asked(300 + n, PERMIT, parent_id="p1", author_handle=f"c{n}") for n in range(9)),
        ]
    )  # fmt: skip
    with django_assert_max_num_queries(len(few.captured_queries) + 1):  # whose cases the others are
        page(browser, f"/cases/{case.pk}")
