"""A task: a Future that also knows its progress, its output, its times and its state."""

from __future__ import annotations

import math
import time
from concurrent.futures import Future
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from pymw_bridge.errors import TaskError

if TYPE_CHECKING:
    from pymw_bridge.call import Call

__all__ = ["TRANSITIONS", "Owner", "Task", "TaskState", "Times"]


class TaskState(Enum):
    """Where a task is on its way."""

    QUEUED = "queued"  # waits in the master
    SENT = "sent"  # handed to the interface, not known to have begun
    RUNNING = "running"  # a worker is at it
    STORING = "storing"  # its result is being written to the journal
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def terminal(self) -> bool:
        """Whether nothing follows this state."""
        return not TRANSITIONS[self]


TRANSITIONS: dict[TaskState, frozenset[TaskState]] = {
    TaskState.QUEUED: frozenset(
        # FINISHED straight away: restored from a journal.
        {TaskState.SENT, TaskState.CANCELLED, TaskState.FINISHED, TaskState.FAILED}
    ),
    TaskState.SENT: frozenset(
        {
            TaskState.RUNNING,
            TaskState.QUEUED,  # handed back, or to be tried again
            TaskState.STORING,
            TaskState.FINISHED,
            TaskState.FAILED,
            TaskState.CANCELLED,
        }
    ),
    TaskState.RUNNING: frozenset(
        {
            TaskState.QUEUED,
            TaskState.STORING,
            TaskState.FINISHED,
            TaskState.FAILED,
            TaskState.CANCELLED,
        }
    ),
    TaskState.STORING: frozenset({TaskState.FINISHED}),
    TaskState.FINISHED: frozenset(),
    TaskState.FAILED: frozenset(),
    TaskState.CANCELLED: frozenset(),
}


@dataclass
class Times:
    """When things happened, in seconds since the epoch; None = not yet."""

    submitted: float
    started: float | None = None  # of the last attempt
    finished: float | None = None

    @property
    def total(self) -> float | None:
        """Seconds from submission to the end."""
        return None if self.finished is None else max(0.0, self.finished - self.submitted)

    @property
    def execution(self) -> float | None:
        """Seconds from the start of the last attempt to the end; 0 if it never started."""
        if self.finished is None:
            return None
        return 0.0 if self.started is None else max(0.0, self.finished - self.started)


class Owner(Protocol):
    """What a task tells its master. Each method may be called from any thread."""

    def task_started(self, task: Task) -> None: ...
    def task_settled(self, task: Task, error: BaseException | None, value: Any) -> None: ...
    def task_returned(self, task: Task) -> None: ...
    def cancel_task(self, task: Task) -> bool: ...


class Task(Future[Any]):
    """One call on its way through a master; made by `Master.submit` and `submit_task` only.

    Everything of `concurrent.futures.Future` works. `result()` raises `TaskError` if the task
    failed and `CancelledError` if it was cancelled. Attributes to read:

    - `name`, `key` (of idempotency, or None), `priority`, `timeout` (seconds or None), `retries`
    - `state`, `attempts` (how often it was begun), `progress` (0 to 1), `times`
    - `stdout`, `stderr`: the ends of what it printed, from a failed or stopped attempt too
    """

    def __init__(
        self,
        owner: Owner,
        call: Call,
        *,
        name: str,
        key: str | None,
        priority: float,
        timeout: float | None,
        retries: int,
        order: int,
    ) -> None:
        super().__init__()
        self._owner = owner
        self.call = call
        self.name = name
        self.key = key
        self.priority = priority
        self.timeout = timeout
        self.retries = retries
        self.order = order
        self.state = TaskState.QUEUED
        self.attempts = 0
        self.progress = 0.0
        self.stdout = ""
        self.stderr = ""
        self.times = Times(submitted=time.time())
        self.ended_as: float = math.inf  # the how manieth of its master's tasks it was to end

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<Task {self.name} {self.state.value}>"

    @property
    def executable(self) -> Any:
        """What was submitted."""
        return self.call.executable

    @property
    def input_data(self) -> tuple[Any, ...]:
        """The positional arguments."""
        return self.call.args

    def cancel(self) -> bool:
        """Take the task back, also while it runs (its worker is stopped then, if it can be).

        True if the task is cancelled now, False if it had ended before.
        """
        return self._owner.cancel_task(self)

    def running(self) -> bool:
        """Whether a worker is at it."""
        return self.state is TaskState.RUNNING

    def move(self, state: TaskState) -> None:
        """Change the state; only for the owner, under its lock. RuntimeError if not allowed."""
        if state not in TRANSITIONS[self.state]:
            raise RuntimeError(f"{self.name}: {self.state.value} cannot become {state.value}")
        self.state = state

    # What an interface calls.

    def task_started(self) -> None:
        """A worker has begun the task."""
        self._owner.task_started(self)

    def task_finished(self, task_err: BaseException | None = None, result: Any = None) -> None:
        """The attempt ended: with an error, or else with this result. Late news are ignored."""
        self._owner.task_settled(self, task_err, result)

    def give_back(self) -> None:
        """The interface will not run the task after all; it has not begun and queues again."""
        self._owner.task_returned(self)

    def set_progress(self, ratio: float) -> None:
        """How much is done; clamped to 0..1, what is no number is ignored."""
        if ratio == ratio:
            self.progress = min(1.0, max(0.0, float(ratio)))

    def set_output(self, stdout: str, stderr: str) -> None:
        """The ends of what the attempt printed."""
        self.stdout = stdout
        self.stderr = stderr

    def failure(
        self,
        message: str,
        kind: type[TaskError] = TaskError,
        *,
        exc_type: str | None = None,
        traceback: str = "",
    ) -> TaskError:
        """An error about this task that carries its output."""
        return kind(
            message,
            exc_type=exc_type,
            traceback=traceback,
            stdout=self.stdout,
            stderr=self.stderr,
            task=self,
        )
