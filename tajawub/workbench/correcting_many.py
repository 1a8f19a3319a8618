"""One correction for many cases at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from tajawub.agencies.models import Person
from tajawub.cases.corrected import owed_by
from tajawub.cases.correcting import correct
from tajawub.cases.deciding import value as read_value
from tajawub.cases.models import Case, Correction, Reading
from tajawub.cases.visible import visible_agencies

LABELS: Final = ("owed", "act", "urgent", "scope", "route")  # what can be said of many at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of many cases: how many were corrected, how many read so before, and of all of
    them how many wait still."""

    corrected: int
    unchanged: int
    waiting: int


def chosen_cases(numbers: Sequence[int], person: Person) -> list[Case]:
    """Those of these cases that this person may see, in the order given."""
    found = Case.objects.filter(
        pk__in=numbers, joined_to=None, agency__in=visible_agencies(person)
    ).in_bulk()
    return [found[number] for number in numbers if number in found]


def correct_all(cases: Sequence[Case], label: str, value: str, *, by: Person, why: str) -> Outcome:
    """Keep of each case that its question reads so; one transaction for each case.

    That nothing is owed is said of every message of the citizen in it. What reads so already is
    left alone, so that a repetition changes nothing. Raises TajawubError for a value that the label
    does not have.
    """
    corrected = 0
    for case in cases:
        with transaction.atomic():
            wrong = [
                reading for reading in _meant(case, label, value) if _differs(reading, label, value)
            ]
            for reading in wrong:
                correct(reading.post, label, value, by=by, why=why)
            corrected += bool(wrong)
    waiting = Case.objects.filter(pk__in=[case.pk for case in cases], waits=True).count()
    return Outcome(corrected=corrected, unchanged=len(cases) - corrected, waiting=waiting)


def _meant(case: Case, label: str, value: str) -> list[Reading]:
    """The citizen's messages that are meant when somebody says this of a case."""
    said = Reading.objects.filter(case=case, account=None).select_related("post")
    if (label, value) != ("owed", "no"):
        said = said.filter(post=case.first_post_id)
    return list(said.order_by("post__at", "post__external_id"))


def _differs(reading: Reading, label: str, value: str) -> bool:
    corrections = Correction.objects.filter(post=reading.post_id)
    last = dict(corrections.order_by("id").values_list("label", "value"))
    if label in last:
        return last[label] != value
    if label == "owed" and "act" in last:
        return owed_by(last["act"], put=reading.put) != value
    return read_value(reading.codes, label) != value
