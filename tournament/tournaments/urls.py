from __future__ import annotations

from django.urls import path, re_path

from . import job_views, manage_views, views

app_name = "tournaments"

_SLUG = "tournaments/<slug:slug>/"

urlpatterns = [
    path("tournaments/", views.index, name="list"),
    path("tournaments/new/", manage_views.create, name="create"),
    path(_SLUG, views.detail, name="detail"),
    path(f"{_SLUG}live/", views.live_head, name="live"),
    path(f"{_SLUG}live/standings/", views.live_standings, name="live_standings"),
    path(f"{_SLUG}cross-table/", views.crosstable, name="crosstable"),
    path(f"{_SLUG}jobs/", views.jobs, name="jobs"),
    path(f"{_SLUG}statistics/", views.numbers, name="numbers"),
    path(f"{_SLUG}audit/", views.audit, name="audit"),
    path(f"{_SLUG}settings/", manage_views.settings, name="settings"),
    path(f"{_SLUG}edit/", manage_views.edit, name="edit"),
    re_path(
        r"^tournaments/(?P<slug>[-\w]+)/(?P<action>start|pause|resume|cancel)/$",
        manage_views.control,
        name="control",
    ),
    re_path(
        r"^tournaments/(?P<slug>[-\w]+)/(?P<table>standings|jobs|matches)\.(?P<form>csv|json)$",
        views.export,
        name="export",
    ),
    path(f"{_SLUG}entries/<int:number>/out/", manage_views.take_out, name="take_out"),
    path(f"{_SLUG}entries/<int:number>/in/", manage_views.reinstate, name="reinstate"),
    path("jobs/<int:pk>/", job_views.job, name="job"),
    path("jobs/<int:pk>/live/", job_views.live_job, name="live_job"),
    path("jobs/<int:pk>/film/", job_views.film, name="film"),
    path("jobs/<int:pk>/requeue/", manage_views.requeue, name="requeue"),
    path("jobs/<int:pk>/drop/", manage_views.drop, name="drop"),
]
