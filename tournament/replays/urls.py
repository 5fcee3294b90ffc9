from __future__ import annotations

from django.urls import path, re_path

from . import views

app_name = "replays"
urlpatterns = [
    re_path(r"^gifs/(?P<sha256>[0-9a-f]{64})\.gif$", views.gif, name="gif"),
    re_path(r"^gifs/(?P<sha256>[0-9a-f]{64})\.png$", views.still, name="still"),
    path("matches/<int:pk>/replay.json", views.replay, name="replay"),
]
