"""Starts the worker anew when one of its processes was killed.

Celery's pool shares one queue between its processes, with a lock that a process holds while it
waits for work. Killed just then, it takes the lock along, and the rest of the pool waits for ever.
So the worker replaces itself by a fresh one: rows that were being worked on have dead owners then,
and the sweeper, which runs at every start, wakes them again.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

log = logging.getLogger(__name__)

_RENEW = signal.SIGUSR2


def watch(pool: Any) -> None:
    """Watch a started Celery prefork pool; call it from the main thread."""
    processes = pool._pool

    def down(process: Any) -> None:
        if (process.exitcode or 0) < 0:
            log.warning("a process of the worker was killed; the worker starts anew")
            os.kill(os.getpid(), _RENEW)

    # The main thread has to do it: only its parent's death ends the program that takes its place.
    signal.signal(_RENEW, lambda *_: _renew([process.pid for process in processes._pool]))
    processes.on_process_down = down


def unwatch(pool: Any) -> None:
    """The worker is ending: processes that go now are meant to go."""
    pool._pool.on_process_down = None


def _renew(children: Iterable[int | None]) -> None:
    for pid in children:
        if pid is not None:  # one that the pool is about to start has no number yet
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves
