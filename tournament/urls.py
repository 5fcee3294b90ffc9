"""Every address of the site; each app brings its own under its own namespace."""

from __future__ import annotations

from django.urls import include, path

from tournament import home, images

urlpatterns = [
    path("", home.home, name="home"),
    path("guide/", home.guide, name="guide"),
    path("runtime/", images.runtime, name="runtime"),
    path("images/<str:sha256>.wasm", images.download, name="image"),
    path("favicon.ico", home.favicon, name="favicon"),
    path("live-strip/", home.live_strip, name="live_strip"),
    path("", include("tournament.accounts.urls")),
    path("", include("tournament.agents.urls")),
    path("", include("tournament.tournaments.urls")),
    path("", include("tournament.standings.urls")),
    path("", include("tournament.replays.urls")),
]
