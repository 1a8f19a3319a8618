"""Who answers: agencies, their accounts and the people who work for them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tajawub.agencies.calendar import Calendar, load_calendar


class Agency(models.Model):
    """A public body that answers. Accounts of one agency answer for one another."""

    key = models.TextField(unique=True, db_collation="C")
    name_ar = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    calendar = models.CharField(max_length=200, default="ae-federal")

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the language of whoever looks, else in the other one, else its key."""
        arabic = (translation.get_language() or "ar").startswith("ar")
        first, second = (self.name_ar, self.name_en) if arabic else (self.name_en, self.name_ar)
        return first or second or self.key

    def open_hours(self) -> Calendar:
        """The calendar that counts for its working time."""
        file = Path(self.calendar)
        changed = file.stat().st_mtime_ns if file.suffix == ".toml" and file.exists() else 0
        return _kept(self.calendar, changed)


@lru_cache(maxsize=64)
def _kept(name: str, changed: int) -> Calendar:
    """A calendar stays in hand with all it has worked out: reading it and laying out its years
    takes longer than a page may. A file of another moment (`changed`) is another calendar."""
    return load_calendar(name)


class Account(models.Model):
    """An agency's presence on a channel. `key` is what it is found by: its handle, else its id, in
    lower case."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="accounts")
    channel = models.CharField(max_length=40, db_collation="C")
    key = models.TextField(db_collation="C")
    handle = models.TextField()
    reason = models.CharField(max_length=300, blank=True)  # why it counts as official, in English
    taken_up = models.BooleanField(default=False)  # its channel was judged anew since it is known

    class Meta:
        ordering: ClassVar = ["handle"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "key"], name="account_once")
        ]

    def __str__(self) -> str:
        return f"@{self.handle}"


class Person(AbstractUser):
    """Somebody who signs in. Without an agency they see the cases of all."""

    class Numerals(models.TextChoices):
        """How numbers are written."""

        WESTERN = "western", _("Western digits: 123")
        ARABIC = "arabic", _("Arabic-Indic digits: ١٢٣")

    first_name = None  # type: ignore[assignment]  # one name, as people are called
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=150, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="people")
    language = models.CharField(max_length=5, blank=True)  # "": as the desk or the browser says
    numerals = models.CharField(max_length=10, choices=Numerals, default=Numerals.WESTERN)
    hijri = models.BooleanField(default=False)  # the Hijri date beside the Gregorian one

    REQUIRED_FIELDS: ClassVar = []

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
