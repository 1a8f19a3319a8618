"""An officer's first minutes at the desk, in a real browser, in both languages.

Sign in, find, open, correct. On the way no page has anything that axe-core calls serious, and
nothing is asked of any other host."""

from __future__ import annotations

import gzip
import os
import re
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tajawub.agencies.models import Person
from tajawub.cases.models import Case, Correction
from tajawub.cases.testing import (
    ANSWER,
    QUESTION,
    REDIRECT,
    asked,
    official,
    person,
    replied,
    settle,
)

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium"),
]
ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
LOCALES = {"ar": "ar-AE", "en": "en-GB"}
SERIOUS = {"serious", "critical"}
WORDS = {
    "ar": {"redirected": "إحالات", "answered": "أُجيبت", "waiting": "بانتظار ردّنا"},
    "en": {"redirected": "Redirected", "answered": "Answered", "waiting": "Waiting on us"},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's own loop runs in this thread, and Django would take it for one of its own.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        yield started
        started.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Desk:
    """A person at the desk: a browser of their language and width, watched on the way."""

    def __init__(self, browser: Browser, address: str, language: str, width: int) -> None:
        self.context = browser.new_context(
            locale=LOCALES[language], viewport={"width": width, "height": 800}, base_url=address
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.elsewhere: list[str] = []
        self.wrong: list[str] = []
        own = urlsplit(address).netloc
        self.page.on(
            "request",
            lambda request: (
                self.elsewhere.append(request.url)
                if urlsplit(request.url).netloc not in {own, ""}
                else None
            ),
        )
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("response", lambda r: self.wrong.append(r.url) if r.status >= 400 else None)

    def sign_in(self) -> None:
        self.page.goto("/")
        self.page.fill("input[name=username]", "sara")
        self.page.fill("input[name=password]", "a pass phrase")
        self.page.keyboard.press("Enter")
        expect(self.rows.first).to_be_visible()

    @property
    def rows(self) -> Locator:
        return self.page.locator("[data-row]")

    def looks_well(self) -> None:
        """Nothing serious for axe, nothing wider than the window, the direction of the language."""
        found = Axe().run(self.page).response["violations"]
        assert [_told(one) for one in found if one["impact"] in SERIOUS] == []
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0

    def is_well(self) -> None:
        assert self.elsewhere == []
        assert self.wrong == []


def _told(violation: dict[str, Any]) -> str:
    places = ", ".join(str(node["target"]) for node in violation["nodes"][:3])
    return f"{violation['id']}: {places}"


@pytest.fixture
def threads() -> None:
    official("gov")
    person("sara", "gov")
    settle([
        asked(1, author_name="أم سيف"),
        replied(2, 1, REDIRECT),
        asked(10, "where can I renew my driving licence?", author_handle="joseph"),
        asked(20, "الماء مقطوع عن بيتنا من الصبح", author_handle="salem"),
        replied(21, 20, "تم رفع ملاحظتكم للقسم المختص"),
        asked(30, QUESTION, author_handle="noura"),
        replied(31, 30, ANSWER),
    ])  # fmt: skip


def at_the_desk(browser: Browser, live_server: Any, language: str, width: int) -> Desk:
    return Desk(browser, live_server.url, language, width)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_sign_in_find_open_correct(
    browser: Browser, live_server: Any, threads: None, language: str, width: int
) -> None:
    desk = at_the_desk(browser, live_server, language, width)
    page, words = desk.page, WORDS[language]
    page.goto("/")
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    desk.looks_well()
    desk.sign_in()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["waiting"])
    expect(desk.rows).to_have_count(3)
    desk.looks_well()

    # Find: by standing, then by words as people type them.
    page.locator("nav a, .views a").filter(has_text=words["redirected"]).first.click()
    expect(desk.rows).to_have_count(1)
    assert "standing=redirected" in page.url
    page.goto("/?q=للمنحه")
    expect(desk.rows).to_have_count(1)
    desk.looks_well()

    # Open, and read why it waits.
    desk.rows.first.locator("a[data-step]").click()
    page.wait_for_url(re.compile(r"/cases/\d+"))
    expect(page.locator("main, .thread").first).to_contain_text("800 0000")
    desk.looks_well()

    # Correct by one key, choose by another, save by a third.
    page.keyboard.press("e")
    expect(page.locator("dialog[open] input[name=value]").first).to_be_visible()
    desk.looks_well()
    page.keyboard.press("1")
    page.fill("#why", "الموعد في الصورة")
    page.keyboard.press("Enter")
    expect(page.locator(".st-answered").first).to_be_visible()
    kept = Correction.objects.get()
    assert (kept.value, kept.why, kept.by.username) == ("answer", "الموعد في الصورة", "sara")
    assert Case.objects.get(citizen="citizen1").standing == "answered"
    desk.looks_well()
    page.goto("/")
    expect(desk.rows).to_have_count(2)
    desk.is_well()
    desk.context.close()


def test_the_keyboard_alone_is_enough(browser: Browser, live_server: Any, threads: None) -> None:
    desk = at_the_desk(browser, live_server, "ar", 1280)
    desk.sign_in()
    page = desk.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("input[name=case]:checked")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Slash")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("licence")
    page.keyboard.press("Enter")
    expect(desk.rows).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cases/\d+"))
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"q=licence"))
    desk.is_well()
    desk.context.close()


def test_it_works_without_any_script(browser: Browser, live_server: Any, threads: None) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, locale="ar-AE"
    )
    page = context.new_page()
    page.goto("/")
    page.fill("input[name=username]", "sara")
    page.fill("input[name=password]", "a pass phrase")
    page.keyboard.press("Enter")
    page.locator("[data-row] a[data-step]").first.click()
    page.wait_for_url(re.compile(r"/cases/\d+"))
    page.locator("a[href*='/correct/'][href*='reply']").first.click()
    page.locator("input[name=value][value=answer]").check()
    page.locator("form[method=post][action*='/correct/'] button").first.click()
    page.wait_for_url(re.compile(r"/cases/\d+([?#].*)?$"))
    assert Case.objects.get(citizen="citizen1").standing == "answered"
    context.close()


def test_a_first_visit_weighs_little(client: Client, threads: None) -> None:
    client.force_login(Person.objects.get())
    weighed: dict[str, int] = {}
    wanted = ["/"]
    while wanted:
        address = wanted.pop()
        if address in weighed:
            continue
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200, address
        body = b"".join(answer) if answer.streaming else answer.content
        weighed[address] = len(body)
        if answer.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        if not address.endswith((".woff2", ".svg")):
            text = body.decode()
            wanted += re.findall(r"""/static/[^"'()#\s]+""", text)
            wanted += [
                urljoin(address, name) for name in re.findall(r"url\(([^)]+\.woff2)\)", text)
            ]
    assert len(weighed) > 5
    assert sum(weighed.values()) < 200_000, weighed
