"""Which accounts are official, as an import or an operator says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from tajawub.agencies.models import Account, Agency


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """An account that speaks for an agency. `key` is its handle or id in lower case."""

    channel: str
    key: str
    handle: str
    agency: str  # the agency's key
    name_ar: str = ""
    name_en: str = ""
    calendar: str = "ae-federal"
    reason: str = ""


@transaction.atomic
def know(accounts: Iterable[Official]) -> list[Account]:
    """Keep these accounts and their agencies; gives those that were not known. What is known of an
    agency or an account already stays as it is."""
    new = []
    for official in accounts:
        agency, _ = Agency.objects.get_or_create(
            key=official.agency,
            defaults={
                "name_ar": official.name_ar,
                "name_en": official.name_en,
                "calendar": official.calendar,
            },
        )
        account, made = Account.objects.get_or_create(
            channel=official.channel,
            key=official.key,
            defaults={
                "agency": agency,
                "handle": official.handle,
                "reason": official.reason[:300],
            },
        )
        if made:
            new.append(account)
    return new


def waiting() -> bool:
    """Whether some account is known that its channel was not yet judged with."""
    return Account.objects.filter(taken_up=False).exists()


def taken_up(accounts: Iterable[int]) -> None:
    """What was said on these accounts' channels is being judged with them in mind."""
    Account.objects.filter(pk__in=list(accounts)).update(taken_up=True)
