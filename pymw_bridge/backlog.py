"""Tasks that wait, by priority; and deadlines of those that run."""

from __future__ import annotations

import heapq
import time

from pymw_bridge.task import Task, TaskState

__all__ = ["Backlog", "Deadlines"]

_FEW = 64


class Backlog:
    """Queued tasks: higher priority first, then in the order of submission. Not thread-safe.

    A task that has left the state QUEUED, as by being cancelled, is passed over.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Task]] = []

    def push(self, task: Task) -> None:
        """Add a task; one that comes back takes its old place."""
        heapq.heappush(self._heap, (-task.priority, task.order, task))

    def pop(self) -> Task | None:
        """Take out the first."""
        while self._heap:
            task = heapq.heappop(self._heap)[2]
            if task.state is TaskState.QUEUED:
                return task
        return None

    def in_order(self) -> list[Task]:
        """All of them, first one first."""
        return [task for _, _, task in sorted(self._heap) if task.state is TaskState.QUEUED]

    def remove(self, task: Task) -> None:
        """Take out a certain one."""
        self._heap.remove((-task.priority, task.order, task))
        heapq.heapify(self._heap)

    def __bool__(self) -> bool:
        while self._heap and self._heap[0][2].state is not TaskState.QUEUED:
            heapq.heappop(self._heap)
        return bool(self._heap)


class Deadlines:
    """Moments (monotonic) at which running attempts have taken too long. Not thread-safe."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, int, Task]] = []
        self._crowded = _FEW

    def add(self, task: Task, seconds: float) -> None:
        """Watch the attempt that runs now."""
        if len(self._heap) >= self._crowded:
            self._sweep()
        moment = time.monotonic() + seconds
        heapq.heappush(self._heap, (moment, task.order, task.attempts, task))

    def next_in(self) -> float | None:
        """Seconds until the next deadline; None if there is none."""
        self._forget()
        return max(0.0, self._heap[0][0] - time.monotonic()) if self._heap else None

    def pop_due(self) -> list[Task]:
        """Tasks whose watched attempt still runs although its time is up."""
        due = []
        now = time.monotonic()
        self._forget()
        while self._heap and self._heap[0][0] <= now:
            due.append(heapq.heappop(self._heap)[3])
            self._forget()
        return due

    def _sweep(self) -> None:
        """Let go of attempts that ended long before their deadline, and so of their results."""
        self._heap = [item for item in self._heap if _runs(item)]
        heapq.heapify(self._heap)
        self._crowded = max(_FEW, 2 * len(self._heap))

    def _forget(self) -> None:
        while self._heap and not _runs(self._heap[0]):
            heapq.heappop(self._heap)


def _runs(item: tuple[float, int, int, Task]) -> bool:
    _, _, attempt, task = item
    return task.state is TaskState.RUNNING and task.attempts == attempt
