"""What people ask a desk, at random but always the same: of each kind many different requests."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bench.filling import NEWS
from tajawub.cases import tally
from tajawub.cases.queue import AGES, CHOICES, Filters

SAMPLE: Final = 10_000  # cases whose words are counted, to know which are rare
CLITICS: Final = ("ال", "وال", "بال", "لل", "و", "ف", "ب")
RARE: Final = 20  # cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request for the queue: what is chosen, by somebody of `agency` (None: sees all), from
    which place on."""

    kind: str
    filters: Filters
    agency: int | None
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """What can be asked for in this desk."""

    agencies: tuple[int, ...]
    shares: tuple[int, ...]  # cases of each agency
    accounts: Mapping[int, tuple[int, ...]]
    kinds: Sequence[tuple[Mapping[str, object], int]]  # facets of cases, and how many
    words: Mapping[str, Sequence[str]]  # rare, medium, common
    first: datetime
    last: datetime


class Asking:
    """Makes requests up. The same seed makes the same ones."""

    def __init__(self, there: There, seed: int = 2) -> None:
        self.there = there
        self.random = random.Random(seed)

    def of_each(self, number: int) -> Iterator[Asked]:
        """So many of each kind, in mixed order."""
        made = [
            replace(make(self), kind=kind) for kind, make in KINDS.items() for _ in range(number)
        ]
        self.random.shuffle(made)
        yield from made

    def of(self, agency: int | None = -1, **chosen: Any) -> Asked:
        """By somebody who sees all, or only their agency's, which more often is a large one."""
        there = self.there
        if agency == -1:
            seen = self.random.choices(there.agencies, there.shares)[0]
            agency = None if self.random.random() < 0.5 else seen
        agencies = there.agencies if agency is None else (agency,)
        return Asked(kind="", filters=Filters(agencies=agencies, **chosen), agency=agency)

    def facet(self, *but: str) -> dict[str, Any]:
        """One facet of the queue with a value of it, now and then with two."""
        every = ("standing", "act", "scope", "urgent", "language", "age", "account")
        names = [name for name in every if name not in but]
        name = self.random.choice(names)
        return self.chosen(name)

    def chosen(self, name: str) -> dict[str, Any]:
        rng = self.random
        if name == "urgent":
            return {"urgent": True}
        if name == "age":
            return {"older_than": rng.choice(AGES)}
        if name == "account":
            agency = rng.choices(self.there.agencies, self.there.shares)[0]
            return {"accounts": (rng.choice(self.there.accounts[agency]),)}
        values = rng.sample(CHOICES[name], 1 + (rng.random() < 0.2))
        return {f"{name}s": tuple(values)}

    def facets(self, number: int) -> Asked:
        chosen: dict[str, Any] = {}
        while len(chosen) < number:
            chosen |= self.facet()
        accounts = chosen.get("accounts")
        if accounts and self.random.random() < 0.5:
            (owner,) = (a for a, own in self.there.accounts.items() if accounts[0] in own)
            return self.of(owner, **chosen)
        return self.of(None, **chosen) if accounts else self.of(**chosen)

    def rare_combination(self) -> Asked:
        """What at most twenty cases are, or none."""
        few = [kind for kind, number in self.there.kinds if number <= RARE]
        kind = dict(self.random.choice(few))
        if self.random.random() < 0.3:
            kind["act"] = self.random.choice(CHOICES["act"])
        named = {f"{name}s": (kind[name],) for name in ("account", "standing", "act", "scope")}
        return self.of(
            self.random.choice((None, kind["agency"])),  # type: ignore[arg-type]
            urgent=kind["urgent"], languages=(kind["language"],), **named,
        )  # fmt: skip

    def word(self, *rarities: str) -> str:
        return " ".join(self.random.choice(self.there.words[rarity]) for rarity in rarities)

    def start(self) -> str:
        word = self.word("common" if self.random.random() < 0.5 else "medium")
        return word[: self.random.randrange(2, 5)]

    def deep(self, asked: Asked) -> Asked:
        """Somewhere in the middle of the queue, as after many pages."""
        there = self.there
        at = there.first + (there.last - there.first) * self.random.random()
        return replace(asked, after=f"{int(at.timestamp() * 1_000_000)}-1")


KINDS: Final[Mapping[str, Callable[[Asking], Asked]]] = {
    "the queue": lambda a: a.of(),
    "newest first": lambda a: a.of(newest_first=True),
    "a deep page": lambda a: a.deep(a.of(newest_first=a.random.random() < 0.5)),
    "a deep page, filtered": lambda a: a.deep(a.facets(2)),
    "standing": lambda a: a.of(**a.chosen("standing")),
    "act": lambda a: a.of(**a.chosen("act")),
    "scope": lambda a: a.of(**a.chosen("scope")),
    "urgent": lambda a: a.of(**a.chosen("urgent")),
    "language": lambda a: a.of(**a.chosen("language")),
    "account": lambda a: a.of(None, **a.chosen("account")),
    "age": lambda a: a.of(**a.chosen("age")),
    "two filters": lambda a: a.facets(2),
    "three filters": lambda a: a.facets(3),
    "0 to 20 found": lambda a: a.rare_combination(),
    "rare word": lambda a: a.of(text=a.word("rare")),
    "medium word": lambda a: a.of(text=a.word("medium")),
    "common word": lambda a: a.of(text=a.word("common")),
    "two words": lambda a: a.of(text=a.word("common", a.random.choice(("common", "medium")))),
    "with clitics": lambda a: a.of(text=a.random.choice(CLITICS) + a.word("medium")),
    "start of a word": lambda a: a.of(text=a.start()),
    "word and filters": lambda a: a.of(text=a.word("common"), **(a.facet() | a.facet("account"))),
    "recent matter": lambda a: a.of(text=NEWS, newest_first=a.random.random() < 0.5),
    "recent, filtered": lambda a: a.of(text=NEWS.split()[0], **a.facet("account")),
}


def there_is(cursor: Any) -> There:
    """Look what there is in the desk. Not timed."""
    cursor.execute("SELECT agency_id, array_agg(id ORDER BY id) FROM agencies_account GROUP BY 1")
    accounts = {agency: tuple(own) for agency, own in cursor.fetchall()}
    kinds = [
        (dict(zip(tally.Kind._fields, kind, strict=True)), number)
        for kind, number in sorted(tally.counted(tally.Kind._fields, {}).items())
    ]
    shares = dict.fromkeys(sorted(accounts), 0)
    for kind, number in kinds:
        shares[kind["agency"]] += number
    cursor.execute("SELECT min(opened_at), max(opened_at) FROM cases_case")
    first, last = cursor.fetchone()
    return There(
        agencies=tuple(shares), shares=tuple(shares.values()), accounts=accounts, kinds=kinds,
        words=_words(cursor), first=first, last=last,
    )  # fmt: skip


def _words(cursor: Any) -> Mapping[str, Sequence[str]]:
    """Words that few, some and many cases hold."""
    cursor.execute("SELECT setseed(0.5)")
    cursor.execute(
        "SELECT word, ndoc FROM ts_stat('SELECT terms FROM (SELECT terms FROM cases_keywords "
        f"ORDER BY case_id % 101, case_id LIMIT {SAMPLE}) k') "
        "WHERE word !~ '[#a-z0-9_ʕ]' AND length(word) > 2 ORDER BY word"
    )
    counted = cursor.fetchall()
    sample = SAMPLE
    return {
        "rare": [word for word, number in counted if number == 1],
        "medium": [word for word, number in counted if 0.0005 < number / sample < 0.005],
        "common": [word for word, number in counted if number / sample > 0.03],
    }
