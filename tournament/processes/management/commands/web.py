"""`manage.py web`: the pages, served by gunicorn."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tournament.checks import demo_accounts_in_danger
from tournament.processes.bind import add_bind_arguments


class Command(BaseCommand):
    help = "Serves the site with gunicorn, on 127.0.0.1:8000 if nothing else is said."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_bind_arguments(parser)
        parser.add_argument("--threads", type=int, default=8, help="requests served at a time")

    def handle(self, *args: Any, host: str, port: int, threads: int, **options: Any) -> None:
        danger = demo_accounts_in_danger(host)
        if danger:
            raise CommandError(danger, returncode=2)
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.stdout.flush()
        os.execv(sys.executable, gunicorn_command(address, threads))  # noqa: S606 - no shell


def gunicorn_command(address: str, threads: int) -> list[str]:
    """Gunicorn with one process of several threads, without its control socket."""
    return [
        *(sys.executable, "-m", "gunicorn", "tournament.wsgi:application"),
        *("--bind", address, "--worker-class", "gthread", "--workers", "1"),
        *("--threads", str(max(1, threads)), "--graceful-timeout", "5", "--timeout", "60"),
        *("--log-level", "warning", "--no-control-socket"),
    ]
