"""The master: takes tasks, hands them to an interface, settles them."""

from __future__ import annotations

import itertools
import logging
import os
import queue
import secrets
import shutil
import tempfile
import threading
import time
import weakref
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, Self

from pymw_bridge.call import Call, CallMaker, DataFile
from pymw_bridge.committer import Committer
from pymw_bridge.errors import TaskError, TaskException
from pymw_bridge.journal import Entry, FileJournal, Journal
from pymw_bridge.keys import ContentKeys
from pymw_bridge.port import Port
from pymw_bridge.scheduler import Matcher, Scheduler
from pymw_bridge.task import Task, TaskState

__all__ = ["Master", "Matcher"]

_log = logging.getLogger(__name__)

_IN_HAND = frozenset({TaskState.SENT, TaskState.RUNNING})


class Master(Executor):
    """Runs calls on the workers of one interface; a `concurrent.futures.Executor`.

    `interface`: see `interfaces.base`; None = a pool with a process for each processor. It belongs
    to the master, which closes it.
    `journal`: a `Journal`, or the path of a file for one: tasks that it has finished are restored
    instead of computed, also those without a key of their own (see `keys.ContentKeys`).
    `work_dir`: directory for shipped source, made when there is some; None = a temporary one.
    `matcher`: `(tasks, workers) -> (task, worker)`, or (None, None) to wait; chooses among queued
    tasks, first one first, and free workers. None = the first task to any worker.
    `remember`: so many finished tasks with keys are kept, so that the key finds them again.

    Thread-safe. A program that ends without `shutdown` (or `with`) stops what still runs.
    """

    task_class: type[Task] = Task

    def __init__(
        self,
        interface: Any = None,
        *,
        journal: Journal | str | os.PathLike[str] | None = None,
        work_dir: str | os.PathLike[str] | None = None,
        matcher: Matcher | None = None,
        max_threads: int = 32,
        remember: int = 256,
    ) -> None:
        self._port = Port(_default_interface() if interface is None else interface)
        self._own_journal = isinstance(journal, str | os.PathLike)
        self._journal = FileJournal(journal) if isinstance(journal, str | os.PathLike) else journal
        self._own_directory = work_dir is None
        self._directory = (
            Path(tempfile.gettempdir()) / f"pymw-master-{secrets.token_hex(8)}"
            if work_dir is None
            else Path(work_dir).absolute()
        )
        self._calls = CallMaker(self._directory)
        self._keys = ContentKeys()
        self._keyed: weakref.WeakValueDictionary[str, Task] = weakref.WeakValueDictionary()
        self._remembered: deque[Task] = deque(maxlen=remember)
        self._committer = Committer(self._journal) if self._journal is not None else None
        self._lock = threading.RLock()
        self._live: dict[Task, None] = {}
        self._ended: Counter[str] = Counter()
        self._orders = itertools.count(1)
        self._ends = itertools.count(1)
        self._closing = False
        self._scheduler = Scheduler(
            self._port, self._lock, matcher, max_threads, self._settle, self._close_up
        )
        self._port.attach(self._scheduler.wake)
        self._finalizer = weakref.finalize(
            self, _abandon, self._port, self._directory if self._own_directory else None
        )

    # Submission.

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Task:
        """Call `fn(*args, **kwargs)` on a worker; see `concurrent.futures.Executor.submit`."""
        return self._add(self._calls.make(fn, args, kwargs))

    def submit_task(
        self,
        executable: Any,
        input_data: Any = None,
        modules: Iterable[str] = (),
        dep_funcs: Iterable[Any] = (),
        data_files: Iterable[DataFile] = (),
        input_from_file: bool = False,
        *,
        priority: float = 0,
        timeout: float | None = None,
        retries: int = 0,
        key: str | None = None,
    ) -> Task:
        """Run `executable` on a worker.

        `executable`: a function, "module:function", or the path of a script.
        `input_data`: a tuple or list of positional arguments; None = no arguments; anything else
        is the one argument.
        `modules`, `dep_funcs`: names of modules and functions or classes that the function uses;
        with them, and for functions of the main program, the function travels as source text.
        `data_files`: paths, or pairs (path, name); copies of them lie under these names in the
        directory in which the task runs.
        `input_from_file` is accepted for programs of 2008 and makes no difference.
        `priority`: higher first. `timeout`: seconds an attempt may run, then its worker is stopped.
        `retries`: how often a failed attempt is repeated. `key`: while a task with this key waits,
        runs or has finished well, it is returned instead of a new one.

        Raises TaskException for what cannot be sent to a worker, RuntimeError after `shutdown`.
        """
        if timeout is not None and not timeout > 0:
            raise TaskException(f"a timeout is a positive number of seconds, not {timeout!r}")
        if retries < 0:
            raise TaskException(f"retries cannot be negative: {retries!r}")
        call = self._calls.make(
            executable,
            _arguments(input_data),
            {},
            modules=modules,
            dep_funcs=dep_funcs,
            data_files=data_files,
        )
        return self._add(call, priority=priority, timeout=timeout, retries=retries, key=key)

    def _add(
        self,
        call: Call,
        *,
        priority: float = 0,
        timeout: float | None = None,
        retries: int = 0,
        key: str | None = None,
    ) -> Task:
        if self._journal is not None and key is None:
            key = self._keys.key(call)
        order = next(self._orders)
        task = self.task_class(
            self,
            call,
            name=f"{call.label}_{order}",
            key=key,
            priority=priority,
            timeout=timeout,
            retries=retries,
            order=order,
        )
        self._port.check(task)
        entry = self._journal.find(key) if self._journal is not None and key else None
        with self._lock:
            if self._closing:
                raise RuntimeError("cannot submit a task after shutdown")
            if key is not None:
                known = self._keyed.get(key)
                if known is not None and not self._in_vain(known):
                    return known
                self._keyed[key] = task
            self._live[task] = None
            if entry is None:
                self._scheduler.push(task)
            else:
                task.move(TaskState.FINISHED)
        if entry is not None:
            self._restore(task, entry)
        return task

    @staticmethod
    def _in_vain(task: Task) -> bool:
        return task.state in (TaskState.FAILED, TaskState.CANCELLED)

    def _restore(self, task: Task, entry: Entry) -> None:
        task.set_output(entry.stdout, entry.stderr)
        task.times.started = entry.started
        self._resolve(task, value=entry.value)

    # Results.

    def as_completed(
        self, tasks: Iterable[Task] | None = None, timeout: float | None = None
    ) -> Iterator[Task]:
        """Yield tasks as they end, first one first; None = all that have not ended yet.

        Raises TimeoutError if not all have ended `timeout` seconds after the first `next`.
        """
        chosen = dict.fromkeys(self._live.copy() if tasks is None else tasks)
        arrivals: queue.SimpleQueue[Task] = queue.SimpleQueue()
        for task in sorted(chosen, key=lambda task: task.ended_as):
            task.add_done_callback(lambda done, task=task: arrivals.put(task))  # type: ignore[misc]
        return _arriving(arrivals, len(chosen), timeout)

    def status(self) -> dict[str, Any]:
        """Numbers of tasks by state, and under "interface" what the interface says."""
        with self._lock:
            counts = Counter(task.state.value for task in self._live)
            counts.update(self._ended)
        return {
            **{state.value: counts[state.value] for state in TaskState},
            "interface": self._port.status(),
        }

    # What tasks tell; see task.Owner.

    def task_started(self, task: Task) -> None:
        """A worker has begun the task."""
        with self._lock:
            if task.state is not TaskState.SENT:
                return  # cancelled at this moment
            task.move(TaskState.RUNNING)
            task.times.started = time.time()
            task.progress = 0.0
            if task.timeout is not None and not self._port.own_deadlines:
                self._scheduler.watch(task)

    def task_settled(self, task: Task, error: BaseException | None, value: Any) -> None:
        """The interface says how an attempt ended."""
        self._scheduler.release(task)
        self._settle(task, error, value)

    def _settle(self, task: Task, error: BaseException | None, value: Any = None) -> None:
        """An attempt ended. Ignored unless the task is in the interface's hands."""
        with self._lock:
            if task.state not in _IN_HAND:
                _log.debug("late news of %s ignored", task.name)
                return
            if error is not None and task.attempts <= task.retries:
                _log.info("%s failed (%s), attempt %d", task.name, error, task.attempts)
                task.move(TaskState.QUEUED)
                self._scheduler.push(task)
                return
            task.times.finished = time.time()
            storing = error is None and self._committer is not None and task.key is not None
            task.move(_state_after(error, storing))
        if storing:
            self._store(task, value)
        else:
            self._resolve(task, error=error, value=value)

    def task_returned(self, task: Task) -> None:
        """The interface gives back a task that has not begun."""
        self._scheduler.release(task)
        with self._lock:
            if task.state in _IN_HAND:
                task.attempts -= 1
                task.move(TaskState.QUEUED)
                self._scheduler.push(task)

    def cancel_task(self, task: Task) -> bool:
        """Cancel a task in any state but the last ones."""
        with self._lock:
            if task.state.terminal or task.state is TaskState.STORING:
                return task.state is TaskState.CANCELLED
            in_hand = task.state in _IN_HAND
            task.move(TaskState.CANCELLED)
            task.times.finished = time.time()
        if in_hand and self._port.kill(task):
            self._scheduler.release(task)
        Future.cancel(task)
        task.set_running_or_notify_cancel()
        self._forget(task)
        return True

    def _store(self, task: Task, value: Any) -> None:
        if task.key is None or self._committer is None:
            raise RuntimeError("a task is stored only with a key and a journal")
        entry = Entry(
            task.key, value, task.stdout, task.stderr, task.times.started, task.times.finished
        )
        self._committer.put(entry, lambda: self._stored(task, value))

    def _stored(self, task: Task, value: Any) -> None:
        with self._lock:
            task.move(TaskState.FINISHED)
        self._resolve(task, value=value)

    def _resolve(self, task: Task, error: BaseException | None = None, value: Any = None) -> None:
        """Make the result known; the task's state is final, so nobody else does it."""
        task.ended_as = next(self._ends)
        if task.times.finished is None:
            task.times.finished = time.time()
        if error is None:
            task.progress = 1.0
            task.set_result(value)
        else:
            task.set_exception(_as_task_error(task, error))
        self._forget(task)

    def _forget(self, task: Task) -> None:
        with self._lock:
            self._live.pop(task, None)
            self._ended[task.state.value] += 1
            if task.key is not None:
                self._remembered.append(task)
            if self._closing and not self._live:
                self._scheduler.finish()

    # The end.

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks; see `concurrent.futures.Executor.shutdown`.

        With `cancel_futures` tasks that have not begun are cancelled. With `wait` this returns
        when all others have ended and the workers are gone; else that happens later by itself.
        """
        with self._lock:
            self._closing = True
            live = list(self._live)
            if not live:
                self._scheduler.finish()
        if cancel_futures:
            for task in live:
                if task.state in (TaskState.QUEUED, TaskState.SENT):
                    task.cancel()
        if wait:
            self._scheduler.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, exc_type: type[BaseException] | None, *_exc: object) -> bool | None:
        if exc_type is not None and not issubclass(exc_type, Exception):
            # Ctrl-C, exit: whoever leaves that way does not want to wait for the rest.
            for task in list(self._live):
                task.cancel()
        self.shutdown(wait=True)
        return None

    def _close_up(self) -> None:
        """The last task has ended: called once, by the scheduler."""
        self._port.close()
        if self._committer is not None:
            self._committer.close()
        if self._journal is not None and self._own_journal:
            self._journal.close()
        if self._own_directory:
            shutil.rmtree(self._directory, ignore_errors=True)
        self._finalizer.detach()


def _default_interface() -> Any:
    from pymw_bridge.interfaces.multicore import MulticoreInterface

    return MulticoreInterface(os.cpu_count() or 1)


def _abandon(port: Port, directory: Path | None) -> None:
    port.close(force=True)
    if directory is not None:
        shutil.rmtree(directory, ignore_errors=True)


def _arguments(input_data: Any) -> tuple[Any, ...]:
    if input_data is None:
        return ()
    return tuple(input_data) if isinstance(input_data, tuple | list) else (input_data,)


def _state_after(error: BaseException | None, storing: bool) -> TaskState:
    if error is not None:
        return TaskState.FAILED
    return TaskState.STORING if storing else TaskState.FINISHED


def _as_task_error(task: Task, error: BaseException) -> TaskError:
    """The error a caller sees: always a TaskError that names its task."""
    if isinstance(error, TaskError):
        error.task = task
        return error
    wrapped = task.failure(str(error), exc_type=type(error).__qualname__)
    wrapped.__cause__ = error
    return wrapped


def _arriving(
    arrivals: queue.SimpleQueue[Task], number: int, timeout: float | None
) -> Iterator[Task]:
    end = None if timeout is None else time.monotonic() + timeout
    for left in range(number, 0, -1):
        try:
            yield arrivals.get(timeout=None if end is None else max(0.0, end - time.monotonic()))
        except queue.Empty:
            raise TimeoutError(f"{left} of {number} tasks have not ended") from None
