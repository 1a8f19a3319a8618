"""The pages that say what went wrong and what to do: in the reader's language, the other one below.

They ask no database and no context processor, so that they come up when those are what fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tajawub.ui.formats import Language, Writing
from tajawub.ui.preferences import LANGUAGES, language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is said: what happened, what to do, and where its one button leads."""

    title: Promise
    text: Promise
    action: Promise
    address: str = "/"


PAGES: Final[Mapping[HTTPStatus, Page]] = {
    HTTPStatus.BAD_REQUEST: Page(
        title=_("This request cannot be read"),
        text=_(
            "Something in the address or in the form is not as it should be. Go back and try "
            "again, or start from the desk."
        ),
        action=_("To the desk"),
    ),
    HTTPStatus.FORBIDDEN: Page(
        title=_("This page is not open to you"),
        text=_(
            "Your account has no access to it. If your work needs it, ask your supervisor or "
            "whoever looks after the desk."
        ),
        action=_("To the desk"),
    ),
    HTTPStatus.NOT_FOUND: Page(
        title=_("There is no such page"),
        text=_(
            "The address may be mistyped or old, or it leads to a case of another agency. Look for "
            "what you need from the desk."
        ),
        action=_("To the desk"),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: Page(
        title=_("The desk could not do this"),
        text=_(
            "The fault is ours, and it has been recorded. Try again in a few minutes. If it "
            "happens again, tell whoever looks after the desk when it happened."
        ),
        action=_("To the desk"),
    ),
}
STALE: Final = Page(
    title=_("The page had been open too long"),
    text=_(
        "To keep others from acting in your name, the desk takes nothing from a page that is out "
        "of date. Nothing was saved. Go back, load the page again and repeat the last step."
    ),
    action=_("To the desk"),
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return page(request, HTTPStatus.FORBIDDEN)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, for a form without a valid token: most often a page from before the last sign-in."""
    return page(request, HTTPStatus.FORBIDDEN, STALE)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return page(request, HTTPStatus.NOT_FOUND)


def failed(request: HttpRequest) -> HttpResponse:
    """500."""
    return page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def page(request: HttpRequest, status: HTTPStatus, said: Page | None = None) -> HttpResponse:
    """The page of a status, or `said` in its place."""
    language = _language(request)
    said = said or PAGES[status]
    with translation.override(language):
        content = loader.render_to_string(
            "ui/failure.html",
            {
                "preferences": Writing(language=language),
                "said": said,
                "others": [_in(code, said) for code, _name in LANGUAGES if code != language],
                "status": status.value,
                "at": f"{timezone.localtime(timezone=timezone.get_default_timezone()):%H:%M}",
            },
        )
    return HttpResponse(content, status=status, headers={"Content-Language": language})


def _language(request: HttpRequest) -> Language:
    known = getattr(request, "preferences", None)  # None: it failed before anyone was known
    return known.language if isinstance(known, Writing) else language_of(request)


def _in(language: Language, said: Page) -> dict[str, str]:
    with translation.override(language):
        return {
            "language": language,
            "direction": Writing(language=language).direction,
            "title": str(said.title),
            "text": str(said.text),
        }
