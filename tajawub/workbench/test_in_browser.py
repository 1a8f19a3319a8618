"""What keys, htmx and the script of the desk add to its links and forms, in a real browser."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tajawub.cases.models import Correction
from tajawub.workbench.testing import case_of, desk, many

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


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    desk()
    many(4)
    context = browser.new_context(
        locale="en-GB", base_url=live_server.url, viewport={"width": 1440, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )  # fmt: skip
    context.set_default_timeout(10_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda r: wrong.append(r.url) if r.status >= 400 else None)
    page.goto("/")
    page.fill("input[name=username]", "sara")
    page.fill("input[name=password]", "a pass phrase")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(6)
    yield page
    assert wrong == []
    context.close()


def in_hand(page: Page) -> str:
    """The row that has the focus."""
    return str(page.evaluate("document.activeElement.closest('[data-row]')?.id ?? ''"))


def test_a_press_shows_a_case_beside_the_queue_and_a_second_one_opens_it(page: Page) -> None:
    expect(page.locator("#peek")).to_contain_text("تصريح البناء")
    second = page.locator("[data-row] a[data-step]").nth(1)
    second.click()
    expect(page.locator("#peek")).to_contain_text("صهريج")
    assert "/cases/" not in page.url
    second.click()
    page.wait_for_url(re.compile(rf"/cases/{case_of('mariam').pk}$"))
    assert page.evaluate("document.activeElement.id") == "main"  # the thread


def test_the_peek_follows_the_keys(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert in_hand(page) == f"case-{case_of('mariam').pk}"
    expect(page.locator("#peek")).to_contain_text("صهريج")
    expect(page.locator('[data-row][aria-current="true"]')).to_have_count(1)


def test_rows_are_selected_by_keys_and_what_can_be_done_with_them_appears(page: Page) -> None:
    expect(page.locator("#bulk")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("Shift+J")
    page.keyboard.press("Shift+J")
    expect(page.locator("input[name=case]:checked")).to_have_count(3)
    expect(page.locator("#bulk")).to_contain_text("Selected: 3")
    expect(page.locator("#bulk")).to_contain_text("No case closes without an answer")
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()


def test_shift_selects_all_between(page: Page) -> None:
    boxes = page.locator("label.box")
    boxes.nth(0).click()
    boxes.nth(3).click(modifiers=["Shift"])
    expect(page.locator("input[name=case]:checked")).to_have_count(4)


def test_numbers_and_links_of_the_selected_can_be_copied(page: Page, live_server: Any) -> None:
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator("[data-copy]").click()
    expect(page.locator("#says")).to_contain_text("Copied")
    number = case_of("salem").pk
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{number} {live_server.url}/cases/{number}"


def test_the_selected_are_corrected_over_the_queue(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator("[data-sheet]").click()
    sheet = page.locator("dialog[open]")
    expect(sheet).to_contain_text("This is said of 1 case")
    sheet.locator("input[value='owed:no']").check()
    sheet.locator("#why").fill("advertisement")
    page.keyboard.press("Enter")
    expect(page.locator("#says")).to_contain_text("Corrected in 1 case")
    expect(page.locator("[data-row]")).to_have_count(5)
    assert case_of("salem").standing == "nothing owed"


def test_a_view_comes_without_loading_the_page_and_the_focus_stays(page: Page) -> None:
    page.evaluate("window.stayed = true")
    view = page.locator(".views a").filter(has_text="Redirected")
    view.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    assert page.url.endswith("/?standing=redirected")
    expect(page).to_have_title("Redirected, not answered · Tajawub")
    assert page.evaluate("window.stayed")
    expect(view).to_be_focused()
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(6)


def test_escape_leads_back_to_the_row(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("j")
    row = in_hand(page)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cases/\d+$"))
    page.keyboard.press("k")
    page.wait_for_url(re.compile(rf"/cases/{case_of('mariam').pk}$"))
    page.keyboard.press("j")
    page.wait_for_url(re.compile(rf"/{row.replace('case-', 'cases/')}$"))
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"at="))
    assert in_hand(page) == row


def test_a_sheet_closes_by_escape_and_gives_the_focus_back(page: Page) -> None:
    page.goto(f"/cases/{case_of('salem').pk}")
    page.keyboard.press("e")
    chosen = page.locator("dialog[open] input:checked")
    expect(chosen).to_be_focused()
    assert chosen.get_attribute("value") == "redirect"
    page.keyboard.press("5")
    assert chosen.get_attribute("value") == "acknowledgement"
    page.keyboard.press("j")  # the page behind rests
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.endswith(f"/cases/{case_of('salem').pk}")
    page.keyboard.press("e")
    expect(chosen).to_be_focused()
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    expect(page.locator(".st-acknowledged").first).to_be_visible()
    assert Correction.objects.get().value == "acknowledgement"


def test_filters_open_by_a_key_and_are_set_at_once(page: Page) -> None:
    page.keyboard.press("f")
    sheet = page.locator("dialog[open]")
    sheet.locator("input[name=urgent][value=yes]").check()
    sheet.locator("button", has_text="Show the cases").click()
    page.wait_for_url(re.compile(r"urgent=yes"))
    expect(page.locator("[data-row]")).to_have_count(1)
    page.locator(".filters .drop summary").first.click()
    page.locator(".drop-pane a").filter(has_text="Complaint").click()
    page.wait_for_url(re.compile("act=complaint"))
