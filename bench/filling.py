"""A desk with as many cases as one likes, written as the product writes them.

Rows go in by COPY through the columns of the product's own models; terms, vectors and the tally
come from the product's own functions. What the conversations are like comes from patterns.py.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from operator import mul
from typing import Any, Final

from bench.patterns import Pattern, Patterns, Row

CHANNELS: Final = ("x", "mastodon", "youtube")
SHARES: Final = (1 / 3, *(0.18 * 0.74**n for n in range(11)))  # of all cases, by agency
LAZY: Final = (0.0, 0.5, 0.9) * 4
SETTLED: Final = 1 - sum(map(mul, SHARES, LAZY)) / sum(SHARES)
DAYS: Final = 730
NEWS: Final = "زلفرق ومبتخر"  # a matter that came up a month ago; everyone who asks names it
NEWS_DAYS: Final = 30
KNOWN: Final = 0.25  # of the askers have asked before
AT_ONCE: Final = 20_000  # cases in one COPY


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An agency of the filled desk. `since` is how many days ago it opened its accounts; of its
    settled cases `lazy` are left out, so that shares of standings differ."""

    pk: int
    accounts: tuple[tuple[int, str, str], ...]  # number, channel, handle
    share: float
    lazy: float
    since: int


def bodies() -> list[Body]:
    """Make the agencies and their accounts: the first holds a third of all cases, the last ones are
    small, the seventh is a month old."""
    from tajawub.agencies.models import Account, Agency

    made = []
    for n, (share, lazy) in enumerate(zip(SHARES, LAZY, strict=True)):
        agency = Agency.objects.create(key=f"agency_{n}", name_en=f"Agency {n}")
        accounts = []
        for channel in CHANNELS[: 1 + (n < 6) + (n < 2)]:
            for place in range(2 if n == 0 else 1):
                handle = f"agency_{n}_{channel}_{place}"
                account = Account.objects.create(
                    agency=agency, channel=channel, key=handle, handle=handle, taken_up=True
                )
                accounts.append((account.pk, channel, handle))
        made.append(
            Body(
                pk=agency.pk, accounts=tuple(accounts), share=share, lazy=lazy,
                since=NEWS_DAYS if n == 6 else DAYS,
            )
        )  # fmt: skip
    return made


@dataclass(slots=True)
class Filling:
    """Adds cases to a desk. The same seed gives the same desk, but for the day it ends on."""

    patterns: Patterns
    bodies: Sequence[Body]
    until: datetime
    seed: int = 1
    cases: int = 0
    posts: int = 0
    citizens: int = 0
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def up_to(self, cases: int, say: Callable[[str], None]) -> None:
        """Add until there are so many, and let the planner know. The index of terms is made anew
        at the end: adding to it row by row would take an hour for a million cases."""
        from django.db import connection

        from tajawub.cases import tally
        from tajawub.cases.models import Keywords

        (terms,) = Keywords._meta.indexes
        with connection.schema_editor() as editor:
            editor.remove_index(Keywords, terms)
        while self.cases < cases:
            self._add(min(AT_ONCE, cases - self.cases))
            say(f"{self.cases:,} cases")
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '1GB'")
        with connection.schema_editor() as editor:
            editor.add_index(Keywords, terms)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval('cases_case_id_seq', (SELECT max(id) FROM cases_case)), "
                "setval('conversations_post_id_seq', (SELECT max(id) FROM conversations_post)), "
                "setval('conversations_conversation_id_seq', "
                "(SELECT max(id) FROM conversations_conversation))"
            )
        tally.sum_up()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def _add(self, cases: int) -> None:
        from django.db import connection, transaction

        from tajawub.cases import tally
        from tajawub.cases.keywords import words

        batch = _Batch(self, self.patterns.wording(self.seed + self.cases))
        weights = list(accumulate(self.patterns.weights))
        shares = list(accumulate(body.share for body in self.bodies))
        until = self.cases + cases
        while self.cases < until:
            (pattern,) = self._random.choices(self.patterns.all, cum_weights=weights)
            (body,) = self._random.choices(self.bodies, cum_weights=shares)
            if not pattern.waits and self._random.random() < body.lazy:
                continue
            if self.cases + len(pattern.cases) <= until:
                batch.conversation(pattern, body)
        terms = words([batch.said[case["id"]] for case in batch.cases])
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in batch.tables(terms):
                columns = ", ".join(f'"{name}"' for name in rows[0])
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(tuple(row.values()))
            tally.add(cursor, before=(), after=batch.kinds())


