from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tournament.processes.sandbox import prepare
from tournament.tournaments.dispatch import Stopped
from tournament.tournaments.master import run_master
from tournament.tournaments.seat import SeatTaken

MAX_WORKERS = 256


class Command(BaseCommand):
    help = "Play the jobs of running tournaments until Ctrl-C. Only one master can run at a time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--workers", type=int, default=0, help="jobs played side by side (one per core)"
        )
        parser.add_argument(
            "--until-idle", action="store_true", help="end as soon as no tournament runs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        workers = options["workers"]
        if not 0 <= workers <= MAX_WORKERS:
            raise CommandError(f"--workers must be 1 to {MAX_WORKERS}.", returncode=2)
        prepare(self.stdout.write)
        try:
            with _stopped_by_signals() as stop:
                run_master(stop=stop, workers=workers, until_idle=options["until_idle"])
        except (SeatTaken, Stopped) as error:
            raise CommandError(str(error), returncode=2) from error


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; what they did before is restored at the end."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda *_: stop.set())
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
