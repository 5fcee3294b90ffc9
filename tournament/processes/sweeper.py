"""The sweeper: a thread of the worker that re-sends what expired or was never woken."""

from __future__ import annotations

import logging
from threading import Event, Thread

from django.db import connections

from tournament import work

log = logging.getLogger(__name__)
INTERVAL = 10.0
"""Seconds between two sweeps."""


def start_sweeper(stop: Event) -> Thread:
    """Sweep everything now, then what is due every INTERVAL seconds, until `stop` is set."""
    thread = Thread(target=_sweep_until, args=(stop,), name="sweeper", daemon=True)
    thread.start()
    return thread


def _sweep_until(stop: Event) -> None:
    everything = True
    while True:
        everything = not _sweep(everything) and everything
        if stop.wait(INTERVAL):
            return


def _sweep(everything: bool) -> bool:
    """One sweep; False if the database could not be reached, so that the next one tries again."""
    try:
        sent = work.sweep(everything=everything)
    except Exception:
        log.exception("the sweep failed; the next one is in %.0f s", INTERVAL)
        return False
    finally:
        connections.close_all()
    if sent:
        log.info("woke %s waiting or lost pieces of work", sent)
    return True
