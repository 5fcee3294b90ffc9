"""The master process: takes the seat, opens PyMW and the checkers, dispatches until it stops."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import OperationalError

from pymw_bridge import Master, get_interface

from . import seat
from .dispatch import Dispatcher
from .validate import Validator

log = logging.getLogger(__name__)

NICE = 5
# Interfaces that play on this machine, and so can be told how many cores to take.
LOCAL = ("multicore", "generic")


def run_master(*, stop: threading.Event, workers: int = 0, until_idle: bool = False) -> None:
    """Plays jobs until `stop` is set (or, with `until_idle`, nothing is left to play).

    `workers` 0 means one per core. Raises SeatTaken while another master runs and Stopped when
    this one cannot go on; whatever it had claimed is then back in the queue.
    """
    workers = workers or os.cpu_count() or 1
    owner = seat.take(interface=settings.PYMW_INTERFACE, workers=workers)
    try:
        with _pymw(workers) as pymw, _checker() as checker:
            dispatcher = Dispatcher(pymw=pymw, checker=checker, owner=owner, workers=workers)
            log.info("master: %s, %s workers", settings.PYMW_INTERFACE, workers)
            dispatcher.run(stop, until_idle=until_idle)
    finally:
        _leave(owner)


@contextmanager
def _pymw(workers: int) -> Iterator[Master]:
    name = settings.PYMW_INTERFACE
    options: dict[str, Any] = {"workers": workers, "nice": NICE} if name in LOCAL else {}
    with Master(get_interface(name, **options)) as pymw:
        yield pymw


@contextmanager
def _checker() -> Iterator[Validator]:
    checker = Validator()
    checker.start()
    try:
        yield checker
    finally:
        checker.close()


def _leave(owner: str) -> None:
    try:
        seat.leave(owner)
    except OperationalError:
        log.warning("the seat could not be given back; it is free again when its lease ends")
