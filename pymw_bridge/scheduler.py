"""One thread that hands tasks to an interface and watches their deadlines."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from pymw_bridge.backlog import Backlog, Deadlines
from pymw_bridge.errors import TaskTimeout
from pymw_bridge.port import Port
from pymw_bridge.runners import Runners
from pymw_bridge.task import Task, TaskState

__all__ = ["Matcher", "Scheduler"]

_log = logging.getLogger(__name__)

Matcher = Callable[[list[Task], list[Any]], tuple[Task | None, Any]]

_LOOK_AGAIN = 1.0  # seconds until workers that nobody announces are asked for again
_LAST_CHANCE = 1.0  # seconds for the result of a task that ends at its very deadline


class Scheduler:
    """Hands out the backlog: in batches where the interface takes them, else matched one by one.

    `lock` is the master's; the interface is never called with it held, so that an interface may
    call a task's methods under locks of its own. `settle` is told of attempts that took too long,
    `close_up` is called at the end, both by the thread.
    """

    def __init__(
        self,
        port: Port,
        lock: threading.RLock,
        matcher: Matcher | None,
        max_threads: int,
        settle: Callable[[Task, BaseException], None],
        close_up: Callable[[], None],
    ) -> None:
        self._port = port
        self._lock: Any = lock
        self._changed = threading.Condition(self._lock)
        self._matcher = matcher
        self._batches = port.batches and matcher is None
        self._runners = Runners(max_threads)
        self._settle = settle
        self._close_up = close_up
        self._backlog = Backlog()
        self._deadlines = Deadlines()
        self._worker_of: dict[Task, Any] = {}
        self._overdue: set[tuple[Task, int]] = set()  # had their last chance
        self._news = False
        self._full = False  # the interface takes nothing: more tasks are no news
        self._finished = False
        self._thread: threading.Thread | None = None

    # Called with the lock held.

    def push(self, task: Task) -> None:
        """Queue a task."""
        self._backlog.push(task)
        if not self._full:
            self._notify()
        if self._thread is None:
            self._start()

    def watch(self, task: Task) -> None:
        """A task with a timeout has begun."""
        self._deadlines.add(task, task.timeout or 0.0)
        self._notify()

    # Called with or without it.

    def wake(self) -> None:
        """Something changed at the interface."""
        with self._lock:
            self._notify()

    def release(self, task: Task) -> None:
        """The worker that was reserved for a task is free again, if there was one."""
        with self._lock:
            if task not in self._worker_of:
                return
            worker = self._worker_of.pop(task)
        self._port.finished(worker)
        self.wake()

    def finish(self) -> None:
        """No task is left and none will come: close up."""
        with self._lock:
            if self._finished:
                return
            self._finished = True
            self._notify()
            if self._thread is None:
                self._start()

    def join(self) -> None:
        """Wait for the end, unless asked by the thread itself."""
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _notify(self) -> None:
        if not self._news:
            self._news = True
            self._changed.notify_all()

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="pymw-scheduler", daemon=True)
        self._thread.start()

    # The thread.

    def _run(self) -> None:
        while not self._finished:
            try:
                self._turn()
            except Exception:
                _log.exception("a turn of the scheduler failed; going on")
        self._runners.close()
        self._close_up()

    def _turn(self) -> None:
        with self._lock:
            self._news = False
            due = self._deadlines.pop_due()
        for task in due:
            self._end_overdue(task)
        handed_out = self._hand_out_batch() if self._batches else self._match_one()
        if handed_out or self._port.advance(bool(self._backlog)):
            return
        if not self._batches and self._backlog and self._port.check_again():
            return
        self._sleep()

    def _sleep(self) -> None:
        with self._lock:
            if self._news or self._finished:
                return
            self._full = bool(self._backlog)
            patience = self._deadlines.next_in()
            if self._backlog:
                patience = min(_LOOK_AGAIN, _LOOK_AGAIN if patience is None else patience)
            self._changed.wait(patience)
            self._full = False

    def _hand_out_batch(self) -> bool:
        slots = self._port.free_slots() if self._backlog else 0
        tasks: list[Task] = []
        with self._lock:
            while len(tasks) < slots and (task := self._backlog.pop()) is not None:
                self._take(task)
                tasks.append(task)
        if tasks:
            self._port.execute_batch(tasks)
        return bool(tasks)

    def _match_one(self) -> bool:
        if not self._backlog or not (self._port.returns_at_once or self._runners.room):
            return False
        workers = self._port.available_workers()
        if not workers:
            return False
        with self._lock:
            task, worker = self._match(workers)
            if task is None:
                return False
            self._take(task)
            self._worker_of[task] = worker
        self._port.reserve(worker)
        if self._port.returns_at_once:
            self._port.execute(task, worker)
        else:
            self._runners.run(partial(self._run_blocking, task, worker))
        return True

    def _run_blocking(self, task: Task, worker: Any) -> None:
        task.task_started()
        if task.state.terminal:
            self.release(task)  # cancelled meanwhile
        else:
            self._port.execute(task, worker)
        self.wake()

    def _take(self, task: Task) -> None:
        task.move(TaskState.SENT)
        task.attempts += 1

    def _match(self, workers: list[Any]) -> tuple[Task | None, Any]:
        """A task, out of the backlog, and its worker; (None, None) = none now."""
        if self._matcher is None:
            return self._backlog.pop(), workers[0]
        tasks = self._backlog.in_order()
        if not tasks:
            return None, None
        task, worker = self._ask_matcher(tasks, workers)
        if task is None and worker is None:
            return None, None
        task = task if task in tasks else tasks[0]
        self._backlog.remove(task)
        return task, worker if worker in workers else workers[0]

    def _ask_matcher(self, tasks: list[Task], workers: list[Any]) -> tuple[Task, Any]:
        try:
            task, worker = self._matcher(list(tasks), list(workers))  # type: ignore[misc]
        except Exception:
            _log.exception("the matcher failed; the first task goes to the first worker")
            return tasks[0], workers[0]
        return task, worker  # type: ignore[return-value]

    def _end_overdue(self, task: Task) -> None:
        attempt = (task, task.attempts)
        killed = self._port.kill(task)
        if not killed and self._port.can_kill and attempt not in self._overdue:
            with self._lock:  # its result must be on the way to us
                self._overdue.add(attempt)
                self._deadlines.add(task, _LAST_CHANCE)
            return
        self._overdue.discard(attempt)
        text = f"ran longer than its timeout of {task.timeout:g} seconds"
        if killed:
            self.release(task)
        else:
            task.retries = 0  # the first attempt still runs somewhere; a second would meet it
        self._settle(task, task.failure(text, TaskTimeout))
