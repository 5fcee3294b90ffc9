"""Tasks in the master's own process, one after the other: for tests and for looking into errors."""

from __future__ import annotations

from typing import Any

from pymw_bridge.here import run_here
from pymw_bridge.task import Task

__all__ = ["InlineInterface"]


class InlineInterface:
    """Runs tasks in a thread of this process, one at a time.

    Input and result are pickled as for any other worker, so that tasks cannot share objects by
    accident. A task cannot be stopped: at its timeout it fails, but its thread goes on, and the
    next task begins when it has ended. A task with data files changes the current directory of the
    whole process while it runs.
    """

    def __init__(self, workers: int = 1, *, output_limit: int = 64 << 10) -> None:
        self._output_limit = output_limit
        self._busy = False

    def get_available_workers(self) -> list[Any]:
        """The one worker, if it is free."""
        return [] if self._busy else ["inline"]

    def reserve_worker(self, worker: Any) -> None:
        """See `interfaces.base`."""
        self._busy = True

    def worker_finished(self, worker: Any) -> None:
        """See `interfaces.base`."""
        self._busy = False

    def execute_task(self, task: Task, worker: Any) -> None:
        """Run the task to its end."""
        run_here(task, self._output_limit).tell()

    def get_status(self) -> dict[str, Any]:
        """Numbers of workers, all and busy."""
        return {"num_total_workers": 1, "num_active_workers": int(self._busy)}
