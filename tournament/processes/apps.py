from __future__ import annotations

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    name = "tournament.processes"
    label = "processes"

    def ready(self) -> None:
        from tournament import checks  # noqa: F401 - registers the system checks
