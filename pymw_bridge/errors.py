"""Everything this package raises on purpose.

PymwError
├── InterfaceException      an interface is missing, badly configured or cannot start its workers
├── JournalError            a journal file is in use, foreign or damaged
├── CodecError              a value or document breaks the schema or a limit (also a ValueError)
└── TaskException           a task was submitted or asked for wrongly
    ├── BadExecutable       what was submitted cannot run on a worker (also a TypeError)
    └── TaskError           the task itself failed; carries the evidence
        ├── TaskTimeout     it ran longer than its timeout (also a TimeoutError)
        └── WorkerDied      its worker ended while running it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymw_bridge.task import Task

__all__ = [
    "BadExecutable",
    "CodecError",
    "InterfaceException",
    "JournalError",
    "PymwError",
    "TaskError",
    "TaskException",
    "TaskTimeout",
    "WorkerDied",
]


class PymwError(Exception):
    """Base of all errors of this package."""


class InterfaceException(PymwError):
    """An interface cannot be used; `param` is the message, `details` says more or is None."""

    def __init__(self, value: str, detail_str: str | None = None) -> None:
        self.param = value
        self.details = detail_str
        super().__init__(value if detail_str is None else f"{value}: {detail_str}")


class JournalError(PymwError):
    """A journal file cannot be used as it is; the message says what to do."""


class CodecError(PymwError, ValueError):
    """A value cannot be written as a document, or a document breaks its schema or a limit."""


class TaskException(PymwError):
    """A task was submitted or asked for wrongly; `param` is the message."""

    def __init__(self, value: str) -> None:
        self.param = value
        super().__init__(value)


class BadExecutable(TaskException, TypeError):
    """The executable cannot be sent to a worker: a lambda, a closure, or no callable at all."""


class TaskError(TaskException):
    """A task failed on its worker.

    `exc_type` is the name of the worker's exception, `message` its text, `traceback` the formatted
    traceback of the task's own frames (empty when there is none), `stdout` and `stderr` the ends of
    what it printed. `task` is the failed task; None only before the task has been settled.
    """

    def __init__(
        self,
        message: str,
        *,
        exc_type: str | None = None,
        traceback: str = "",
        stdout: str = "",
        stderr: str = "",
        task: Task | None = None,
    ) -> None:
        self.task = task
        self.exc_type = exc_type or type(self).__name__
        self.message = message
        self.traceback = traceback
        self.stdout = stdout
        self.stderr = stderr
        super().__init__(message)

    def __str__(self) -> str:
        name = f" in task {self.task.name}" if self.task is not None else ""
        text = f"{self.exc_type}{name}: {self.message}"
        return f"{text}\n{self.traceback.rstrip()}" if self.traceback else text


class TaskTimeout(TaskError, TimeoutError):
    """A task ran longer than its timeout and was stopped."""


class WorkerDied(TaskError):
    """The worker process ended (crash, kill, exit) while it ran the task."""
