from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tournament.tournaments.dispatch import Stopped
from tournament.tournaments.master import run_master
from tournament.tournaments.seat import SeatTaken


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
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        try:
            run_master(stop=stop, workers=options["workers"], until_idle=options["until_idle"])
        except (SeatTaken, Stopped) as error:
            raise CommandError(str(error), returncode=2) from error
