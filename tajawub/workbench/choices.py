"""What a reading can be corrected to, each value with what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import pgettext_lazy as pgettext

from tajawub.language.columns import VALUES
from tajawub.ui import words

# In a few words what the codebook says at length.
MEANINGS: Final[Mapping[str, Mapping[str, words.Word]]] = {
    "reply": {
        "answer": pgettext(
            "meaning", "gives the information, the decision, or says that it is done"
        ),
        "asks": pgettext("meaning", "asks for something that it needs in order to answer"),
        "private": pgettext("meaning", "moves the matter to private messages"),
        "redirect": pgettext("meaning", "sends elsewhere: a telephone, a branch, a link"),
        "acknowledgement": pgettext("meaning", "received, forwarded, being looked at"),
        "courtesy": pgettext("meaning", "greets, thanks, wishes"),
    },
    "act": {
        "question": pgettext("meaning", "wants to know something"),
        "request": pgettext("meaning", "wants something done"),
        "complaint": pgettext("meaning", "says that something failed"),
        "suggestion": pgettext("meaning", "proposes an improvement"),
        "praise": pgettext("meaning", "thanks or compliments"),
        "other": pgettext("meaning", "news, advertisement, talk among people"),
    },
    "owed": {
        "yes": pgettext("meaning", "a question, request or complaint put to the agency"),
        "no": pgettext("meaning", "nothing is asked of the agency"),
    },
    "scope": {
        "personal": pgettext("meaning", "the answer depends on this person's own file"),
        "general": pgettext("meaning", "the same answer serves many"),
    },
    "route": {
        "private": pgettext("meaning", "the answer needs or shows personal data"),
        "public": pgettext("meaning", "the answer can serve everyone"),
    },
    "urgent": {
        "yes": pgettext("meaning", "delay does harm"),
        "no": pgettext("meaning", "anger alone is no urgency"),
    },
    "turn": {
        "confirms": pgettext("meaning", "says that the matter is settled"),
        "disputes": pgettext("meaning", "says that this was no answer"),
        "adds": pgettext("meaning", "tells or asks more"),
        "thanks": pgettext("meaning", "thanks, and leaves open whether it is settled"),
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value that a reading can be corrected to."""

    value: str
    word: words.Word
    meaning: words.Word
    current: bool


def choices(label: str, current: str = "") -> list[Choice]:
    """The values of a label, in the order of the codebook."""
    return [
        Choice(
            value=value, word=words.word(value, label),
            meaning=MEANINGS.get(label, {}).get(value, ""), current=value == current,
        )
        for value in VALUES[label]
    ]  # fmt: skip
