"""A pool of persistent worker processes on this machine."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from pymw_bridge.local.launch import Launcher, PlainLauncher
from pymw_bridge.local.litter import new_directory
from pymw_bridge.local.pool import Pool
from pymw_bridge.local.process import ChildSettings
from pymw_bridge.task import Task

__all__ = ["MulticoreInterface"]


class MulticoreInterface:
    """Runs tasks in `workers` processes that live on from task to task.

    A worker that dies fails the task it was at (`WorkerDied`, retried if the task has retries) and
    is replaced; stopping a task (time-out, cancel) stops its worker with everything it started.
    Workers die with the master, however that ends.

    `python`: the interpreter, ours by default. `nice`: added to the workers' niceness.
    `tasks_per_worker`: replace a worker after so many tasks, 0 = never. `output_limit`: bytes kept
    of a task's stdout and of its stderr. `max_result`: bytes of a pickled result.
    """

    def __init__(
        self,
        workers: int = 1,
        *,
        python: str | None = None,
        nice: int = 0,
        tasks_per_worker: int = 0,
        output_limit: int = 64 << 10,
        max_result: int = 256 << 20,
    ) -> None:
        # The pool makes it when the first worker starts.
        self._directory = new_directory()
        settings = ChildSettings(
            python=python or sys.executable,
            directory=self._directory,
            nice=nice,
            tasks=tasks_per_worker,
            output_limit=output_limit,
            max_result=max_result,
        )
        self._pool = Pool(workers, settings, self._launcher(settings.python))
        self._matched = threading.Lock()
        self._reserved: set[int] = set()

    def _launcher(self, python: str) -> Launcher:
        return PlainLauncher(python)

    def attach(self, wake: Callable[[], None]) -> None:
        """See `interfaces.base`."""
        self._pool.attach(wake)

    def free_slots(self) -> int:
        """See `interfaces.base`."""
        return self._pool.free_slots()

    def execute_batch(self, tasks: Sequence[Task]) -> None:
        """See `interfaces.base`."""
        self._pool.execute(tasks)

    returns_at_once = True

    def get_available_workers(self) -> list[Any]:
        """Numbers of the workers that have nothing to do; for matching one by one."""
        with self._matched:
            return [w for w in range(self._pool.size) if w not in self._reserved]

    def reserve_worker(self, worker: int) -> None:
        """See `interfaces.base`."""
        with self._matched:
            self._reserved.add(worker)

    def worker_finished(self, worker: int) -> None:
        """See `interfaces.base`."""
        with self._matched:
            self._reserved.discard(worker)

    def execute_task(self, task: Task, worker: int) -> None:
        """Send one task; which process takes it is the pool's choice, all are alike."""
        self._pool.execute([task])

    def kill_task(self, task: Task) -> bool:
        """See `interfaces.base`."""
        return self._pool.kill(task)

    def get_status(self) -> dict[str, Any]:
        """Numbers of workers, all and busy, tasks in flight, process ids."""
        return self._pool.status()

    def close(self, force: bool = False) -> None:
        """End the workers and remove their directory."""
        self._pool.close(force=force)
        shutil.rmtree(self._directory, ignore_errors=True)
