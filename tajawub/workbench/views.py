"""The officer's desk: requests in, pages and fragments out. Everything else is done elsewhere."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import push_url

from tajawub.agencies.models import Person
from tajawub.cases.correcting import correct
from tajawub.cases.models import Case
from tajawub.cases.queue import count
from tajawub.cases.shown import show
from tajawub.cases.visible import visible_agencies, visible_case
from tajawub.conversations.models import Post
from tajawub.errors import TajawubError
from tajawub.language.columns import VALUES
from tajawub.ui import words
from tajawub.ui.formats import counted
from tajawub.ui.preferences import current
from tajawub.workbench import address, case_page, correcting_many, filtering, queue_page
from tajawub.workbench.address import Address
from tajawub.workbench.choices import choices
from tajawub.workbench.correcting_many import chosen_cases, correct_all

LONGEST_WHY: Final = 500


@never_cache
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The queue; for htmx the part of the page that a filter changes."""
    page = queue_page.build(_address(request), _person(request), timezone.now())
    context = {"page": page, "address": page.address}
    if _asked_for(request, "desk"):
        shown = _fragment(request, "workbench/_desk_brought.html", context)
        return push_url(shown, reverse("queue") + page.address.query)
    return _page(request, "workbench/queue.html", context)


@never_cache
@require_GET
def filters(request: HttpRequest) -> HttpResponse:
    """The sheet of all filters, also as a page of its own."""
    here = _address(request)
    context = {
        "address": here,
        "facets": filtering.facets(here),
        "count": count(here.filters),
    }
    return _sheet(request, "workbench/_filter.html", "workbench/filter.html", context)


@never_cache
@require_GET
def case(request: HttpRequest, number: int) -> HttpResponse:
    """One case. A case that was joined to another leads to that one."""
    here = _address(request)
    found = _case(request, number)
    if found.pk != number:
        return HttpResponseRedirect(reverse("case", args=[found.pk]) + here.query)
    page = _case_page(request, found, here)
    context = {
        "page": page,
        "shown": page.shown,
        "address": here,
        "neighbours": case_page.neighbours(found, here),
    }
    return _page(request, "workbench/case.html", context)


@never_cache
@require_GET
def peek(request: HttpRequest, number: int) -> HttpResponse:
    """A case beside the queue."""
    page = _case_page(request, _case(request, number), _address(request))
    return _fragment(request, "workbench/_peek.html", {"page": page, "shown": page.shown})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct_reading(request: HttpRequest, number: int, post: int, label: str) -> HttpResponse:
    """The form that corrects one reading, and what it sends."""
    here = _address(request)
    found = _case(request, number)
    shown = show(found, language=current().language, now=timezone.now())
    meant = case_page.reading_of(shown, post, label)
    if meant is None:
        raise Http404
    error = ""
    if request.method == "POST":
        value = request.POST.get("value", "")
        if value in VALUES[label]:
            why = request.POST.get("why", "")[:LONGEST_WHY]
            return _corrected(request, found, meant[0].pk, label, value, why=why)
        error = _("Choose what it is.")
    said, reading = meant
    context = {
        "address": here,
        "case": found,
        "post": said,
        "hidden": case_page.hidden(said, _person(request)),
        "reading": reading,
        "choices": choices(label, reading.value),
        "error": error,
        "carried": here.query,
    }
    return _sheet(request, "workbench/_correct.html", "workbench/correct.html", context)


@never_cache
@require_GET
def selected(request: HttpRequest) -> HttpResponse:
    """The selected cases in turn: the first of them, with the way to the others."""
    here = _address(request)
    cases = chosen_cases(address.selected(request.GET), _person(request))
    if not cases:
        messages.error(request, _("Select cases first."))
        return HttpResponseRedirect(reverse("queue") + here.query)
    numbers = ".".join(str(one.pk) for one in cases)
    query = urlencode([*here.fields, ("of", numbers)])
    return HttpResponseRedirect(f"{reverse('case', args=[cases[0].pk])}?{query}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct_selected(request: HttpRequest) -> HttpResponse:
    """The form that corrects one reading of all selected cases, and what it sends."""
    here = _address(request)
    given = request.POST if request.method == "POST" else request.GET
    cases = chosen_cases(address.selected(given), _person(request))
    if not cases:
        messages.error(request, _("Select cases first."))
        return _to(request, reverse("queue") + here.query)
    to, why = given.get("to", ""), given.get("why", "").strip()[:LONGEST_WHY]
    label, _colon, value = to.partition(":")
    missing_value = label not in correcting_many.LABELS or value not in VALUES[label]
    if request.method == "POST" and not missing_value and why:
        outcome = correct_all(cases, label, value, by=_person(request), why=why)
        messages.success(request, _told(outcome.corrected, outcome.waiting))
        return HttpResponseRedirect(reverse("queue") + here.query)
    context = {
        "address": here,
        "cases": cases,
        "labels": [(name, words.LABELS[name], choices(name)) for name in correcting_many.LABELS],
        "to": to,
        "why": why,
        "no_value": request.method == "POST" and missing_value,
        "no_why": request.method == "POST" and not why,
    }
    return _sheet(
        request, "workbench/_correct_selected.html", "workbench/correct_selected.html", context
    )


def _corrected(
    request: HttpRequest, found: Case, post: int, label: str, value: str, *, why: str
) -> HttpResponse:
    before = found.standing
    try:
        correct(Post.objects.get(pk=post), label, value, by=_person(request), why=why)
    except TajawubError:  # what was read changed while the form was open
        messages.error(request, _("This message is read otherwise by now. Look at it again."))
    else:
        after = visible_case(_person(request), found.pk)
        if after is not None and after.standing != before:
            said = _("Kept. The case now stands: %(standing)s.")
            messages.success(request, said % {"standing": words.standing(after.standing).word})
        else:
            messages.success(request, _("Kept. The case stands as it stood."))
    place = reverse("case", args=[found.pk]) + _address(request).query
    return HttpResponseRedirect(f"{place}#post-{post}")


def _told(corrected: int, waiting: int) -> str:
    writing = current()
    return _("Corrected in %(corrected)s; of those selected, %(waiting)s still waiting.") % {
        "corrected": counted("case", corrected, writing, oblique=True),
        "waiting": counted("case", waiting, writing),
    }


def _case_page(request: HttpRequest, found: Case, here: Address) -> case_page.CasePage:
    return case_page.build(
        found, here, _person(request), language=current().language, now=timezone.now()
    )


def _case(request: HttpRequest, number: int) -> Case:
    found = visible_case(_person(request), number)
    if found is None:
        raise Http404
    return found


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def _address(request: HttpRequest) -> Address:
    return address.read(request.GET, visible_agencies(_person(request)))


def _asked_for(request: HttpRequest, target: str) -> bool:
    """Whether htmx asks for the fragment of this id."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and htmx.target == target


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


_fragment = _page


def _sheet(request: HttpRequest, fragment: str, page: str, context: dict[str, Any]) -> HttpResponse:
    """A form that opens over the page, or without a script as a page of its own."""
    return _page(request, fragment if _asked_for(request, "sheet") else page, context)


def _to(request: HttpRequest, place: str) -> HttpResponse:
    """Go there, also where only a fragment was asked for."""
    if getattr(request, "htmx", None):
        return HttpResponse(headers={"HX-Redirect": place})
    return HttpResponseRedirect(place)
