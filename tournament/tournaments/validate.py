"""Checking results against their jobs, in processes of its own: the moves are played again."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from pacman_engine.job import check_result

Check = Callable[[dict[str, Any], Any], list[str]]


def problems_of(spec: dict[str, Any], result: Any) -> list[str]:
    """What is wrong with a result of `spec`, as sentences; empty when it may be trusted.

    A result that the check cannot even read is wrong: nothing it holds can raise out of here.
    """
    try:
        return check_result(spec, result)
    except Exception as error:
        return [f"The result cannot be read: {type(error).__name__}: {error}"]


class Validator:
    """A pool of checking processes that is made anew when one of them dies."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def start(self) -> None:
        """Starts the processes now: they keep the current directory, which inline tasks change."""
        self._running().submit(int)

    def submit(self, spec: dict[str, Any], result: Any) -> Future[list[str]]:
        """Starts a check; its future has the problems, or raises if the checking process died."""
        try:
            return self._running().submit(problems_of, spec, result)
        except BrokenProcessPool:
            self.close()
            return self._running().submit(problems_of, spec, result)

    def close(self) -> None:
        """Ends the processes; checks that were under way end as cancelled or broken."""
        pool, self._pool = self._pool, None
        if pool is not None:
            # Whoever closes wants no more results, and must not wait for a check that is stuck.
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool.shutdown(wait=True, cancel_futures=True)

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned, not forked: the child gets no connection of the master's.
            self._pool = ProcessPoolExecutor(
                self._processes,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
            )
        return self._pool


def _begin() -> None:
    # Ctrl-C reaches the whole group; the master decides when its helpers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)
