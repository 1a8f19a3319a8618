"""How things are shown: `{% load shown %}`.

Filters, fit for `{% blocktranslate with n=total|number %}` too; None, and what a template does not
know, give nothing:

    {{ n|number }} {{ p|percent }} {{ text|digits }}
    {{ n|counted:"case" }}            137 حالة         {{ n|counted_after:"day" }}   يومين
    {{ length|age }}                  11 يوماً و3 ساعات  {{ length|age_after }}  after منذ, بعد
    {{ length|duration }}             11 يوماً          {{ length|duration_after }}
    {{ length|working }}              52 س 51 د
    {{ at|moment }} {{ at|day }} {{ at|short_day }} {{ at|clock_time }} {{ at|hijri }}
    {{ case.act|word:"act" }} {{ "act"|label }} {{ reply|verdict }} {{ name|initial }}

Lengths are seconds or a timedelta; moments are aware and shown in the desk's zone. Tags:

    {% icon "redirect" %}  {% icon "late" title=text %}  {% icon "clock" small=True %}
    {% standing case.standing %}  {% standing case.standing large=True %}
    {% channel case.channel %}  {% channel case.channel name=True %}
    {% row_age length %}  <b>{% big_age length %}</b>  <b>{% big_working length %}</b>
    {% time post.at %}  {% time post.at "clock_time" %}
    {% kbd "J" %}  {% asset "ui/desk.css" %}
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tajawub.ui import formats, words
from tajawub.ui.preferences import current

register = template.Library()

Nothing = Literal[""] | None  # "" is what Django makes of a name it does not know
Length = float | timedelta | Nothing
_ICONS: Final = "ui/icons.svg"
# Icons that point somewhere, and so turn round with the reading direction.
_POINTING: Final = frozenset({"redirect", "back", "next", "send", "sign-out", "sign-in", "again"})


@register.filter
def number(n: int | Nothing) -> str:
    """1,204."""
    return "" if n is None or n == "" else formats.number(n, current())


@register.filter
def percent(p: float | Nothing) -> str:
    """A probability as 97%."""
    return "" if p is None or p == "" else formats.percent(p, current())


@register.filter
def digits(text: object) -> str:
    """A text of ours with its digits in the reader's numerals."""
    return formats.digits(str(text), current())


@register.filter
def counted(n: int | Nothing, noun: formats.Noun) -> str:
    """So many of a noun."""
    return "" if n is None or n == "" else formats.counted(noun, n, current())


@register.filter
def counted_after(n: int | Nothing, noun: formats.Noun) -> str:
    """So many of a noun, after a preposition."""
    return "" if n is None or n == "" else formats.counted(noun, n, current(), oblique=True)


@register.filter
def age(length: Length) -> str:
    """A length in its two largest units."""
    return "" if length is None or length == "" else formats.age(length, current())


@register.filter
def age_after(length: Length) -> str:
    """A length in its two largest units, after a preposition."""
    return "" if length is None or length == "" else formats.age(length, current(), oblique=True)


@register.filter
def duration(length: Length) -> str:
    """A length in its largest unit."""
    return "" if length is None or length == "" else formats.duration(length, current())


@register.filter
def duration_after(length: Length) -> str:
    """A length in its largest unit, after a preposition."""
    return (
        "" if length is None or length == "" else formats.duration(length, current(), oblique=True)
    )


@register.filter
def working(length: Length) -> str:
    """Working time in hours and minutes."""
    return "" if length is None or length == "" else formats.working(length, current())


@register.filter
def moment(at: datetime | Nothing) -> str:
    """A day and a time."""
    if not at:
        return ""
    return formats.moment(at, current(), zone=timezone.get_current_timezone())


@register.filter
def day(at: date | Nothing) -> str:
    """A weekday and a date; the year where it is not this one."""
    return "" if not at else formats.day(_date(at), current(), today=_today())


@register.filter
def short_day(at: date | Nothing) -> str:
    """A date; the year where it is not this one."""
    return "" if not at else formats.short_day(_date(at), current(), today=_today())


@register.filter
def clock_time(at: datetime | Nothing) -> str:
    """A time of day."""
    if not at:
        return ""
    return formats.clock_time(at, current(), zone=timezone.get_current_timezone())


@register.filter
def hijri(at: date | Nothing) -> str:
    """The Hijri date, whatever the reader's preference."""
    return "" if not at else formats.hijri(_date(at), current())


