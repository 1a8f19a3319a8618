"""The demonstration in the desk: its archive, moved to end this week, and four people to sign in.

It is put only into a desk that holds nothing else, and once.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tajawub.agencies.knowing import Official, know
from tajawub.agencies.models import Account, Agency, Person
from tajawub.agencies.people import add_person
from tajawub.channels.archives import open_archive
from tajawub.channels.records import BrokenRow, Post
from tajawub.conversations import importing
from tajawub.conversations.models import Import
from tajawub.demo.archive import END, NAMES, make, write
from tajawub.desk.setup import data_folder
from tajawub.desk.welcome import SignIn

DIGEST: Final = "demo"
CALENDAR: Final = "ghaf"
ENGLISH: Final = {
    "ghaf_transport": "Transport and Roads Department",
    "ghaf_water": "Water and Lighting Authority",
    "ghaf_housing": "Housing and Grants Authority",
}
# user name, name, agency's key (None: sees all), what they do
PEOPLE: Final = (
    ("sara", "سارة", "ghaf_housing", "Housing and Grants Authority"),
    ("rashid", "راشد", "ghaf_water", "Water and Lighting Authority"),
    ("amna", "آمنة", "ghaf_transport", "Transport and Roads Department"),
    ("shamma", "شمّا", None, "sees all three agencies"),
)
_PASSWORD: Final = "demo-password"  # noqa: S105 - the name of a file


def prepare(say: Callable[[str], None], *, wanted: bool = True) -> Sequence[SignIn]:
    """Fill an empty desk with the demonstration where it is wanted; gives who can sign in.

    Its posts go in as one batch: cut off at any point, the next start begins anew.
    """
    run = Import.objects.filter(digest=DIGEST).first()
    if run is None or run.finished_at is None:
        if not wanted or _holds_something_else():
            return everybody()
        say("Putting the demonstration in: an invented emirate, its agencies and its people.")
        _fill()
    return _people()


def everybody() -> list[SignIn]:
    """Those who can sign in, without their passwords, which nobody knows."""
    people = Person.objects.filter(is_active=True).select_related("agency").order_by("username")
    return [
        SignIn(user=one.username, password="", does=str(one.agency or "sees all agencies"))
        for one in people[:10]
    ]


def _holds_something_else() -> bool:
    return Account.objects.exists() or Import.objects.exclude(digest=DIGEST).exists()


def _fill() -> None:
    with tempfile.TemporaryDirectory(prefix="tajawub-demo-") as folder:
        file = Path(folder) / "demo.jsonl.gz"
        write(make(), file)
        run = importing.begin(DIGEST, [file])
        broken: list[BrokenRow] = []
        records = _as_of_now(open_archive([file]), datetime.now(UTC))
        importing.take_in(run, records, on_broken=broken.append, on_batch=lambda _: None)
    know(
        Official(
            channel="x", key=handle, handle=handle, agency=handle, name_ar=arabic,
            name_en=ENGLISH[handle], calendar=CALENDAR, reason="the demonstration",
        )
        for handle, arabic in NAMES.items()
    )  # fmt: skip
    importing.finish(run, len(broken))


def _as_of_now(records: Iterable[Post | BrokenRow], now: datetime) -> Iterator[Post | BrokenRow]:
    """The posts moved by whole weeks, so that the last ones are of this week and weekends stay."""
    moved = timedelta(weeks=(now - END) // timedelta(weeks=1))
    for record in records:
        if isinstance(record, BrokenRow):
            yield record
        else:
            gone = record.deleted_at and record.deleted_at + moved
            yield replace(record, at=record.at + moved, deleted_at=gone)


def _people() -> list[SignIn]:
    """The demonstration's people, with a password of this data folder's own."""
    file = data_folder() / _PASSWORD
    try:
        password = file.read_text().strip()
    except OSError:
        password = ""
    new = len(password) < 12
    if new:
        password = secrets.token_urlsafe(9)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as kept:
            kept.write(password)
    known = {
        one.username: one for one in Person.objects.filter(username__in=[p[0] for p in PEOPLE])
    }
    agencies = dict(Agency.objects.values_list("key", "pk"))
    for username, name, agency, _ in PEOPLE:
        if username not in known:
            add_person(username, name=name, agency=agency, password=password)
        elif new and known[username].agency_id == agencies.get(agency or ""):
            known[username].set_password(password)
            known[username].save(update_fields=["password"])
    return [SignIn(user=user, password=password, does=does) for user, _, _, does in PEOPLE]
