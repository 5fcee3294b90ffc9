from __future__ import annotations

from django.apps import AppConfig


class TournamentsConfig(AppConfig):
    name = "tournament.tournaments"
    label = "tournaments"
    default_auto_field = "django.db.models.BigAutoField"
