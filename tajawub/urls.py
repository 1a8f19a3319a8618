"""Every address of the desk."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from tajawub.ui.views import SignIn, preferences

urlpatterns = [
    path("sign-in", SignIn.as_view(), name="sign-in"),
    path("sign-out", LogoutView.as_view(), name="sign-out"),
    path("preferences", preferences, name="preferences"),
    path("", include("tajawub.workbench.urls")),
]
handler400 = "tajawub.ui.views.bad_request"
handler403 = "tajawub.ui.views.forbidden"
handler404 = "tajawub.ui.views.not_found"
handler500 = "tajawub.ui.views.failed"
