"""What goes wrong is said in both languages, with what to do, whatever it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from tajawub.ui import failures
from tajawub.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def _raising(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    @login_not_required
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    path("400", _raising(SuspiciousOperation())),
    path("403", _raising(PermissionDenied())),
    path("500", _raising(RuntimeError("a broken part"))),
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("status", "arabic", "english"),
    [
        (400, "تعذّرت قراءة الطلب", "This request cannot be read"),
        (403, "هذه الصفحة غير متاحة لك", "This page is not open to you"),
        (404, "لا توجد صفحة بهذا العنوان", "There is no such page"),
        (500, "تعذّر إتمام ما طُلب", "The desk could not do this"),
    ],
)
@pytest.mark.parametrize("browser", ["ar", "en"])
def test_a_failure_is_said_in_the_readers_language_and_below_in_the_other(
    status: int, arabic: str, english: str, browser: str
) -> None:
    client = Client(raise_request_exception=False)
    response = client.get(f"/{status}", headers={"accept-language": browser})
    page = response.content.decode()
    assert response.status_code == status
    first, second = (arabic, english) if browser == "ar" else (english, arabic)
    assert f"<h1>{first}</h1>" in page
    assert page.index(first) < page.index(second)
    assert 'href="/"' in page
    assert "broken part" not in page


def test_the_page_for_our_own_faults_comes_up_without_a_database_and_without_middleware() -> None:
    """No database is allowed in this test, and nobody has set the request's preferences."""
    response = failures.failed(RequestFactory().get("/", headers={"accept-language": "en"}))
    assert response.status_code == 500
    assert "The desk could not do this" in response.content.decode()
    assert response["Content-Language"] == "en"


def test_a_page_that_had_been_open_too_long_says_that_nothing_was_saved() -> None:
    page = failures.csrf_failed(RequestFactory().post("/"), "no token").content.decode()
    assert "لم يُحفظ شيء" in page
    assert "no token" not in page
