"""Signing in, and the reader's preferences."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from tajawub.ui.failures import bad_request, csrf_failed, failed, forbidden, not_found
from tajawub.ui.preferences import LANGUAGES, keep_language

__all__ = [
    "SignIn", "bad_request", "csrf_failed", "failed", "forbidden", "not_found", "preferences",
]  # fmt: skip


class SignInForm(AuthenticationForm):
    """Name and password. Its one error says the same whether the name, the password or the account
    is at fault, so that nobody learns who exists."""

    error_messages = {  # noqa: RUF012 - as Django has it
        "invalid_login": _("This name and password do not go together. Check both and try again."),
        "inactive": _("This name and password do not go together. Check both and try again."),
    }


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """The door. A fragment asked for after the session has ended leads here as a whole page."""

    template_name = "ui/sign_in.html"
    form_class = SignInForm
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """The page; for htmx the order to load it."""
        htmx = getattr(request, "htmx", None)
        if htmx and not request.user.is_authenticated:
            back = htmx.current_url_abs_path or ""
            query = urlencode({self.redirect_field_name: back}) if back else ""
            return HttpResponseClientRedirect(f"{reverse('sign-in')}?{query}".rstrip("?"))
        return super().dispatch(request, *args, **kwargs)


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keeps a language, numerals or calendar for the person, or, before signing in, the language in
    the browser; then leads back to where they were."""
    language = request.POST.get("language")
    numerals = request.POST.get("numerals")
    hijri = request.POST.get("hijri")
    chosen = next((code for code, _name in LANGUAGES if code == language), None)
    if (
        (language is not None and chosen is None)
        or numerals not in {None, "western", "arabic"}
        or hijri not in {None, "0", "1"}
    ):
        raise BadRequest("no such preference")
    person = request.user
    if person.is_authenticated:
        changes: dict[str, object] = {}
        if chosen is not None:
            changes["language"] = chosen
        if numerals is not None:
            changes["numerals"] = numerals
        if hijri is not None:
            changes["hijri"] = hijri == "1"
        for name, value in changes.items():
            setattr(person, name, value)
        if changes:
            person.save(update_fields=list(changes))
    response = HttpResponseRedirect(_back(request))
    if chosen is not None:
        keep_language(response, chosen)
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if ours:
        return wanted
    return resolve_url("queue") if request.user.is_authenticated else reverse("sign-in")
