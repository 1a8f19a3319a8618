"""Who works at the desk."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tajawub.agencies.models import Agency, Person
from tajawub.errors import TajawubError


def add_person(
    username: str, *, name: str = "", agency: str | None = None, password: str | None = None,
    language: str = "",
) -> tuple[Person, str]:  # fmt: skip
    """Somebody new who can sign in, and their password: the one given, or one made up.

    Without an agency they see all. Raises TajawubError where the name is taken, the agency is not
    known, or the password too weak.
    """
    of = None if agency is None else Agency.objects.filter(key=agency).first()
    if agency is not None and of is None:
        known = ", ".join(Agency.objects.values_list("key", flat=True)[:20]) or "none yet"
        raise TajawubError(f"No agency is called “{agency}”. Known: {known}.")
    person = Person(username=username, name=name, agency=of, language=language)
    password = password or secrets.token_urlsafe(12)
    try:
        person.clean_fields(exclude=["password"])
        validate_password(password, person)
        person.set_password(password)
        with transaction.atomic():
            person.save()
    except ValidationError as error:
        raise TajawubError(f"{username}: {' '.join(error.messages)}") from error
    except IntegrityError as error:
        raise TajawubError(f"{username}: somebody is called that already.") from error
    return person, password
