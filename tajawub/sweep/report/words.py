"""Numbers, times and sentences in the report's language; Arabic with its six plural forms."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from markupsafe import Markup

Language = Literal["ar", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("ar", "en")

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """A counted noun in its six Arabic forms, `{n}` standing for the number.

    `two_oblique` is the dual after a preposition (يومين for يومان).
    """

    zero: str
    one: str
    two: str
    few: str
    many: str
    other: str
    two_oblique: str = ""


def arabic_plural(n: int, forms: Forms, *, oblique: bool = False) -> str:
    """So many of a thing, in the form that Unicode's plural rules for Arabic name (CLDR, "ar").

    `oblique` is for the place after a preposition.
    """
    last_two = n % 100
    if n == 0:
        form = forms.zero
    elif n == 1:
        form = forms.one
    elif n == 2:
        form = (oblique and forms.two_oblique) or forms.two
    elif 3 <= last_two <= 10:
        form = forms.few
    elif last_two >= 11:
        form = forms.many
    else:
        form = forms.other
    return form.format(n=f"{n:,}")


class Words:
    """Everything that is said in one language. Build with `words`."""

    def __init__(self, language: Language, catalogue: Mapping[str, Any]) -> None:
        self.language = language
        self.direction = "rtl" if language == "ar" else "ltr"
        self._texts: Mapping[str, str] = catalogue["text"]
        self._nouns: Mapping[str, Mapping[str, str]] = catalogue["nouns"]
        self.standings: Mapping[str, str] = catalogue["standings"]
        self.replies: Mapping[str, str] = catalogue["replies"]
        self.languages: Mapping[str, str] = catalogue["languages"]
        self.times: Mapping[str, str] = catalogue["times"]
        self.ticks: Mapping[int, str] = {int(s): t for s, t in catalogue["ticks"].items()}
        self.months: list[str] = catalogue["dates"]["months"]
        self._weekdays: list[str] = catalogue["dates"]["weekdays"]

    def say(self, key: str, **values: object) -> Markup:
        """The text of the catalogue, with its placeholders filled; the values are escaped."""
        return Markup(self._texts[key]).format(**values)  # noqa: S704 - our own text

    def plain(self, key: str, **values: object) -> str:
        """The same without markup, for places that hold text only."""
        return self._texts[key].format(**values)

    def count(self, noun: str, n: int, *, oblique: bool = False) -> str:
        """So many of a noun: 63 يوماً, 63 days."""
        forms = self._nouns[noun]
        if self.language == "ar":
            return arabic_plural(n, Forms(**forms), oblique=oblique)
        form = forms["one"] if n == 1 else forms["other"]
        return (forms.get("zero", form) if n == 0 else form).format(n=f"{n:,}")

    def duration(self, seconds: float, *, oblique: bool = False, nearest: bool = False) -> str:
        """A length of time in the largest unit that tells it: minutes, hours (below two days) or
        days; whole units that have passed, or the nearest."""
        for unit, size, below in (
            ("minute", _MINUTE, 90 * _MINUTE),
            ("hour", _HOUR, 2 * _DAY),
            ("day", _DAY, float("inf")),
        ):
            if seconds < below:
                n = round(seconds / size) if nearest else int(seconds // size)
                return self.count(unit, n, oblique=oblique)
        raise ValueError(f"not a length of time: {seconds}")

    def big_duration(self, seconds: float, *, nearest: bool = False) -> tuple[str, str]:
        """A length of time as a number and its unit, to be set in two sizes."""
        first, _, rest = self.duration(seconds, nearest=nearest).partition(" ")
        return (first, rest) if first[:1].isdigit() else (f"{first} {rest}".strip(), "")

    def day(self, at: date, *, year: bool = True) -> str:
        """A date: 23 نوفمبر 2026."""
        short = f"{at.day} {self.months[at.month - 1]}"
        return f"{short} {at.year}" if year else short

    def moment(self, at: datetime, zone: ZoneInfo, *, weekday: bool = False) -> str:
        """A moment in a zone: الاثنين 23 نوفمبر 2026، 14:05."""
        local = at.astimezone(zone)
        comma = "،" if self.language == "ar" else ","
        text = f"{self.day(local)}{comma} {local:%H:%M}"
        return f"{self._weekdays[local.weekday()]} {text}" if weekday else text


def number(n: int) -> str:
    """A number with Western digits and commas."""
    return f"{n:,}"


def percent(share: float) -> str:
    """A share in whole percent; with one decimal where it would otherwise look like none or all."""
    whole = round(share * 100)
    if (whole == 0 and share > 0) or (whole == 100 and share < 1):
        return f"{min(max(share * 100, 0.1), 99.9):.1f}%"
    return f"{whole}%"


@cache
def words(language: Language) -> Words:
    """The words of a language, from `text/<language>.toml`."""
    text = files(__package__).joinpath("text", f"{language}.toml").read_text(encoding="utf-8")
    return Words(language, tomllib.loads(text))