def _date(at: date) -> date:
    return timezone.localtime(at).date() if isinstance(at, datetime) else at


def _today() -> date:
    return timezone.localdate()


@register.filter
def word(value: str, label: str) -> words.Word:
    """The glossary's word for a label's value."""
    return words.word(value, label)


@register.filter
def label(name: str) -> words.Word:
    """The name of a label."""
    return words.LABELS.get(name, name)


@register.filter
def verdict(reply: str) -> words.Sign | None:
    """What an official reply was: its `word`, `icon` and `css`, for a `.not` box."""
    return words.VERDICTS.get(reply)


@register.filter
def initial(name: object) -> str:
    """The first letter of a name, for a face."""
    return next((letter.upper() for letter in str(name) if letter.isalnum()), "؟")


_WAYS: Final = {"moment": moment, "day": day, "short_day": short_day, "clock_time": clock_time}


@register.simple_tag
def time(at: datetime | Nothing, way: str = "moment") -> SafeString | str:
    """A moment as a <time>; the whole moment in its title where less is shown."""
    if not at:
        return ""
    shown = _WAYS[way](at)
    whole = moment(at)
    if shown == whole:
        return format_html('<time datetime="{}">{}</time>', at.isoformat(), shown)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), whole, shown)


@register.simple_tag
def icon(name: str, *, small: bool = False, large: bool = False, title: str = "") -> SafeString:
    """A symbol of icons.svg; hidden from those who cannot see it unless it has a title."""
    return _icon(f"{asset(_ICONS)}#{name}", name in _POINTING, small, large, title)


# A list shows the same few signs some hundred times: what they come to stays in hand.
@lru_cache(maxsize=512)
def _icon(address: str, points: bool, small: bool, large: bool, title: str) -> SafeString:
    css = "i" + (" i-s" if small else "") + (" i-l" if large else "") + (" i-dir" if points else "")
    if not title:
        return format_html(
            '<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', css, address
        )
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>',
        css, title, address,
    )  # fmt: skip


@register.simple_tag
def kbd(*keys: str) -> SafeString:
    """The keys that do something, as they are printed on a keyboard; not read out in passing."""
    return format_html_join("", '<kbd aria-hidden="true">{}</kbd>', ((key,) for key in keys))


@register.simple_tag
def standing(value: str, *, large: bool = False) -> SafeString:
    """Where a case stands: colour, shape and word."""
    return _standing(value, large, asset(_ICONS), get_language())


@lru_cache(maxsize=256)
def _standing(value: str, large: bool, _icons: str, _language: str | None) -> SafeString:
    return render_to_string("ui/_standing.html", {"sign": words.standing(value), "large": large})


@register.simple_tag
def channel(key: str, *, name: bool = False) -> SafeString:
    """A platform's mark, with its name beside it or for those who cannot see the mark."""
    return _channel(key, name, asset(_ICONS), get_language())


@lru_cache(maxsize=256)
def _channel(key: str, named: bool, _icons: str, _language: str | None) -> SafeString:
    return render_to_string("ui/_channel.html", {"channel": words.channel(key), "named": named})


@register.simple_tag
def row_age(length: float | timedelta) -> SafeString:
    """How long somebody has waited, for a narrow column."""
    return _age(formats.row_age(length, current()))


@lru_cache(maxsize=2_048)
def _age(age: formats.Age) -> SafeString:
    return render_to_string("ui/_age.html", {"age": age})


@register.simple_tag
def big_age(length: float | timedelta) -> SafeString:
    """A length as a figure: its largest unit, the rest small."""
    return _big(formats.age_parts(length, current()))


@register.simple_tag
def big_working(length: float | timedelta) -> SafeString:
    """Working time as a figure: hours, the minutes small."""
    return _big(formats.working_parts(length, current()))


def _big(parts: tuple[str, str]) -> SafeString:
    first, rest = parts
    return format_html("{} <small>{}</small>", first, rest) if rest else format_html("{}", first)


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, with a part that changes when the file does: browsers keep it
    for a year."""
    return _asset(path, settings.DEBUG, get_script_prefix())


@cache
def _asset(path: str, debug: bool, _prefix: str) -> str:
    return static(path) if debug else f"{static(path)}?{_version(path)}"


@cache
def _version(path: str) -> str:
    found = finders.find(path)
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:8] if found else "0"
