"""The holiday lists of the library `holidays`, one year at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tajawub.agencies.rules import HolidayList


def holidays_of(listed: HolidayList, year: int) -> Mapping[date, str]:
    """The holidays of one Gregorian year: day to name, in the list's language.

    Raises NotImplementedError for a country or subdivision that the library does not have, and
    ValueError for a category that the country does not have.
    """
    import holidays  # 50 ms, which a calendar without a holiday list need not spend

    # Left to itself the library names days in the language of the machine it runs on.
    own = holidays.country_holidays(listed.country).default_language
    found = holidays.country_holidays(
        listed.country,
        subdiv=listed.subdivision,
        years=year,
        expand=False,
        categories=listed.categories,
        language=listed.language or own,
    )
    return {day: str(name) for day, name in found.items()}
