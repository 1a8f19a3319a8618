"""A desk for tests: people of two agencies, and small threads that were written for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from tajawub.agencies.models import Agency, Person
from tajawub.cases.models import Case
from tajawub.cases.testing import (
    ANSWER,
    REDIRECT,
    T0,
    asked,
    official,
    person,
    post,
    replied,
    settle,
)

__all__ = ["ANSWER", "REDIRECT", "T0", "asked", "case_of", "client_of", "desk", "official",
           "person", "post", "replied", "settle"]  # fmt: skip

PERMIT = "متى تُفتح طلبات تصريح البناء؟ أنتظر من شهر"
LEAK = "الماء مقطوع عن بيتنا من أمس والأطفال عطشانين، أرجو إرسال صهريج اليوم"
BUS = "where can I find the new timetable of bus 14?"
THANKS = "شكراً لكم على الخدمة الممتازة"


def desk() -> Person:
    """Four cases put to @gov and one put to @other; whoever sits here works for the first agency.

    salem was sent to a telephone, mariam waits for any reply, john was answered, noura only said
    thanks; omar asked the other agency.
    """
    official("gov")
    official("other")
    Agency.objects.filter(key="gov").update(name_ar="هيئة الماء", name_en="Water Authority")
    settle(
        [
            asked(1, PERMIT, author_handle="salem", author_name="سالم"),
            replied(5, 1, f"@salem {REDIRECT}"),
            asked(2, LEAK, author_handle="mariam", author_name="مريم"),
            asked(3, BUS, author_handle="john", author_name="John P."),
            replied(9, 3, "@john It is on page 3 of the leaflet: every 20 minutes from 6 to 22."),
            asked(4, THANKS, author_handle="noura", author_name="نورة"),
            post(6, text="@other متى يبدأ التسجيل؟", author_handle="omar"),
        ]
    )
    return person("sara", "gov")


def case_of(handle: str) -> Case:
    """The case of the citizen of this handle."""
    return Case.objects.get(first_post__author_handle=handle, joined_to=None)


def client_of(someone: Person, language: str = "ar") -> Client:
    """A browser in which they are signed in."""
    Person.objects.filter(pk=someone.pk).update(language=language)
    client = Client()
    client.force_login(someone)
    return client


def many(count: int, **more: Any) -> None:
    """So many questions put to @gov, an hour apart."""
    settle(
        asked(n, f"{BUS} ({n})", at=T0 + timedelta(hours=n), **more)
        for n in range(1000, 1000 + count)
    )
