"""One correction for many cases: of those one may see, with a reason, and safe to repeat."""

from __future__ import annotations

import pytest
from django.test import Client

from tajawub.agencies.models import Person
from tajawub.cases.models import Case, Correction
from tajawub.workbench.address import MOST
from tajawub.workbench.correcting_many import chosen_cases, correct_all
from tajawub.workbench.testing import case_of, client_of, desk, many, post, settle

pytestmark = pytest.mark.django_db

FORM = "/selected/correct"


@pytest.fixture
def sara() -> Person:
    return desk()


@pytest.fixture
def browser(sara: Person) -> Client:
    return client_of(sara, "en")


def test_the_form_says_of_how_many_cases_it_speaks(browser: Client) -> None:
    pks = [case_of(name).pk for name in ("salem", "mariam", "omar")]
    html = browser.get(FORM, {"case": pks}).content.decode()
    assert "This is said of 2 cases" in html  # the third belongs to others
    assert html.count('name="case"') == 2
    assert "No case closes by this" in html


def test_each_case_is_corrected_with_who_and_why(browser: Client, sara: Person) -> None:
    pks = [case_of(name).pk for name in ("salem", "mariam")]
    response = browser.post(
        f"{FORM}?standing=redirected", {"case": pks, "to": "owed:no", "why": "إعلان"}, follow=True
    )
    assert response.redirect_chain[0][0] == "/?standing=redirected"
    assert "Corrected in 2 cases; of those selected, 0 cases still waiting." in (
        response.content.decode()
    )
    assert {case_of(name).standing for name in ("salem", "mariam")} == {"nothing owed"}
    kept = Correction.objects.all()
    assert {(c.label, c.value, c.by, c.why) for c in kept} == {("owed", "no", sara, "إعلان")}
    assert len(kept) == 2


def test_a_repetition_changes_nothing(sara: Person) -> None:
    cases = [case_of(name) for name in ("salem", "mariam")]
    first = correct_all(cases, "owed", "no", by=sara, why="إعلان")
    again = correct_all(cases, "owed", "no", by=sara, why="إعلان")
    assert (first.corrected, first.unchanged, first.waiting) == (2, 0, 0)
    assert (again.corrected, again.unchanged, again.waiting) == (0, 2, 0)
    assert Correction.objects.count() == 2


def test_what_reads_so_already_is_left_alone(sara: Person) -> None:
    outcome = correct_all([case_of("mariam")], "owed", "yes", by=sara, why="نعم")
    assert (outcome.corrected, outcome.unchanged, outcome.waiting) == (0, 1, 1)
    assert not Correction.objects.exists()


def test_a_corrected_act_that_owes_nothing_needs_no_second_word(sara: Person) -> None:
    case = case_of("mariam")
    correct_all([case], "act", "praise", by=sara, why="شكر")
    case.refresh_from_db()
    assert case.standing == "nothing owed"
    assert correct_all([case], "owed", "no", by=sara, why="شكر").corrected == 0


def test_that_nothing_is_owed_is_said_of_all_messages_of_the_citizen(sara: Person) -> None:
    settle([post(70, 2, text="@gov أين الصهريج؟ متى يصل؟", author_handle="mariam")])
    case = case_of("mariam")
    correct_all([case], "owed", "no", by=sara, why="إعلان")
    case.refresh_from_db()
    assert not case.waits
    assert Correction.objects.count() == 2


def test_an_answer_of_the_agency_is_not_touched(sara: Person) -> None:
    correct_all([case_of("salem")], "owed", "no", by=sara, why="إعلان")
    assert set(Correction.objects.values_list("post__author_handle", flat=True)) == {"salem"}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"to": "", "why": "x"}, "Choose what it is."),
        ({"to": "owed:maybe", "why": "x"}, "Choose what it is."),
        ({"to": "reply:answer", "why": "x"}, "Choose what it is."),
        ({"to": "standing:answered", "why": "x"}, "Choose what it is."),
        ({"to": "owed:no", "why": "  "}, "Write why"),
        ({"to": "owed:no"}, "Write why"),
    ],
)
def test_a_value_and_a_reason_are_needed(browser: Client, sent: dict[str, str], said: str) -> None:
    response = browser.post(FORM, {"case": case_of("mariam").pk, **sent})
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Correction.objects.exists()


def test_the_cases_of_others_stay_as_they_are(browser: Client) -> None:
    theirs = case_of("omar")
    browser.post(FORM, {"case": theirs.pk, "to": "owed:no", "why": "x"})
    theirs.refresh_from_db()
    assert theirs.waits
    assert not Correction.objects.exists()


def test_more_than_can_be_selected_are_left_out(sara: Person, browser: Client) -> None:
    many(MOST + 5)
    waiting = Case.objects.filter(waits=True, agency=sara.agency_id)
    pks = list(waiting.order_by("pk").values_list("pk", flat=True))
    html = browser.get(FORM, {"case": pks}).content.decode()
    assert html.count('name="case"') <= MOST
    assert chosen_cases(pks[:3], sara) == [Case.objects.get(pk=pk) for pk in pks[:3]]


def test_joined_cases_are_left_to_the_one_they_joined(sara: Person) -> None:
    first, second = case_of("salem"), case_of("mariam")
    Case.objects.filter(pk=second.pk).update(joined_to=first)
    assert chosen_cases([second.pk, first.pk], sara) == [first]
