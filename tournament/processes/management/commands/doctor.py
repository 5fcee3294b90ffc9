"""`manage.py doctor`: says what is wrong with this site's set-up, and what to do."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.management.base import BaseCommand

from tournament import backends
from tournament.processes.tools import missing_tools, pending_migrations


class Command(BaseCommand):
    help = "Prints every problem of the set-up with a hint; exit code 1 if one is an error."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = checks.run_checks(databases=["default"], include_deployment_checks=False)
        for finding in findings:
            style = self.style.ERROR if finding.is_serious() else self.style.WARNING
            self.stdout.write(style(f"{finding.id}: {finding.msg}"))
            if finding.hint:
                self.stdout.write(f"    {finding.hint}")
        for line in backends.lines():
            self.stdout.write(line)
        notes = [*pending_migrations(), *missing_tools()]
        for note in notes:
            self.stdout.write(self.style.WARNING(f"note: {note}"))
        if not findings and not notes:
            self.stdout.write(self.style.SUCCESS("Nothing is wrong."))
        if any(finding.is_serious() for finding in findings):
            raise SystemExit(1)
