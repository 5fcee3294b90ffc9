"""Writes finished tasks to the journal in batches: one fsync for all that waited meanwhile."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from pymw_bridge.journal import Entry, Journal

__all__ = ["Committer"]

_log = logging.getLogger(__name__)

_Item = tuple[Entry, Callable[[], None]]


class Committer:
    """A thread that records entries and calls back for each when it is durable."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._items: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="pymw-journal", daemon=True)
        self._thread.start()

    def put(self, entry: Entry, then: Callable[[], None]) -> None:
        """Record `entry` soon, then call `then`."""
        self._items.put((entry, then))

    def close(self) -> None:
        """Record what waits; returns when it is done."""
        self._items.put(None)
        self._thread.join()

    def _run(self) -> None:
        going_on = True
        while going_on:
            batch, going_on = self._collect()
            try:
                self._journal.record([entry for entry, _ in batch])
            except Exception:
                # The results are good all the same; only a later run will compute them again.
                _log.exception("%d results could not be written to the journal", len(batch))
            for _, then in batch:
                then()

    def _collect(self) -> tuple[list[_Item], bool]:
        batch: list[_Item] = []
        item = self._items.get()
        while item is not None:
            batch.append(item)
            try:
                item = self._items.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False
