"""Whatever strangers write, and whatever is sent by hand, harms no page."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.test import Client

from tajawub.agencies.knowing import Official, know
from tajawub.agencies.models import Account, Agency
from tajawub.cases.models import Case
from tajawub.workbench.testing import PERMIT, asked, case_of, client_of, desk, person, settle

pytestmark = pytest.mark.django_db

XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "{{ request.user }}{% debug %}",
    "</textarea></title><script>alert(1)</script>",
    "javascript:alert(1)//",
)
ADDRESSES = ("/cases/{pk}", "/cases/{pk}/peek", "/cases/{pk}/correct/{post}/act", "/?act=question")
BIDI = "\u202eDROW\u202d \u2066x\u2069 \u200f \u061c"


def shown(browser: Client, case: Case) -> list[str]:
    """Every page that shows the case, and the queue."""
    pages = [f.format(pk=case.pk, post=case.first_post_id) for f in ADDRESSES]
    pages += ["/", "/filter", f"/selected/correct?case={case.pk}"]
    found = []
    for address in pages:
        response = browser.get(address)
        assert response.status_code == 200, address
        found.append(response.content.decode())
    return found


EMPTY = {"br", "img", "input", "link", "meta", "use"}
TURNING = re.compile("[\u202d\u202e\u2066]")


class Markup(HTMLParser):
    """What of a page would do something that no page of ours does, and which of its words could
    turn the direction of others."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.harmful: list[str] = []
        self.turned: list[str] = []
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag not in EMPTY:
            self._open.append((tag, tag in {"bdi", "title"} or "dir" in own))
        schemes = [own.get(name, "").split(":")[0] for name in ("href", "src", "action")]
        if (
            any(name.startswith("on") for name in own)
            or {"javascript", "data"}.intersection(schemes)
            or (tag == "script" and "src" not in own)
            or tag in {"img", "iframe", "object", "embed", "style"}
        ):
            self.harmful.append(self.get_starttag_text() or tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.said.append(data)
        isolated = any(isolates for tag, isolates in self._open if tag not in {"html", "body"})
        if TURNING.search(data) and not isolated:
            self.turned.append(data)


@pytest.mark.parametrize("text", XSS)
def test_what_strangers_write_is_never_markup(text: str) -> None:
    sara = desk()
    settle([asked(60, f"{PERMIT} {text}", author_handle=f"h{text}", author_name=text, url=text,
                  author_id=f"id{text}")])  # fmt: skip
    case = Case.objects.get(first_post__external_id="p60")
    for html in shown(client_of(sara, "en"), case):
        assert not Markup(html).harmful
        assert 'href="javascript:' not in html
    html = client_of(sara, "en").get(f"/cases/{case.pk}").content.decode()
    assert text in "".join(Markup(html).said)  # it is shown, as words


@pytest.mark.parametrize("text", XSS)
def test_names_of_agencies_and_accounts_are_never_markup(text: str) -> None:
    know([Official(channel="x", key="evil", handle=f"evil{text}", agency=f"evil{text}",
                   name_ar=text, name_en=text),
          Official(channel="x", key="evil2", handle="evil2", agency="evil2")])  # fmt: skip
    settle([replace(asked(61, PERMIT, author_handle="victim"), text=f"@evil {PERMIT}")])
    browser = client_of(person("shamma"), "en")
    case = Case.objects.get(first_post__external_id="p61")
    pages = shown(browser, case)
    account = Account.objects.get(key="evil")
    agency = Agency.objects.get(key=f"evil{text}")
    pages.append(browser.get(f"/?account={account.pk}&agency={agency.pk}").content.decode())
    for html in pages:
        assert not Markup(html).harmful


@pytest.mark.parametrize("text", XSS)
def test_what_is_typed_into_the_address_is_never_markup(text: str) -> None:
    browser = client_of(desk(), "en")
    for field in ("q", "standing", "act", "account", "agency", "after", "before", "at", "of",
                  "order", "case", "older", "to", "why"):  # fmt: skip
        for page in ("/", "/filter", f"/cases/{case_of('salem').pk}"):
            response = browser.get(page, {field: text})
            assert response.status_code == 200
            assert not Markup(response.content.decode()).harmful


def test_a_reason_somebody_writes_is_never_markup() -> None:
    browser = client_of(desk(), "en")
    case = case_of("mariam")
    form = f"/cases/{case.pk}/correct/{case.first_post_id}/act"
    browser.post(form, {"value": "complaint", "why": XSS[0]})
    html = browser.get(f"/cases/{case.pk}").content.decode()
    assert not Markup(html).harmful
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_signs_that_turn_the_direction_stay_within_their_message() -> None:
    sara = desk()
    settle([asked(62, f"{BIDI} {PERMIT}", author_handle="turner", author_name=f"name {BIDI}")])
    for html in shown(client_of(sara, "en"), case_of("turner")):
        assert not Markup(html).turned


def test_a_message_of_100_kb_is_cut_in_lists_and_shown_in_parts() -> None:
    sara = desk()
    long = "كلام طويل جداً " * 7_000
    settle([asked(63, f"متى يُفتح التسجيل؟ {long}", author_handle="talker",
                  author_name="اسم " * 500)])  # fmt: skip
    browser = client_of(sara, "en")
    for html in shown(browser, case_of("talker")):
        assert len(html) < 150_000
    assert (
        "The rest of this long message"
        in browser.get(f"/cases/{case_of('talker').pk}").content.decode()
    )


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_that_only_show_take_nothing(method: str) -> None:
    browser = client_of(desk())
    for address in ("/", "/filter", "/selected", f"/cases/{case_of('salem').pk}"):
        assert getattr(browser, method)(address).status_code == 405


def test_a_correction_needs_the_token_of_its_form() -> None:
    sara = desk()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(sara)
    case = case_of("mariam")
    form = f"/cases/{case.pk}/correct/{case.first_post_id}/act"
    assert browser.post(form, {"value": "praise"}).status_code == 403
    assert browser.post("/selected/correct", {"case": case.pk, "to": "owed:no", "why": "x"}
                        ).status_code == 403  # fmt: skip
