"""A bounded set of daemon threads for interfaces whose `execute_task` blocks."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

__all__ = ["Runners"]


class Runners:
    """At most `limit` threads, started when they are needed, kept for the next piece of work.

    Daemon threads, unlike those of `ThreadPoolExecutor`: work that hangs must not keep the program
    from ending.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._busy = 0

    @property
    def room(self) -> bool:
        """Whether another piece of work would begin at once."""
        return self._busy < self._limit

    def run(self, work: Callable[[], None]) -> None:
        """Run `work`, which must not raise, in one of the threads."""
        with self._lock:
            self._busy += 1
            if self._busy > len(self._threads) and len(self._threads) < self._limit:
                self._threads.append(self._new_thread())
        self._work.put(work)

    def close(self) -> None:
        """Let the threads end when the work is done; does not wait."""
        with self._lock:
            for _ in self._threads:
                self._work.put(None)

    def _new_thread(self) -> threading.Thread:
        name = f"pymw-runner-{len(self._threads) + 1}"
        thread = threading.Thread(target=self._serve, name=name, daemon=True)
        thread.start()
        return thread

    def _serve(self) -> None:
        while (work := self._work.get()) is not None:
            work()
            with self._lock:
                self._busy -= 1
