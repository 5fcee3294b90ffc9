"""`util.Stack`, `Queue` and the priority queues."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

from pacman_engine.agent_api.naming import BothSpellings


class Stack(BothSpellings):
    """Last in, first out. `list` is public, the newest item last."""

    def __init__(self) -> None:
        self.list: list[Any] = []

    def push(self, item: Any) -> None:
        """Put an item on top."""
        self.list.append(item)

    def pop(self) -> Any:
        """Take the newest item; IndexError when empty."""
        return self.list.pop()

    def isEmpty(self) -> bool:
        """Whether nothing is in it."""
        return not self.list


class Queue(BothSpellings):
    """First in, first out. `list` is public, the newest item first."""

    def __init__(self) -> None:
        self.list: list[Any] = []

    def push(self, item: Any) -> None:
        """Queue an item."""
        self.list.insert(0, item)

    def pop(self) -> Any:
        """Take the oldest item; IndexError when empty."""
        return self.list.pop()

    def isEmpty(self) -> bool:
        """Whether nothing is in it."""
        return not self.list


class PriorityQueue(BothSpellings):
    """Lowest priority first; among equal priorities first in, first out.

    `heap` holds (priority, sequence number, item), `count` the next sequence number.
    """

    def __init__(self) -> None:
        self.heap: list[tuple[Any, int, Any]] = []
        self.count = 0

    def push(self, item: Any, priority: Any) -> None:
        """Add an item."""
        heapq.heappush(self.heap, (priority, self.count, item))
        self.count += 1

    def pop(self) -> Any:
        """Take the item with the lowest priority; IndexError when empty."""
        return heapq.heappop(self.heap)[2]

    def isEmpty(self) -> bool:
        """Whether nothing is in it."""
        return not self.heap

    def update(self, item: Any, priority: Any) -> None:
        """Lower the priority of an equal item, or push it if there is none."""
        for place, (known, count, candidate) in enumerate(self.heap):
            if candidate == item:
                if known > priority:
                    del self.heap[place]  # as on the original: students walk through `heap`
                    self.heap.append((priority, count, item))
                    heapq.heapify(self.heap)
                return
        self.push(item, priority)


class PriorityQueueWithFunction(PriorityQueue):
    """A priority queue that computes the priority of an item itself."""

    def __init__(self, priorityFunction: Callable[[Any], Any]) -> None:
        super().__init__()
        self.priorityFunction = priorityFunction

    def push(self, item: Any, priority: Any = None) -> None:
        """Add an item with the priority that the function gives it."""
        super().push(item, self.priorityFunction(item))
