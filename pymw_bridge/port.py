"""Everything a master asks of an interface, with the default for whatever it left out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from pymw_bridge.errors import InterfaceException
from pymw_bridge.task import Task

_log = logging.getLogger(__name__)

_FAILED: Any = object()


class Port:
    """An interface as its master sees it. What an optional method raises is logged, not raised.

    Raises InterfaceException if the object has no `execute_task`.
    """

    def __init__(self, interface: Any) -> None:
        if not callable(getattr(interface, "execute_task", None)):
            raise InterfaceException(
                "an interface needs a method execute_task(task, worker)", repr(interface)
            )
        self.interface = interface
        self.batches = self._has("execute_batch") and self._has("free_slots")
        self.can_kill = self._has("kill_task")
        self.returns_at_once = bool(getattr(interface, "returns_at_once", False))
        self.own_deadlines = bool(getattr(interface, "own_deadlines", False))

    def attach(self, wake: Callable[[], None]) -> None:
        """Hand over the master's `wake`."""
        self._ask("attach", None, wake)

    def check(self, task: Task) -> None:
        """Let the interface refuse a task at submission; its exception is the caller's."""
        if self._has("check_task"):
            self.interface.check_task(task)

    def free_slots(self) -> int:
        """Tasks that a batch may have now."""
        slots = self._ask("free_slots", 0)
        return slots if isinstance(slots, int) else 0

    def execute_batch(self, tasks: Sequence[Task]) -> None:
        """Hand over tasks; an exception fails those that have not been settled."""
        try:
            self.interface.execute_batch(tasks)
        except Exception as error:
            _log.exception("execute_batch of %r failed", self.interface)
            for task in tasks:
                task.task_finished(error)

    def execute(self, task: Task, worker: Any) -> None:
        """Hand over one task; an exception fails it."""
        try:
            self.interface.execute_task(task, worker)
        except Exception as error:
            _log.debug("execute_task of %r failed", self.interface, exc_info=True)
            task.task_finished(error)

    def available_workers(self) -> list[Any]:
        """Workers that can take a task; one anonymous worker if the interface cannot tell."""
        workers = self._ask("get_available_workers", [None])
        if workers is _FAILED or not isinstance(workers, list):
            return [None]
        return workers

    def reserve(self, worker: Any) -> None:
        """Before a task is given to a worker."""
        self._ask("reserve_worker", None, worker)

    def finished(self, worker: Any) -> None:
        """After a worker's task has been settled."""
        self._ask("worker_finished", None, worker)

    def check_again(self) -> bool:
        """Whether to ask for workers again at once."""
        return self._ask("try_avail_check_again", False) is True

    def advance(self, waiting: bool) -> bool:
        """Let the interface's own time pass."""
        return self._ask("advance", False, waiting) is True

    def kill(self, task: Task) -> bool:
        """Stop a task's attempt; whether that was possible."""
        return self._ask("kill_task", False, task) is True

    def status(self) -> dict[str, Any]:
        """The interface's numbers; {"interface_status": "error"} if it cannot give them."""
        status = self._ask("get_status", {})
        return dict(status) if isinstance(status, dict) else {"interface_status": "error"}

    def close(self, force: bool = False) -> None:
        """End the interface."""
        if self._has("close"):
            self._ask("close", None, force)
        else:
            self._ask("_cleanup", None)

    def _has(self, name: str) -> bool:
        return callable(getattr(self.interface, name, None))

    def _ask(self, name: str, default: Any, *args: Any) -> Any:
        if not self._has(name):
            return default
        try:
            return getattr(self.interface, name)(*args)
        except Exception:
            _log.exception("%s of %r failed", name, self.interface)
            return _FAILED
