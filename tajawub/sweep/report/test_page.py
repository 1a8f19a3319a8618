"""The page: whole in one file, safe whatever people wrote, complete in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from tajawub.cases.timeline import SETTLED, WAITING, Standing
from tajawub.channels.records import BrokenRow
from tajawub.measures import standings
from tajawub.measures.summary import summarise
from tajawub.measures.testing import AS_OF, DAY, Row, table
from tajawub.sweep.report import ReportData, render
from tajawub.sweep.report.testing import AGENCIES, invented_report, report_of, waiting_case
from tajawub.sweep.report.words import LANGUAGES, Language

REPORT = invented_report()


class _Page(HTMLParser):
    """The elements of a page, and what they ask for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "path", "circle", "rect", "line", "polyline", "use"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _one(**changes: Any) -> ReportData:
    row = Row(standing="redirected", age=11 * DAY, account="ghaf_housing", agency="ghaf_housing",
              first_reply="redirect", redirects=1)  # fmt: skip
    case = replace(waiting_case(0, "ghaf_housing", 11 * DAY), **changes)
    return report_of(summarise(table(row), AS_OF), [case])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_no_host_for_anything_and_runs_nothing(language: Language) -> None:
    html = render(REPORT, language)
    page = _Page(html)
    assert not page.open
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    for tag, attributes in page.tags:
        assert not any(key.startswith("on") or key in {"src", "srcset"} for key in attributes)
        address = attributes.get("href") or attributes.get("xlink:href")
        assert address is None or tag == "a" or address.startswith("#")
    assert all(
        url.startswith("data:font/woff2;base64,") for url in re.findall(r"url\((.{30})", html)
    )
    assert "@import" not in html
    assert "default-src 'none'" in html


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_language_and_direction(language: Language, direction: str) -> None:
    page = _Page(render(REPORT, language))
    (html,) = [attributes for tag, attributes in page.tags if tag == "html"]
    assert html == {"lang": language, "dir": direction}
    posts = [a for tag, a in page.tags if tag == "blockquote"]
    assert posts
    assert {a["dir"] for a in posts} == {"auto"}


def test_ids_occur_once() -> None:
    ids = [a["id"] for _, a in _Page(render(REPORT)).tags if "id" in a]
    assert len(ids) == len(set(ids))


def test_the_headline_figures_are_those_of_the_summary() -> None:
    html = render(REPORT, "en")
    total = REPORT.summary.total
    assert f"<b>{total.waiting:,}</b>" in html
    assert f"of {total.owed:,}" in html
    assert html.count('<article class="case">') == len(REPORT.waiting)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_archive_in_which_nobody_asked(language: Language) -> None:
    html = render(invented_report(owed=False), language)
    assert not _Page(html).open
    assert '<article class="case">' not in html
    assert '<dl class="tiles">' not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_single_case(language: Language) -> None:
    html = render(_one(), language)
    assert not _Page(html).open
    assert html.count('<article class="case">') == 1


def test_an_archive_of_no_account_and_no_file() -> None:
    bare = replace(invented_report(owed=False), accounts=[], files=[], broken=0, broken_rows=[])
    assert not _Page(render(bare)).open


_EVIL = "<img src=x onerror=alert(1)>\"'</style></blockquote><script>alert(1)</script>{{7*7}}\u202e"


@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_anywhere_is_only_text(language: Language) -> None:
    evil = _one(
        text=_EVIL, last_reply_text=_EVIL, why=_EVIL, citizen=_EVIL, account=_EVIL, agency=_EVIL,
        case_id=_EVIL, url="javascript:alert(1)", language=_EVIL, last_reply=_EVIL,
    )  # fmt: skip
    evil = replace(
        evil, note=_EVIL, files=[_EVIL] * 9, reader_version=_EVIL, calendar=_EVIL, zone=_EVIL,
        directive=_EVIL, broken_rows=[BrokenRow(file=_EVIL, line=1, where=_EVIL, reason=_EVIL)],
        accounts=[replace(row, account=_EVIL, agency=_EVIL, why=_EVIL) for row in evil.accounts],
    )  # fmt: skip
    html = render(evil, language)
    page = _Page(html)
    assert not page.open
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert "{{7*7}}" in html
    assert "\u202e" not in html
    assert "javascript:" not in html


def test_handles_that_would_break_the_page_do_not() -> None:
    html = render(_one(citizen="\u202e" + "x" * 5000, account="a\nb\x00c\ud800"))
    html.encode("utf-8")
    assert "x" * 100 not in html
    assert "\x00" not in html


def test_private_and_deleted_posts_are_counted_without_their_words() -> None:
    for hidden in ({"private": True}, {"deleted": True}):
        html = render(_one(text="رقم هويتي", url="https://social.example/1", **hidden))
        assert "رقم هويتي" not in html
        assert "social.example/1" not in html
        assert '<article class="case">' in html


def test_a_private_reply_is_as_private_as_the_question() -> None:
    html = render(_one(private=True, last_reply_text="رقم ملفك", why="تذكر «رقم ملفك»"))
    assert "رقم ملفك" not in html


def test_only_web_addresses_are_linked() -> None:
    assert 'href="https://social.example/1"' in render(_one(url="https://social.example/1"))
    assert "ftp://" not in render(_one(url="ftp://social.example/1"))


def test_two_hundred_long_cases_can_be_sent_by_mail() -> None:
    account = next(iter(AGENCIES))
    cases = [
        replace(
            waiting_case(i, account, (200 - i) * DAY), deleted=False, private=False,
            text="سؤال طويل " * 300, last_reply_text="رد طويل " * 300,
        )
        for i in range(200)
    ]  # fmt: skip
    assert len(render(replace(REPORT, waiting=cases)).encode()) < 600_000


def test_the_measures_and_the_timeline_mean_the_same_standings() -> None:
    assert set(standings.WAITING) == {standing.value for standing in WAITING}
    assert set(standings.SETTLED) == {standing.value for standing in SETTLED}
    assert set(standings.STANDINGS) == {standing.value for standing in Standing}
