"""Tags and filters: what a template says is what a reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.fixture(autouse=True)
def _arabic() -> Iterator[None]:
    with translation.override("ar"):
        yield


def _shown(template: str, **values: object) -> str:
    return Template("{% load i18n shown %}" + template).render(Context(values)).strip()


AT = datetime(2026, 11, 12, 6, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ 1204|number }}", "1,204"),
        ("{{ 0.999|percent }}", "99%"),
        ('{{ 137|counted:"case" }}', "137 حالة"),
        ('{{ 2|counted_after:"day" }}', "يومين"),
        ("{{ length|age }}", "11 يوماً و3 ساعات"),
        ("{{ length|duration }}", "11 يوماً"),
        ("{{ length|working }}", "267 س"),
        ("{% big_age length %}", "11 يوماً <small>و3 ساعات</small>"),
        ("{% big_working length %}", "267 س"),
        ("{{ at|clock_time }}", "10:14"),
        ('{{ "question"|word:"act" }}', "سؤال"),
        ('{{ "owed"|label }}', "يستحق جواباً"),
        ('{{ "شمّا"|initial }}', "ش"),
        ('{{ "@"|initial }}', "؟"),
        ("{{ unknown|number }}{{ unknown|working }}{{ unknown|day }}", ""),
        ("{{ none|number }}{{ none|age }}{{ none|moment }}{{ none|percent }}{% time none %}", ""),
    ],
)
def test_a_filter_shows(template: str, shown: str) -> None:
    values = {"length": timedelta(days=11, hours=3), "at": AT, "none": None}
    assert _shown(template, **values) == shown


def test_a_standing_is_a_class_a_shape_and_a_word() -> None:
    html = _shown('{% standing "moved to private" large=True %}')
    assert 'class="st st-moved-to-private st-lg"' in html
    assert "icons.svg" in html
    assert "#private" in html
    assert "نُقلت إلى الخاص" in html


def test_a_channel_is_named_for_those_who_cannot_see_its_mark() -> None:
    assert '<span class="vh">إنستغرام</span>' in _shown('{% channel "instagram" %}')
    assert "<span>إنستغرام</span>" in _shown('{% channel "instagram" name=True %}')
    assert "&lt;i&gt;" in _shown("{% channel key name=True %}", key="<i>")


def test_an_icon_is_hidden_or_says_what_it_means_and_turns_where_it_points() -> None:
    assert 'class="i i-dir" aria-hidden="true"' in _shown('{% icon "redirect" %}')
    assert 'class="i i-s" aria-hidden="true"' in _shown('{% icon "clock" small=True %}')
    titled = _shown('{% icon "late" title=text %}', text='"><script>')
    assert 'role="img" aria-label="&quot;&gt;&lt;script&gt;"' in titled


def test_a_time_says_the_whole_moment_where_it_shows_less() -> None:
    html = _shown('{% time at "clock_time" %}', at=AT)
    assert 'datetime="2026-11-12T06:14:00+00:00"' in html
    assert 'title="الخميس 12 نوفمبر 2026، 10:14"' in html
    assert ">10:14</time>" in html


def test_the_address_of_a_file_changes_with_the_file_since_browsers_keep_it() -> None:
    address = _shown('{% asset "ui/desk.css" %}')
    assert address.startswith("/static/ui/desk.css?")
    assert len(address.partition("?")[2]) == 8
    assert _shown('{% asset "ui/no-such-file" %}') == "/static/ui/no-such-file?0"


def test_a_row_shows_how_long_somebody_has_waited() -> None:
    assert "<b>11</b> <span>يوماً</span>" in _shown("{% row_age length %}", length=11 * 86_400)
    assert "<b>يومان</b></div>" in _shown("{% row_age length %}", length=2 * 86_400)
    assert "age long" in _shown("{% row_age length %}", length=1204 * 86_400)


def test_an_empty_list_says_so_and_what_to_do() -> None:
    html = _shown(
        '{% include "ui/_empty.html" with title=t action="/" action_text="كل الحالات" %}', t="<b>"
    )
    assert "&lt;b&gt;" in html
    assert 'href="/">كل الحالات</a>' in html
