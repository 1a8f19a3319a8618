"""A browser that asks the desk for pages, and a watch beside it.

Requests are made in this process by Django's test client: address, middleware, sessions, templates
and database are the product's, the network is not there.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.test import Client
from django.urls import reverse

from bench import plans
from bench.asking import Asked, There
from bench.plans import Plan
from bench.timing import Measured, processor_seconds, seconds
from tajawub.agencies.models import Person
from tajawub.cases.models import Case, Reading
from tajawub.workbench.address import Address

EXPLAINED: Final = 3  # requests of each kind whose queries are explained
_CHOICES: Final = ("question", "request", "complaint")


class Browsing:
    """Somebody of each agency and somebody who sees all, signed in; half of them read English."""

    def __init__(self, there: There, seed: int = 4) -> None:
        self.there = there
        self.random = random.Random(seed)
        self.clients: dict[int | None, Client] = {}
        for n, agency in enumerate((None, *there.agencies)):
            person, _ = Person.objects.get_or_create(
                username=f"bench-{agency or 'all'}",
                defaults={"agency_id": agency, "language": ("ar", "en")[n % 2]},
            )
            self.clients[agency] = Client(SERVER_NAME="localhost")
            self.clients[agency].force_login(person)

    def warm(self, asked: Sequence[Asked]) -> None:
        """Compile the templates, load the reader, open the connection."""
        for one in asked:
            self.ask(one)()
        self.page_of_a_case(self._cases(1)[0])()

    def ask(self, asked: Asked) -> Callable[[], None]:
        """A page of the queue, as somebody types or follows its address."""
        agency = asked.agency
        visible = self.there.agencies if agency is None else (agency,)
        address = Address(filters=asked.filters, visible=visible, after=asked.after)
        return self._get(agency, reverse("queue") + address.query)

    def page_of_a_case(self, case: Case) -> Callable[[], None]:
        """The page of one case."""
        return self._get(case.agency_id, reverse("case", args=[case.pk]))

    def sheet_of_filters(self, asked: Asked) -> Callable[[], None]:
        """The sheet of all filters, with the number of each choice."""
        agency = asked.agency
        visible = self.there.agencies if agency is None else (agency,)
        query = Address(filters=asked.filters, visible=visible).query
        return self._get(agency, reverse("filter") + query)

    def correction(self, case: Case) -> Callable[[], None]:
        """A person corrects what the first post of a case does; the case is judged anew."""
        reading = Reading.objects.get(post=case.first_post_id)
        address = reverse("correct", args=[case.pk, reading.post_id, "act"])
        value = self.random.choice([act for act in _CHOICES if act != case.act])

        def send() -> None:
            answer = self.clients[case.agency_id].post(address, {"value": value, "why": "bench"})
            assert answer.status_code in {200, 204, 302}, (address, answer.status_code)

        return send

    def all(self, asked: Sequence[Asked], each: int) -> Measured:
        """Everything that was asked, and as many of the other pages as of each kind."""
        ms: dict[str, list[float]] = {one.kind: [] for one in asked}
        explained: dict[str, list[Plan]] = {kind: [] for kind in ms}
        cpu: dict[str, list[float]] = {}
        for kind, work in self._all(asked, each):
            before = processor_seconds()
            ms.setdefault(kind, []).append(seconds(work) * 1000)
            cpu.setdefault(kind, []).append((processor_seconds() - before) * 1000)
        for kind, work in self._all(asked, EXPLAINED):
            done = explained.setdefault(kind, [])
            if kind != "correction" and len(done) < EXPLAINED:
                done += self._explain(work)
        return Measured(ms, cpu, {kind: done for kind, done in explained.items() if done})

    def _all(self, asked: Sequence[Asked], each: int) -> Iterator[tuple[str, Callable[[], None]]]:
        for one in asked:
            yield one.kind, self.ask(one)
        for one in [one for one in asked if not one.after][:each]:
            yield "sheet of filters", self.sheet_of_filters(one)
        for case in self._cases(each):
            yield "case page", self.page_of_a_case(case)
        for case in self._cases(each):
            yield "correction", self.correction(case)

    def _explain(self, work: Callable[[], None]) -> list[Plan]:
        with plans.statements() as said:
            work()
        return [plans.plan(one) for one in said if plans.explainable(one)]

    def _cases(self, number: int) -> list[Case]:
        most = Case.objects.order_by("-pk").values_list("pk", flat=True)[0]
        wanted = [self.random.randrange(1, most + 1) for _ in range(number)]
        return list(Case.objects.filter(pk__in=wanted))

    def _get(self, agency: int | None, address: str, **more: Any) -> Callable[[], None]:
        def ask() -> None:
            answer = self.clients[agency].get(address, **more)
            assert answer.status_code == 200, (address, answer.status_code)
            assert answer.content

        return ask
