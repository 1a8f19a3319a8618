"""Who sees which cases: the one place that says so."""

from __future__ import annotations

from tajawub.agencies.models import Agency, Person
from tajawub.cases.models import Case


def visible_agencies(person: Person) -> tuple[int, ...]:
    """The agencies whose cases this person sees: their own, or all where they belong to none."""
    if person.agency_id is not None:
        return (person.agency_id,)
    return tuple(Agency.objects.order_by("pk").values_list("pk", flat=True))


def may_read_private(person: Person) -> bool:
    """Whether this person reads what was said in private: people of the agency do. Whoever sees the
    cases of all agencies sees that they are there, and how long they wait."""
    return person.agency_id is not None


def visible_case(person: Person, number: int) -> Case | None:
    """The case of this number if this person may see it, None where there is none or they may not.
    A case that was joined to another leads to that one."""
    cases = Case.objects.select_related("agency", "account", "holder", "first_post")
    if person.agency_id is not None:
        cases = cases.filter(agency_id=person.agency_id)
    case = cases.filter(pk=number).first()
    for _ in range(20):
        if case is None or case.joined_to_id is None:
            break
        case = cases.filter(pk=case.joined_to_id).first()
    return case
