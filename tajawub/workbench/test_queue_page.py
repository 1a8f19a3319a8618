"""The page of the queue shows what waits, to those who may see it, at a cost that does not grow."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tajawub.agencies.models import Account, Agency, Person
from tajawub.cases import queue, seeking
from tajawub.workbench.testing import (
    T0,
    asked,
    case_of,
    client_of,
    desk,
    many,
    official,
    person,
    settle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sara() -> Person:
    return desk()


@pytest.fixture
def browser(sara: Person) -> Client:
    return client_of(sara)


def page(browser: Client, query: str = "", **headers: str) -> str:
    response = browser.get(f"/{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def listed(html: str) -> list[int]:
    """The numbers of the cases in the list, in order."""
    return [int(n) for n in re.findall(r'<li class="row" id="case-(\d+)"', html)]


def cases(*handles: str) -> list[int]:
    return [case_of(handle).pk for handle in handles]


def test_only_who_is_signed_in_sees_it(sara: Person) -> None:
    for address in ("/", "/filter", "/selected", "/selected/correct", "/cases/1", "/cases/1/peek"):
        response = Client().get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in")


def test_what_waits_stands_there_the_oldest_first(browser: Client) -> None:
    html = page(browser)
    assert listed(html) == cases("salem", "mariam")
    assert "متى تُفتح طلبات تصريح البناء؟" in html
    assert "إحالة بلا جواب" in html
    assert "سالم" in html
    assert "بانتظار ردّنا" in html


def test_nobody_sees_the_cases_of_another_agency(browser: Client) -> None:
    theirs = case_of("omar")
    other = theirs.agency_id
    for query in ("", f"?agency={other}", f"?account={theirs.account_id}", "?q=التسجيل"):
        assert theirs.pk not in listed(page(browser, query))
    html = page(browser, f"?agency={other}")
    assert listed(html) == cases("salem", "mariam")
    assert "التسجيل" not in html


def test_who_belongs_to_no_agency_sees_all_and_can_choose() -> None:
    desk()
    browser = client_of(person("shamma"))
    assert listed(page(browser)) == cases("salem", "mariam", "omar")
    other = Agency.objects.get(key="other")
    html = page(browser, f"?agency={other.pk}")
    assert listed(html) == cases("omar")
    assert "الجهة" in html


@pytest.mark.parametrize(
    ("query", "handles"),
    [
        ("?standing=redirected", ["salem"]),
        ("?standing=unanswered", ["mariam"]),
        ("?standing=answered", ["john"]),
        ("?standing=nothing-owed", ["noura"]),
        ("?standing=answered&standing=redirected", ["salem", "john"]),
        ("?order=newest", ["mariam", "salem"]),
        ("?q=صهريج", ["mariam"]),
        ("?q=والصهريج", ["mariam"]),
        ("?q=timetable&standing=answered", ["john"]),
        ("?act=question", ["salem"]),
        ("?urgent=yes", ["mariam"]),
        ("?older=365", []),
        ("?language=en&standing=answered", ["john"]),
        ("?standing=closed&act=nonsense", ["salem", "mariam"]),
    ],
)
def test_filters_stand_in_the_address(browser: Client, query: str, handles: list[str]) -> None:
    assert listed(page(browser, query)) == cases(*handles)


def numbers(html: str) -> dict[str, int]:
    """The views and how many cases each says it has."""
    found = re.findall(r"<span>([^<]+)</span> <span class=\"num\">(\d+)</span></a></li>", html)
    return {word: int(number) for word, number in found}


def test_each_view_says_how_many_cases_it_has_and_has_so_many(sara: Person) -> None:
    browser = client_of(sara, "en")
    said = numbers(page(browser))
    assert said == {
        "Waiting on us": 2, "Redirected, not answered": 1, "Disputed": 0, "Urgent": 1,
        "Without any reply": 1, "Received only": 0, "Moved to private": 0,
        "Waiting on the citizen": 0, "Answered": 1, "Confirmed": 0, "Nothing owed": 1,
    }  # fmt: skip
    html = page(browser)
    views = re.findall(r'<li><a href="/([^"]*)"[^>]*><svg.*?</svg><span>([^<]+)</span>', html)
    assert len(views) == len(said)
    for query, word in views:
        shown = page(browser, query.replace("&amp;", "&"))
        assert len(listed(shown)) == said[word]
        assert re.search(r'aria-current="page"[^>]*><svg.*?</svg><span>' + word, shown)


def test_a_view_keeps_the_account_and_begins_the_rest_anew(sara: Person) -> None:
    official("gov_help", "gov")
    account = Account.objects.get(key="gov")
    html = page(client_of(sara), f"?account={account.pk}&act=question&q=abc")
    assert f'href="/?account={account.pk}&amp;standing=redirected"' in html


def test_pages_lead_on_and_back(sara: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    many(120)
    browser = client_of(sara, "en")
    seen: list[int] = []
    html = page(browser)
    while True:
        seen += listed(html)
        on = re.search(r'href="/([^"]+)" rel="next"', html)
        if on is None:
            break
        before, html = html, page(browser, on[1].replace("&amp;", "&"))
        back = re.search(r'href="/([^"]*)" rel="prev"', html)
        assert back is not None
        assert listed(page(browser, back[1].replace("&amp;", "&"))) == listed(before)
    filters = queue.Filters(agencies=(sara.agency_id or 0,))
    assert seen == [row.pk for row in queue.page(filters, size=1000).rows]
    assert len(seen) == 122


def test_a_page_that_has_emptied_meanwhile_leads_to_the_start(browser: Client) -> None:
    assert listed(page(browser, "?after=99999999999999999-1")) == cases("salem", "mariam")


def test_more_than_were_counted_is_said_to_be_more(
    sara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(8)
    monkeypatch.setattr(queue, "COUNTED", 5)
    for module in (queue, seeking):  # as where very many are found
        monkeypatch.setattr(module, "worth_walking", lambda *_: True)
    assert "more than 5 cases" in page(client_of(sara, "en"), "?q=bus")


def test_who_comes_back_from_a_case_finds_its_row_in_hand(sara: Person) -> None:
    many(120)
    browser = client_of(sara)
    every = queue.page(queue.Filters(agencies=(sara.agency_id or 0,)), size=1000).rows
    for at in (every[3], every[80], every[-1]):
        html = page(browser, f"?at={at.pk}")
        assert at.pk in listed(html)
        row = html.split(f'id="case-{at.pk}"')[1].split("</li>")[0]
        assert 'aria-current="true"' in row.split(">")[0]
        assert "autofocus" in row


def test_who_comes_back_from_a_case_that_left_the_queue_finds_the_next_one(browser: Client) -> None:
    answered = case_of("john")  # asked after both that wait
    html = page(browser, f"?at={answered.pk}")
    assert listed(html) == cases("salem", "mariam")
    assert html.count("autofocus") == 1
    assert "autofocus" in html.split(f'id="case-{cases("mariam")[0]}"')[1]


def test_who_comes_back_from_a_case_of_others_sees_the_start(browser: Client) -> None:
    assert listed(page(browser, f"?at={case_of('omar').pk}")) == cases("salem", "mariam")
    assert listed(page(browser, "?at=999999999999999999")) == cases("salem", "mariam")


def test_htmx_gets_the_part_that_a_filter_changes(browser: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "desk"}
    response = browser.get("/?standing=redirected&act=&nonsense=1", headers=headers)
    html = response.content.decode()
    assert html.count('<div class="desk" id="desk">') == 1
    assert html.strip().startswith("<title>إحالات بلا جواب · تجاوب</title>")
    assert "<html" not in html
    assert response["HX-Push-Url"] == "/?standing=redirected"
    assert "HX-Target" in response["Vary"]
    assert "no-store" in response["Cache-Control"]
    whole = page(browser, "?standing=redirected")
    assert listed(html) == listed(whole)


def test_the_sheet_of_filters_says_how_many_each_choice_would_give(sara: Person) -> None:
    browser = client_of(sara, "en")
    response = browser.get("/filter?act=question")
    html = response.content.decode()
    assert re.search(r'name="act" value="question" checked', html)
    found = re.search(r'name="standing" value="answered">Answered <span[^>]*>(\d+)<', html)
    assert found is not None
    assert len(listed(page(browser, "?act=question&standing=answered"))) == int(found[1])
    assert 'name="agency"' not in html
    assert "@other" not in html
    part = browser.get("/filter", headers={"HX-Request": "true", "HX-Target": "sheet"})
    assert "<html" not in part.content.decode()


def test_an_empty_desk_says_where_cases_come_from() -> None:
    official("gov")
    html = page(client_of(person("sara", "gov"), "en"))
    assert "There is no case yet" in html
    assert "tajawub import" in html


def test_a_person_of_a_desk_without_agencies_sees_an_empty_one() -> None:
    html = page(client_of(person("shamma"), "en"))
    assert "There is no case yet" in html


def test_where_nothing_fits_the_filters_can_be_cleared(sara: Person) -> None:
    html = page(client_of(sara, "en"), "?q=zzzz&act=praise")
    assert "No case fits these filters" in html
    assert "Clear the filters" in html


def test_where_nobody_waits_that_is_said(sara: Person) -> None:
    html = page(client_of(sara, "en"), "?standing=disputed")
    assert "Nobody disputes an answer." in html


def test_a_deleted_post_keeps_its_row_and_shows_no_text(sara: Person) -> None:
    text = "رقم بطاقتي 784 وأنا أنتظر"
    gone = asked(30, text, author_handle="hind")
    settle([gone])
    settle([replace(gone, text="", deleted=True, deleted_at=T0 + timedelta(days=1))])
    html = page(client_of(sara))
    assert case_of("hind").pk in listed(html)
    assert "784" not in html
    assert "حذف صاحبه المنشور، والحالة محسوبة حتى تُجاب" in html


def test_what_was_said_in_private_is_marked_and_read_by_its_agency_only(sara: Person) -> None:
    settle([asked(30, "ملفي رقم 55512 متى يُنجز؟", author_handle="hind", visibility="private",
                  space="gov")])  # fmt: skip
    own = page(client_of(sara))
    assert "55512" in own
    assert "خاص" in own
    overseer = page(client_of(person("shamma")))
    assert case_of("hind").pk in listed(overseer)
    assert "55512" not in overseer
    assert "قيل في الخاص" in overseer


@pytest.mark.parametrize("query", ["", "?q=bus", "?act=question&scope=general&urgent=no"])
def test_the_number_of_questions_to_the_database_does_not_grow(
    sara: Person, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = client_of(sara)
    many(3)
    page(browser, query)
    with django_assert_max_num_queries(10) as few:
        page(browser, query)
    many(70)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(listed(page(browser, query))) >= 50
    overseer = client_of(person("shamma"))
    with django_assert_max_num_queries(12):
        page(overseer, query)


def test_the_sheet_asks_the_database_a_bounded_number_of_questions(
    sara: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = client_of(person("shamma"))
    with django_assert_max_num_queries(14):
        browser.get("/filter")


def test_a_row_tells_working_time_and_no_clock_runs_where_nothing_is_owed(sara: Person) -> None:
    browser = client_of(sara, "en")
    assert re.search(r"\d h working", page(browser))
    assert "working" not in page(browser, "?standing=nothing-owed").split('id="rows"')[1]


def test_the_selected_open_in_turn(browser: Client) -> None:
    first, second = cases("mariam", "salem")
    response = browser.get(f"/selected?case={first}&case={second}&act=question")
    assert response["Location"] == f"/cases/{first}?act=question&of={first}.{second}"
    html = browser.get(response["Location"]).content.decode()
    assert f'href="/cases/{second}?act=question&amp;of={first}.{second}" rel="next"' in html
    assert 'rel="prev"' not in html
    assert f'href="/?act=question&amp;at={first}"' in html


@pytest.mark.parametrize("path", ["/selected", "/selected/correct"])
def test_without_a_selection_one_is_asked_for(browser: Client, path: str) -> None:
    theirs = case_of("omar").pk
    for query in ("", f"?case={theirs}", "?case=99999999999999999999999&case=x"):
        response = browser.get(path + query, follow=True)
        assert "يُرجى تحديد حالات أولاً." in response.content.decode()


def test_nothing_on_it_offers_to_close_a_case(sara: Person) -> None:
    browser = client_of(sara, "en")
    for html in (page(browser), page(browser, "?standing=answered")):
        words = re.sub(r"<[^>]+>", " ", html.split("<body", 1)[1]).replace("No case closes", "")
        assert not re.search(r"\b(clos|resolv|dismiss|archiv)\w* (the |this |a )?case", words, re.I)