class _Batch:
    """Rows on their way in."""

    def __init__(self, filling: Filling, wording: Any) -> None:
        self.filling = filling
        self.wording = wording
        self.random = wording.rng
        self.conversations: list[Row] = []
        self.posts: list[Row] = []
        self.readings: list[Row] = []
        self.cases: list[Row] = []
        self.said: dict[int, list[str]] = {}

    def conversation(self, pattern: Pattern, body: Body) -> None:
        """One more conversation like the pattern, with this agency, some time in the two years."""
        filling, rng = self.filling, self.random
        main = rng.choice(body.accounts)
        accounts = {pattern.accounts[0]: main} | {
            old: self._another(main[1], body) for old in pattern.accounts[1:]
        }
        days = body.since * (1 - rng.random() ** 0.8)
        end = pattern.posts[-1]["at"]
        lasted = end - pattern.start
        days = max(days, lasted / timedelta(days=1))  # nothing lies ahead
        shift = filling.until - timedelta(days=days) - pattern.start
        topic = NEWS if days < NEWS_DAYS and rng.random() < 0.3 else ""
        people: dict[str, tuple[str, str, str]] = {}
        handles = {filling.patterns.handles[old]: account[2] for old, account in accounts.items()}
        first = filling.posts + 1
        numbers = {post["id"]: first + n for n, post in enumerate(pattern.posts)}
        keys = {post["external_id"]: str(10**12 + numbers[post["id"]]) for post in pattern.posts}
        number = filling.cases + 1
        case_numbers = {case["id"]: number + n for n, case in enumerate(pattern.cases)}
        filling.posts += len(pattern.posts)
        filling.cases += len(pattern.cases)
        self.conversations.append(
            {"id": number, "channel": main[1], "key": keys[pattern.posts[0]["external_id"]],
             "due_at": None, "reader": 1}
        )  # fmt: skip
        for post in pattern.posts:
            if pattern.readings[post["id"]]["account_id"] is None:
                handle = post["author_handle"]
                if handle not in people:
                    people[handle] = self._citizen()
                    handles[handle] = people[handle][1]
        for post in pattern.posts:
            reading = pattern.readings[post["id"]]
            official = reading["account_id"] is not None
            author = (
                ("0", accounts[reading["account_id"]][2], accounts[reading["account_id"]][2])
                if official
                else people[post["author_handle"]]
            )
            text = self.wording.again(
                post["text"], official=official, handles=handles, topic="" if official else topic
            )
            up = post["parent_id"]
            self.posts.append(
                {**post, "id": numbers[post["id"]], "channel": main[1],
                 "external_id": keys[post["external_id"]], "conversation_id": number,
                 "at": post["at"] + shift, "text": text, "author_id": author[0],
                 "author_handle": author[1], "author_name": author[2],
                 "parent_id": up and keys.get(up, up),
                 "conversation_id_seen": keys[pattern.posts[0]["external_id"]],
                 "mentions": [handles.get(name, name) for name in post["mentions"]],
                 "deleted_at": _moved(post["deleted_at"], shift)}
            )  # fmt: skip
            case = case_numbers.get(reading["case_id"])
            before = reading["before"]
            self.readings.append(
                {**reading, "post_id": numbers[post["id"]], "case_id": case,
                 "before": before and numbers[before],
                 "account_id": accounts[reading["account_id"]][0] if official else None}
            )  # fmt: skip
            if case is not None and not official:
                self.said.setdefault(case, []).extend((author[1], author[2], text))
        owners = {account: of.pk for of in filling.bodies for account, _, _ in of.accounts}
        for known in pattern.cases:
            account = accounts[known["account_id"]][0]
            held = known["holder_id"]
            made = {**known, "id": case_numbers[known["id"]], "conversation_id": number}
            made |= {"channel": main[1], "agency_id": owners[account], "account_id": account,
                     "holder_id": held and accounts[held][0],
                     "citizen": handles.get(known["citizen"], known["citizen"])}  # fmt: skip
            made |= {name: known[name] and numbers[known[name]] for name in
                     ("first_post_id", "answer_post_id", "last_official_post_id")}  # fmt: skip
            made |= {name: _moved(known[name], shift) for name in
                     ("opened_at", "stopped_at", "answered_at", "first_reply_at",
                      "last_official_at")}  # fmt: skip
            self.cases.append(made)

    def _another(self, channel: str, body: Body) -> tuple[int, str, str]:
        others = [
            account
            for other in self.filling.bodies
            if other is not body
            for account in other.accounts
            if account[1] == channel
        ]
        return self.random.choice(others)  # type: ignore[no-any-return]

    def _citizen(self) -> tuple[str, str, str]:
        filling = self.filling
        if filling.citizens and self.random.random() < KNOWN:
            number = int(filling.citizens * self.random.random() ** 2)
        else:
            number = filling.citizens
            filling.citizens += 1
        made: tuple[str, str, str] = self.wording.citizen(number, filling.patterns.names)
        return made

    def tables(self, terms: Sequence[Sequence[str]]) -> Iterator[tuple[str, Sequence[Row]]]:
        """The rows of each table, in the order in which they can be written."""
        from tajawub.cases import keywords

        yield "conversations_conversation", self.conversations
        yield "conversations_post", self.posts
        yield "cases_case", self.cases
        yield "cases_reading", self.readings
        yield "cases_keywords", [
            {"case_id": case["id"], "opened_at": case["opened_at"],
             "terms": keywords.vector([*keywords.facets(_facets(case)), *found])}
            for case, found in zip(self.cases, terms, strict=True)
        ]  # fmt: skip

    def kinds(self) -> Iterator[Any]:
        """What each case counts as."""
        from tajawub.cases.tally import Kind

        for case in self.cases:
            yield Kind(
                agency=case["agency_id"], account=case["account_id"], standing=case["standing"],
                act=case["act"], scope=case["scope"], urgent=case["urgent"],
                language=case["language"],
            )  # fmt: skip


def _facets(case: Row) -> Mapping[str, object]:
    return {
        "agency": case["agency_id"], "account": case["account_id"],
        "standing": case["standing"].replace(" ", "-"), "waits": case["waits"],
        "act": case["act"], "scope": case["scope"], "urgent": case["urgent"],
        "language": case["language"],
    }  # fmt: skip


def _moved(at: datetime | None, shift: timedelta) -> datetime | None:
    return None if at is None else at + shift


def emptied() -> None:
    """Take everything out of the desk again but its tables."""
    from django.apps import apps
    from django.db import connection

    tables = [
        model._meta.db_table
        for label in ("conversations", "cases", "agencies")
        for model in apps.get_app_config(label).get_models()
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")


def counted() -> Counter[str]:
    """How many rows the tables have."""
    from django.apps import apps

    return Counter(
        {
            model._meta.db_table: model._default_manager.count()
            for label in ("conversations", "cases")
            for model in apps.get_app_config(label).get_models()
        }
    )
