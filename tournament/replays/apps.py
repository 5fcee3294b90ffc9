from __future__ import annotations

from django.apps import AppConfig


class ReplaysConfig(AppConfig):
    name = "tournament.replays"
    label = "replays"
    default_auto_field = "django.db.models.BigAutoField"
