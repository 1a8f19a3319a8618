"""What of the queue is wanted, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tajawub.cases.timeline import WAITING, Standing
from tajawub.language.columns import VALUES

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "standing": tuple(standing.value for standing in Standing),
    "act": VALUES["act"],
    "scope": VALUES["scope"],
    "language": VALUES["language"],
}
AGES: Final = (1, 3, 7, 14, 30, 90, 365)  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the queue is wanted. `agencies` are those that may be seen at all, chosen or not;
    an empty choice of anything else chooses nothing out. `older_than` is in days since the citizen
    asked. Without a choice of standing the waiting cases are meant."""

    agencies: tuple[int, ...]
    accounts: tuple[int, ...] = ()
    standings: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    urgent: bool | None = None
    languages: tuple[str, ...] = ()
    older_than: int | None = None
    text: str = ""
    newest_first: bool = False

    @property
    def chosen(self) -> dict[str, tuple[object, ...]]:
        """The facets chosen, each with its values, as tally and keywords name them."""
        standings = self.standings or tuple(s.value for s in Standing if s in WAITING)
        chosen: dict[str, tuple[object, ...]] = {
            "agency": self.agencies, "account": self.accounts, "standing": standings,
            "act": self.acts, "scope": self.scopes, "language": self.languages,
            "urgent": () if self.urgent is None else (self.urgent,),
        }  # fmt: skip
        needed = {"agency"}  # nobody sees the cases of an agency that is not named here
        return {name: values for name, values in chosen.items() if values or name in needed}
