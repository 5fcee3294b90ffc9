"""`manage.py worker`: checks, GIFs and other background work."""

from __future__ import annotations

import warnings
from argparse import ArgumentParser
from threading import Event
from typing import Any

from celery.platforms import SecurityWarning
from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.core.management.base import BaseCommand

from tournament import celery_app, work
from tournament.processes import fresh_pool
from tournament.processes.sandbox import prepare
from tournament.processes.sweeper import start_sweeper


class Command(BaseCommand):
    help = "Runs the Celery worker with its sweeper; several may run, on several machines too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--processes",
            type=int,
            default=settings.WORKER_PROCESSES,
            help="pieces of work done at a time (default: $WORKER_PROCESSES or 2)",
        )

    def handle(self, *args: Any, processes: int, **options: Any) -> None:
        prepare(self.stdout.write)
        stop = Event()
        pools: list[Any] = []

        def begin(sender: Any, **kwargs: Any) -> None:
            pools.append(sender.pool)
            fresh_pool.watch(sender.pool)
            start_sweeper(stop)

        def end(**kwargs: Any) -> None:
            for pool in pools:
                fresh_pool.unwatch(pool)
            stop.set()

        warnings.filterwarnings("ignore", category=SecurityWarning)  # tournament.W004 says it
        worker_ready.connect(begin)
        worker_shutting_down.connect(end)
        celery_app.worker_main(worker_arguments(processes))


def worker_arguments(processes: int) -> list[str]:
    """Celery's arguments: a queue for each kind of work, so that GIFs never hold up checks."""
    queues = ",".join(kind.name for kind in work.kinds()) or "none"
    return [
        *("--quiet", "worker", "--pool", "prefork", "--concurrency", str(max(1, processes))),
        *("--queues", queues, "--loglevel", "INFO", "--hostname", "worker@%h"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
