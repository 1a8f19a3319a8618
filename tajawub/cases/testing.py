"""A small desk for tests: an agency that answers on X, and what people wrote to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from tajawub.agencies.knowing import Official, know
from tajawub.agencies.models import Account, Agency, Person
from tajawub.cases import judging
from tajawub.cases.models import Case
from tajawub.channels.records import Post
from tajawub.conversations import due
from tajawub.conversations.receiving import receive
from tajawub.conversations.testing import T0, post

QUESTION = "متى يفتح باب التقديم على منحة الصيانة؟"
REDIRECT = "يرجى الاتصال على مركز الخدمة 800 0000"
ANSWER = "يفتح باب التقديم يوم الثلاثاء 1 ديسمبر ويغلق يوم 31 منه عبر الموقع الإلكتروني"


def official(handle: str = "gov", agency: str | None = None, channel: str = "x") -> Account:
    """An official account, known to the desk."""
    know([Official(channel=channel, key=handle, handle=handle, agency=agency or handle)])
    return Account.objects.get(channel=channel, key=handle)


def person(name: str = "sara", agency: str | None = None) -> Person:
    """Somebody who works at the desk."""
    of = None if agency is None else Agency.objects.get(key=agency)
    return Person.objects.create_user(name, password="a pass phrase", agency=of)  # noqa: S106


def asked(number: int, text: str = QUESTION, **more: Any) -> Post:
    """A citizen's post that names @gov."""
    return post(number, text=f"@gov {text}", **more)


def replied(number: int, to: int, text: str, **more: Any) -> Post:
    """What @gov said to post `to`."""
    fields = {"author_handle": "gov", "author_id": "gov", "text": text}
    return post(number, to, **(fields | more))


def settle(posts: Iterable[Post] = ()) -> None:
    """Take the posts in and let all steps run until nothing waits."""
    receive(posts)
    judging.put_reader_to_work()
    steps = (due.take_up_accounts, judging.judge_due, judging.judge_by_newer_reader)
    while any([step() for step in steps]):  # noqa: C419 - each of them, whatever the others did
        pass


def the_case() -> Case:
    """The only case there is."""
    return Case.objects.get(joined_to=None)


def days(number: float) -> timedelta:
    return timedelta(days=number)


__all__ = ["ANSWER", "QUESTION", "REDIRECT", "T0", "asked", "days", "official", "person", "post",
           "replied", "settle", "the_case"]  # fmt: skip
