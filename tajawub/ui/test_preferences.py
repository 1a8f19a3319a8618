"""Every page comes in the reader's language, and keeping one leads back to where they were."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from tajawub.agencies.models import Person
from tajawub.ui.formats import Writing
from tajawub.ui.preferences import Preferences, current, writing_for


def _asked(
    *, person: Person | None = None, cookie: str = "", browser: str = ""
) -> HttpRequest:  # fmt: skip
    request = RequestFactory().get("/", headers={"accept-language": browser} if browser else {})
    request.user = person or AnonymousUser()
    if cookie:
        request.COOKIES["tajawub_language"] = cookie
    return request


@pytest.mark.parametrize(
    ("person", "cookie", "browser", "language"),
    [
        ("en", "ar", "ar", "en"),  # one's own word first
        ("", "en", "ar", "en"),
        (None, "en", "ar", "en"),
        (None, "", "en-GB,ar;q=0.5", "en"),
        (None, "", "fr;q=0.9,ar-AE;q=0.8,en;q=0.5", "ar"),
        (None, "", "fr", "ar"),  # as the desk says
        (None, "xx", "", "ar"),
        (None, "../../etc", "*", "ar"),
    ],
)
def test_the_language_is_ones_own_else_the_cookies_else_the_browsers_else_the_desks(
    person: str | None, cookie: str, browser: str, language: str
) -> None:
    someone = None if person is None else Person(language=person)
    assert writing_for(_asked(person=someone, cookie=cookie, browser=browser)).language == language


def test_numerals_and_calendar_are_the_persons() -> None:
    person = Person(language="ar", numerals="arabic", hijri=True)
    assert writing_for(_asked(person=person)) == Writing(
        language="ar", numerals="arabic", hijri=True
    )
    assert writing_for(_asked()) == Writing(language="ar")


def test_a_request_is_answered_in_its_language_and_leaves_nothing_behind() -> None:
    seen: list[object] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append((translation.get_language(), current(), timezone.get_current_timezone_name()))
        return HttpResponse()

    before = translation.get_language()
    response = Preferences(page)(_asked(person=Person(language="en", numerals="arabic")))
    assert seen == [("en", Writing(language="en", numerals="arabic"), "Asia/Dubai")]
    assert response["Content-Language"] == "en"
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))
    assert translation.get_language() == before
    assert current().numerals == "western"


@pytest.mark.django_db
class TestBeforeSigningIn:
    def test_a_language_is_kept_in_the_browser_and_leads_back(self, client: Client) -> None:
        here = "/sign-in?next=/%3Fstanding%3Dredirected"
        response = client.post("/preferences", {"language": "en", "next": here})
        assert (response.status_code, response["Location"]) == (302, here)
        assert client.cookies["tajawub_language"].value == "en"
        page = client.get(here).content.decode()
        assert '<html lang="en" dir="ltr">' in page
        assert "Password" in page

    @pytest.mark.parametrize(
        "wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
    )
    def test_it_leads_nowhere_else(self, client: Client, wanted: str) -> None:
        response = client.post("/preferences", {"language": "ar", "next": wanted})
        assert response["Location"] == "/sign-in"

    def test_what_is_no_preference_is_refused(self, client: Client) -> None:
        for wrong in ({"language": "xx"}, {"numerals": "roman"}, {"hijri": "maybe"}):
            assert client.post("/preferences", wrong).status_code == 400
        assert client.get("/preferences").status_code == 405


@pytest.mark.django_db
class TestSignedIn:
    @pytest.fixture
    def person(self) -> Person:
        return Person.objects.create_user("shamma", password="a long enough word", name="شمّا")

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ({"language": "en"}, ("en", "western", False)),
            ({"numerals": "arabic"}, ("", "arabic", False)),
            ({"hijri": "1"}, ("", "western", True)),
        ],
    )
    def test_a_preference_is_kept_with_the_person_and_nothing_else_changes(
        self, client: Client, person: Person, sent: dict[str, str], kept: tuple[str, str, bool]
    ) -> None:
        client.force_login(person)
        response = client.post("/preferences", {**sent, "next": "/?q=%D9%85"})
        assert response["Location"] == "/?q=%D9%85"
        person.refresh_from_db()
        assert (person.language, person.numerals, person.hijri) == kept
        assert person.check_password("a long enough word")

    def test_a_language_stays_after_signing_out(self, client: Client, person: Person) -> None:
        client.force_login(person)
        client.post("/preferences", {"language": "en", "next": "/"})
        client.post("/sign-out")
        assert '<html lang="en"' in client.get("/sign-in").content.decode()

    def test_a_form_of_another_site_changes_nothing(self, person: Person) -> None:
        stranger = Client(enforce_csrf_checks=True)
        stranger.force_login(person)
        assert stranger.post("/preferences", {"language": "en"}).status_code == 403
        person.refresh_from_db()
        assert person.language == ""
