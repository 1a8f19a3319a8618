"""The addresses of the officer's desk."""

from __future__ import annotations

from django.urls import path

from tajawub.workbench import views

urlpatterns = [
    path("", views.queue, name="queue"),
    path("filter", views.filters, name="filter"),
    path("selected", views.selected, name="selected"),
    path("selected/correct", views.correct_selected, name="correct-selected"),
    path("cases/<int:number>", views.case, name="case"),
    path("cases/<int:number>/peek", views.peek, name="peek"),
    path(
        "cases/<int:number>/correct/<int:post>/<slug:label>", views.correct_reading, name="correct"
    ),
]
