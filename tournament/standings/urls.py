from __future__ import annotations

from django.urls import path

from . import views

app_name = "standings"
urlpatterns = [
    path("leaderboard/", views.board, name="leaderboard"),
    path("leaderboard/statistics/", views.numbers, name="statistics"),
]
