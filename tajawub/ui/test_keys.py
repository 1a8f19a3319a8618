"""Keys, panes and focus, in a browser: pages declare them and need no script of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from tajawub.ui.build_css import UI

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium"),
]
ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
PAGE = """
<a href="#back" data-key="Escape">back</a>
<input type="search" name="q" data-key="Slash">
<ul data-walk="KeyJ KeyK">
  <li data-row id="one"><input type="checkbox" data-key="KeyX"><a href="#1" data-step>1</a></li>
  <li data-row id="two" aria-current="true">
    <input type="checkbox" data-key="KeyX"><a href="#2" data-step>2</a></li>
  <li data-row id="three"><input type="checkbox" data-key="KeyX"><a href="#3" data-step>3</a></li>
</ul>
<button id="off" data-key="KeyR" disabled>off</button>
<a id="next" href="#next" data-key="KeyN Shift+ArrowDown">next</a>
<details class="drop"><summary>menu</summary>
  <button type="button" data-opens="keys" hidden>keys</button></details>
<div id="peek"><h2>one</h2><button name="a" value="b">act</button></div>
<div id="says" data-close="close"></div>
<dialog id="keys"><button data-closes>close</button>
  <input type="checkbox" data-keys-switch checked></dialog>
"""


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        page = browser.new_page()
        # An origin of its own, so that the browser keeps what the page stores; nothing is asked.
        page.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        yield page
        browser.close()


@pytest.fixture
def page(browser_page: Page) -> Page:
    browser_page.goto("http://desk.invalid/")
    browser_page.evaluate("localStorage.clear()")
    browser_page.add_script_tag(path=UI / "static" / "ui" / "desk.js")
    return browser_page


def _row(page: Page) -> str | None:
    found = page.evaluate("document.activeElement.closest('[data-row]')?.id")
    return None if found is None else str(found)


def _address(page: Page) -> str:
    return str(page.evaluate("location.hash")).removeprefix("#")


def test_a_key_does_what_a_click_would(page: Page) -> None:
    page.keyboard.press("n")
    assert _address(page) == "next"
    page.keyboard.press("Escape")
    assert _address(page) == "back"
    page.keyboard.press("Shift+ArrowDown")
    assert _address(page) == "next"


def test_a_key_goes_by_its_place_so_that_arabic_layouts_work(page: Page) -> None:
    page.evaluate(
        "document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {code: 'KeyN', key: 'ى', bubbles: true}))"
    )
    assert _address(page) == "next"


def test_keys_rest_while_one_types_and_with_a_modifier(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("n?/")
    assert page.input_value("[name=q]") == "n?/"
    page.keyboard.press("Escape")
    page.keyboard.press("Control+n")
    page.keyboard.press("Alt+n")
    assert _address(page) == ""


def test_what_cannot_be_pressed_is_not_pressed(page: Page) -> None:
    page.evaluate(
        "document.querySelector('#off').addEventListener('click', () => location = '#off')"
    )
    page.keyboard.press("r")
    assert _address(page) == ""


def test_walking_starts_at_the_row_in_hand_and_stops_at_the_ends(page: Page) -> None:
    walked = []
    for key in "jjjkkk":
        page.keyboard.press(key)
        walked.append(_row(page))
    assert walked == ["two", "three", "three", "two", "one", "one"]


def test_of_several_with_one_key_that_of_the_row_in_hand_counts(page: Page) -> None:
    page.keyboard.press("x")  # the current row, where no focus is in any
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    boxes = page.evaluate("[...document.querySelectorAll('li input')].map((e) => e.checked)")
    assert boxes == [False, True, True]


def test_the_sheet_of_keys_opens_closes_and_can_switch_single_keys_off(page: Page) -> None:
    page.keyboard.press("?")
    assert page.evaluate("document.querySelector('dialog').open")
    page.keyboard.press("n")
    assert _address(page) == ""
    page.uncheck("[data-keys-switch]")
    page.click("[data-closes]")
    page.keyboard.press("n")
    assert _address(page) == ""
    page.keyboard.press("Escape")  # no letter: it still works
    assert _address(page) == "back"


def test_escape_closes_a_pane_first_and_leaves_the_focus_on_its_button(page: Page) -> None:
    page.click("summary")
    assert page.is_visible("[data-opens]")  # it stands there only where a script can open it
    page.keyboard.press("Escape")
    assert not page.is_visible("[data-opens]")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert _address(page) == ""


def _swap(page: Page, html: str) -> None:
    page.evaluate(
        """(html) => {
          const target = document.querySelector("#peek");
          const say = (name) => document.body.dispatchEvent(
            new CustomEvent(name, {bubbles: true, detail: {target, elt: target}}));
          say("htmx:beforeSwap"); target.innerHTML = html; say("htmx:afterSettle");
        }""",
        html,
    )


@pytest.mark.parametrize(
    ("came", "focused"),
    [
        ("<h2>two</h2><button name=a value=b>act</button>", "BUTTON"),  # the same control
        ("<h2>two</h2><p>nothing to press</p>", "H2"),
        ("<h2>two</h2><p data-focus>the thread</p>", "P"),
    ],
)
def test_focus_stays_where_it_was_or_goes_to_what_came(page: Page, came: str, focused: str) -> None:
    page.focus("#peek button")
    _swap(page, came)
    assert page.evaluate("document.activeElement.tagName") == focused


def test_a_swap_elsewhere_leaves_the_focus_alone(page: Page) -> None:
    page.focus("[name=q]")
    _swap(page, "<h2>two</h2>")
    assert page.evaluate("document.activeElement.name") == "q"


def test_what_is_said_is_text_and_an_error_stays(page: Page) -> None:
    page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('say', "
        "{bubbles: true, detail: {value: {text: '<b>no</b>', bad: true}}}))"
    )
    assert page.inner_text("#says p.said-error").startswith("<b>no</b>")
    page.click("#says button")
    assert page.inner_text("#says") == ""
