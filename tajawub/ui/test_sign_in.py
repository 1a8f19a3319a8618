"""The door tells nobody who exists, speaks both languages, and lets in who may come in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tajawub.agencies.models import Person

WORD = "a long enough word"


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create_user("shamma", password=WORD, name="شمّا")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("browser", "lang", "title"),
    [
        ("ar", '<html lang="ar" dir="rtl">', "تسجيل الدخول"),
        ("en", '<html lang="en" dir="ltr">', "Sign in"),
    ],
)
def test_it_speaks_the_browsers_language(
    client: Client, browser: str, lang: str, title: str
) -> None:
    page = client.get("/sign-in", headers={"accept-language": browser}).content.decode()
    assert lang in page
    assert f"<h1>{title}</h1>" in page


def test_it_leads_to_where_one_was_going(client: Client, person: Person) -> None:
    response = client.post(
        "/sign-in", {"username": "shamma", "password": WORD, "next": "/?standing=redirected"}
    )
    assert response["Location"] == "/?standing=redirected"


def test_it_says_the_same_of_a_wrong_password_a_stranger_and_a_closed_account(
    client: Client, person: Person
) -> None:
    Person.objects.create_user("gone", password=WORD, is_active=False)
    said = set()
    for username, password in (("shamma", "wrong"), ("nobody", WORD), ("gone", WORD)):
        page = client.post("/sign-in", {"username": username, "password": password})
        assert page.status_code == 200
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
        said.add(text.replace(username, "…"))
    assert len(said) == 1
    assert "لا يتطابق اسم المستخدم وكلمة المرور" in said.pop()


@pytest.mark.django_db
def test_an_empty_field_is_named(client: Client) -> None:
    page = client.post("/sign-in", {}).content.decode()
    assert "يُرجى كتابة اسم المستخدم" in page
    assert "يُرجى كتابة كلمة المرور" in page


@pytest.mark.django_db
def test_what_was_typed_is_shown_as_text(client: Client) -> None:
    page = client.post("/sign-in", {"username": "<b>x", "password": "y"}).content.decode()
    assert "&lt;b&gt;x" in page
    assert "<b>x" not in page


@pytest.mark.django_db
def test_a_fragment_asked_for_after_the_session_ended_leads_here_as_a_page(client: Client) -> None:
    """Else the door would be swapped into a corner of the desk."""
    response = client.get(
        "/sign-in?next=/peek/3",
        headers={"hx-request": "true", "hx-current-url": "http://testserver/?standing=redirected"},
    )
    assert response["HX-Redirect"] == "/sign-in?next=%2F%3Fstanding%3Dredirected"


def test_signing_out_needs_a_form(client: Client, person: Person) -> None:
    client.force_login(person)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/sign-in"
