"""How people's words are shown: `{% load said %}`.

    <p dir="auto">{{ post.text|said }}</p>

Names and links within a text are set apart, so that they neither turn its direction (a reply in
Arabic begins with an account in Latin letters) nor lose their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_APART: Final = re.compile(
    r"(?<![\w@])@[\w.-]{1,80}(?:@[\w.-]{1,80})?|\bhttps?://\S{1,2000}", re.ASCII
)


@register.filter
def said(text: str | None) -> SafeString:
    """The text, escaped, with its names and links isolated (<bdi>)."""
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text or "")))


def _pieces(text: str) -> Iterator[str]:
    at = 0
    for found in _APART.finditer(text):
        yield text[at : found.start()]
        yield format_html("<bdi>{}</bdi>", found[0])
        at = found.end()
    yield text[at:]
