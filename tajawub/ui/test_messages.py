"""No text reaches a screen without its Arabic."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Message

from tajawub.ui import messages


def test_every_text_has_its_arabic_and_it_is_compiled() -> None:
    assert messages.problems() == [], messages.HOW


def test_texts_are_gathered_from_code_and_templates_of_all_rooms() -> None:
    found = {location[0] for message in messages.gathered() for location in message.locations}
    assert {"agencies/models.py", "ui/words.py", "ui/templates/ui/sign_in.html"} <= found


def test_a_text_within_a_template_is_gathered_as_django_will_ask_for_it() -> None:
    texts = {message.id for message in messages.gathered()}
    assert "Menu of %(name)s" in texts


def _plural(*forms: str) -> Message:
    return Message(("%(n)s day", "%(n)s days"), forms, context="counted")


GOOD = ("لا أيام", "يوم", "يومان", "%(n)s أيام", "%(n)s يوماً", "%(n)s يوم")


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("Close", ""), "no Arabic"),
        (Message("Close", "Close"), "not Arabic: «Close»"),
        (Message("Close", "إغلاق", flags={"fuzzy"}), "fuzzy"),
        (Message("By %(name)s", "بقلم"), "other placeholders in «بقلم»"),
        (Message("By %(name)s", "بقلم %(nam)s"), "other placeholders in «بقلم %(nam)s»"),
        (_plural(*GOOD[:5]), "5 plural forms, not 6"),
        (_plural(*GOOD[:5], ""), "no Arabic"),
        (_plural(*GOOD[:3], "أيام", *GOOD[4:]), "other placeholders in «أيام»"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_of_a_translation_is_named(message: Message, fault: str) -> None:
    assert list(messages.faults(message)) == [fault]


def test_one_and_two_can_be_said_without_their_number() -> None:
    assert list(messages.faults(_plural(*GOOD))) == []
