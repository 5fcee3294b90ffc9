from __future__ import annotations

from django.apps import AppConfig


class ReplaysConfig(AppConfig):
    name = "tournament.replays"
    label = "replays"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tournament import work

        from .models import Gif
        from .runner import run_gif
        from .services import KIND

        work.register(KIND, Gif, run_gif)
