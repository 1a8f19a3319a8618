"""The words of the glossary as they stand on the screens, each with its shape and its class.

Here and nowhere else: a room writes `{{ case.act|word:"act" }}`, never the word itself. The Arabic
is that of `docs/glossary.md`; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

Word = str | Promise  # a lazy text: said in the language of whoever reads the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A word with its shape (a symbol of icons.svg) and its class: never colour alone."""

    word: Word
    icon: str
    css: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A platform's name and its short mark; an icon where it has no mark of its own."""

    name: Word
    mark: str = ""
    icon: str = ""


STANDINGS: Final[Mapping[str, Sign]] = {
    "unanswered": Sign(word=pgettext("standing", "Unanswered"), icon="unanswered"),
    "acknowledged": Sign(word=pgettext("standing", "Acknowledged"), icon="acknowledged"),
    "redirected": Sign(word=pgettext("standing", "Redirected"), icon="redirect"),
    "moved to private": Sign(word=pgettext("standing", "Moved to private"), icon="private"),
    "asked back": Sign(word=pgettext("standing", "Asked back"), icon="asked-back"),
    "disputed": Sign(word=pgettext("standing", "Disputed"), icon="disputed"),
    "answered": Sign(word=pgettext("standing", "Answered"), icon="answered"),
    "confirmed": Sign(word=pgettext("standing", "Confirmed"), icon="confirmed"),
    "nothing owed": Sign(word=pgettext("standing", "Nothing owed"), icon="nothing-owed"),
}

# What stands under an official reply: what it was, as a sentence without a verb.
VERDICTS: Final[Mapping[str, Sign]] = {
    "answer": Sign(word=pgettext("verdict", "An answer"), icon="answered", css="green"),
    "asks": Sign(
        word=pgettext("verdict", "Asks for something, not an answer yet"),
        icon="asked-back",
        css="blue",
    ),
    "private": Sign(
        word=pgettext("verdict", "Moved to private, not an answer yet"), icon="private", css="slate"
    ),
    "redirect": Sign(word=pgettext("verdict", "A redirect, not an answer"), icon="redirect"),
    "acknowledgement": Sign(
        word=pgettext("verdict", "An acknowledgement, not an answer"),
        icon="acknowledged",
        css="grey",
    ),
    "courtesy": Sign(
        word=pgettext("verdict", "A courtesy, not an answer"), icon="courtesy", css="grey"
    ),
}

# The labels that are read, and their values.
LABELS: Final[Mapping[str, Word]] = {
    "act": pgettext("label", "Act"),
    "owed": pgettext("label", "Owed an answer"),
    "scope": pgettext("label", "Matter"),
    "route": pgettext("label", "Where to answer"),
    "urgent": pgettext("label", "Urgency"),
    "language": pgettext("label", "Language"),
    "turn": pgettext("label", "Follow-up"),
    "reply": pgettext("label", "Reply"),
    "standing": pgettext("label", "Standing"),
    "channel": pgettext("label", "Channel"),
    "account": pgettext("label", "Account"),
}
ACTS: Final[Mapping[str, Word]] = {
    "question": pgettext("act", "Question"),
    "request": pgettext("act", "Request"),
    "complaint": pgettext("act", "Complaint"),
    "suggestion": pgettext("act", "Suggestion"),
    "praise": pgettext("act", "Praise"),
    "other": pgettext("act", "Other"),
}
OWED: Final[Mapping[str, Word]] = {
    "yes": pgettext("owed", "Yes"),
    "no": pgettext("owed", "No"),
}
SCOPES: Final[Mapping[str, Word]] = {
    "personal": pgettext("scope", "Personal"),
    "general": pgettext("scope", "General"),
}
ROUTES: Final[Mapping[str, Word]] = {
    "private": pgettext("route", "In private"),
    "public": pgettext("route", "In public"),
}
URGENCY: Final[Mapping[str, Word]] = {
    "yes": pgettext("urgent", "Urgent"),
    "no": pgettext("urgent", "Not urgent"),
}
LANGUAGES: Final[Mapping[str, Word]] = {
    "ar": pgettext("language", "Arabic"),
    "en": pgettext("language", "English"),
    "arabizi": pgettext("language", "Arabic in Latin letters"),
    "mixed": pgettext("language", "Arabic and English"),
    "other": pgettext("language", "Another language"),
}
TURNS: Final[Mapping[str, Word]] = {
    "confirms": pgettext("turn", "Confirms"),
    "disputes": pgettext("turn", "Disputes"),
    "adds": pgettext("turn", "Adds"),
    "thanks": pgettext("turn", "Thanks"),
}
REPLIES: Final[Mapping[str, Word]] = {
    "answer": pgettext("reply", "Answer"),
    "asks": pgettext("reply", "Asks"),
    "private": pgettext("reply", "Moved to private"),
    "redirect": pgettext("reply", "Redirect"),
    "acknowledgement": pgettext("reply", "Acknowledgement"),
    "courtesy": pgettext("reply", "Courtesy"),
}
VALUES: Final[Mapping[str, Mapping[str, Word]]] = {
    "act": ACTS,
    "owed": OWED,
    "scope": SCOPES,
    "route": ROUTES,
    "urgent": URGENCY,
    "language": LANGUAGES,
    "turn": TURNS,
    "reply": REPLIES,
    "standing": {value: sign.word for value, sign in STANDINGS.items()},
}

