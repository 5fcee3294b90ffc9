from __future__ import annotations

from django.apps import AppConfig


class AgentsConfig(AppConfig):
    name = "tournament.agents"
    label = "agents"

    def ready(self) -> None:
        from tournament import work

        from .models import Check
        from .services.checks import KIND, run_check

        work.register(KIND, Check, run_check)
