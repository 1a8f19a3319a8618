"""How the reader of a page wants it written, and the language it comes in."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from tajawub.ui.formats import Language, Writing

LANGUAGES: Final[tuple[tuple[Language, str], ...]] = (("ar", "العربية"), ("en", "English"))
COOKIE_AGE: Final = 31_536_000  # a year

_current: ContextVar[Writing | None] = ContextVar("writing", default=None)


def current() -> Writing:
    """How the page in hand is to be written; outside a request as the desk says."""
    return _current.get() or Writing(language=_known(translation.get_language()) or _default())


class Preferences:
    """Middleware: the language, numerals and calendar of whoever asks, for this request.

    The language is the signed-in person's own; else that of the cookie; else what the browser asks
    for; else the desk's. Times are in the desk's zone. `request.preferences` says it all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        writing = writing_for(request)
        request.preferences = writing  # type: ignore[attr-defined]
        request.LANGUAGE_CODE = writing.language
        token = _current.set(writing)
        try:
            with translation.override(writing.language), timezone.override(settings.TIME_ZONE):
                response = self.get_response(request)
        finally:
            _current.reset(token)
        response.headers.setdefault("Content-Language", writing.language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def for_templates(request: HttpRequest) -> dict[str, Any]:
    """What every template may ask for: `preferences`, `languages`."""
    return {"preferences": current(), "languages": LANGUAGES}


def writing_for(request: HttpRequest) -> Writing:
    """How whoever sent the request wants things written."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return Writing(language=language_of(request))
    return Writing(
        language=_known(person.language) or language_of(request),
        numerals="arabic" if person.numerals == "arabic" else "western",
        hijri=person.hijri,
    )


def language_of(request: HttpRequest) -> Language:
    """The language of somebody who has not signed in: cookie, browser, desk. Asks no database."""
    kept = _known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))
    if kept is not None:
        return kept
    for wanted, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if (found := _known(wanted)) is not None:
            return found
    return _default()


def keep_language(response: HttpResponseBase, language: Language) -> None:
    """Keeps a chosen language in the browser, for before signing in and after signing out."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=COOKIE_AGE, samesite="Lax",
        httponly=True, secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _default() -> Language:
    return _known(settings.LANGUAGE_CODE) or "ar"


def _known(code: str | None) -> Language | None:
    """The language that a code such as ar-AE stands for; None where it is not one of ours."""
    main = (code or "").split("-")[0].lower()
    return next((language for language, _ in LANGUAGES if language == main), None)
