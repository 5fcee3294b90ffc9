"""`manage.py up`: web, worker and master together, until one Ctrl-C."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from tournament.processes.bind import add_bind_arguments
from tournament.processes.sandbox import prepare
from tournament.processes.supervisor import Supervisor

COLOURS = {"web": "36", "worker": "33", "master": "35"}


class Command(BaseCommand):
    help = "Runs the web server, the worker and the master together; one Ctrl-C ends all three."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_bind_arguments(parser)
        parser.add_argument("--no-web", action="store_true", help="only the worker and the master")

    def handle(self, *args: Any, host: str, port: int, no_web: bool, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        prepare(self.stdout.write)
        commands = site_commands(host, port)
        if no_web:
            commands = [command for command in commands if command[0] != "web"]
        else:
            self.stdout.write(f"The site will be at http://{host}:{port}/ - Ctrl-C ends it.")
        Supervisor(commands, self._say).run()

    def _say(self, name: str, line: str) -> None:
        label = f"{name:<6} |"
        if self.stdout.isatty():
            label = f"\033[{COLOURS[name]}m{label}\033[0m"
        self.stdout.write(f"{label} {line}")
        self.stdout.flush()


def site_commands(host: str, port: int) -> list[tuple[str, list[str]]]:
    """The three processes of a site, in the order in which they start and end."""

    def manage(*words: str) -> list[str]:
        # Their checks would say again what `up` has said.
        return [sys.executable, "-u", str(settings.BASE_DIR / "manage.py"), *words, "--skip-checks"]

    return [
        ("web", manage("web", "--host", host, "--port", str(port))),
        # Matches give way to pages and to the checks of uploads.
        ("master", ["nice", "-n", "10", *manage("master")]),
        ("worker", manage("worker")),
    ]