CHANNELS: Final[Mapping[str, Channel]] = {
    "x": Channel(name="X", mark="X"),
    "instagram": Channel(name=_("Instagram"), mark="IG"),
    "facebook": Channel(name=_("Facebook"), mark="FB"),
    "telegram": Channel(name=_("Telegram"), mark="TG"),
    "youtube": Channel(name=_("YouTube"), mark="YT"),
    "bluesky": Channel(name=_("Bluesky"), mark="BS"),
    "mastodon": Channel(name=_("Mastodon"), mark="M"),
    "matrix": Channel(name=_("Matrix"), mark="MX"),
    "mail": Channel(name=_("Mail"), icon="mail"),
    "form": Channel(name=_("Web form"), icon="form"),
    "broadcast": Channel(name=_("Broadcast"), icon="broadcast"),
    "archive": Channel(name=_("Archive"), icon="archive"),
}


def word(value: str, label: str) -> Word:
    """The word for a label's value; the value itself where it has none."""
    return VALUES.get(label, {}).get(value, value)


def standing(value: str) -> Sign:
    """The sign of a standing; its class is `st-` and its value."""
    found = STANDINGS.get(value) or Sign(word=value, icon="unanswered")
    return Sign(word=found.word, icon=found.icon, css=f"st-{value.replace(' ', '-')}")


def channel(key: str) -> Channel:
    """A channel's name and mark; one we have no word for goes by its own name."""
    return CHANNELS.get(key) or Channel(name=key, icon="archive")


MONTHS: Final[tuple[Word, ...]] = (
    pgettext("month", "January"), pgettext("month", "February"), pgettext("month", "March"),
    pgettext("month", "April"), pgettext("month", "May"), pgettext("month", "June"),
    pgettext("month", "July"), pgettext("month", "August"), pgettext("month", "September"),
    pgettext("month", "October"), pgettext("month", "November"), pgettext("month", "December"),
)  # fmt: skip
HIJRI_MONTHS: Final[tuple[Word, ...]] = (
    pgettext("month", "Muharram"), pgettext("month", "Safar"),
    pgettext("month", "Rabi al-Awwal"), pgettext("month", "Rabi al-Akhir"),
    pgettext("month", "Jumada al-Ula"), pgettext("month", "Jumada al-Akhirah"),
    pgettext("month", "Rajab"), pgettext("month", "Shaban"), pgettext("month", "Ramadan"),
    pgettext("month", "Shawwal"), pgettext("month", "Dhu al-Qadah"),
    pgettext("month", "Dhu al-Hijjah"),
)  # fmt: skip
WEEKDAYS: Final[tuple[Word, ...]] = (
    pgettext("weekday", "Monday"), pgettext("weekday", "Tuesday"), pgettext("weekday", "Wednesday"),
    pgettext("weekday", "Thursday"), pgettext("weekday", "Friday"),
    pgettext("weekday", "Saturday"), pgettext("weekday", "Sunday"),
)  # fmt: skip
