"""Telling a task how its attempt in a child process ended."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from pymw_bridge.child.wire import loads, read_body
from pymw_bridge.errors import TaskError, WorkerDied
from pymw_bridge.task import Task

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Settled:
    """The end of an attempt: the worker's `reply`, or None and how the worker died."""

    task: Task
    reply: tuple[Any, ...] | None  # ("ok", body) | ("error", type, message, traceback)
    output: tuple[str, str]
    death: str = ""

    def tell(self) -> None:
        """Settle the task. Unpickles the value: the worker must be a child of ours."""
        self.task.set_output(*self.output)
        if self.reply is None:
            self.task.task_finished(self.task.failure(self.death, WorkerDied))
        elif self.reply[0] == "error":
            _, exc_type, message, traceback = self.reply
            self.task.task_finished(
                self.task.failure(message, TaskError, exc_type=exc_type, traceback=traceback)
            )
        else:
            self._tell_value(self.reply[1])

    def _tell_value(self, body: bytes | str) -> None:
        try:
            value = loads(read_body(body))
        except Exception as error:
            _log.warning("the result of %s cannot be read", self.task.name, exc_info=True)
            text = f"the result cannot be read in the master: {error}"
            kind = type(error).__qualname__
            self.task.task_finished(self.task.failure(text, exc_type=kind))
            return
        self.task.task_finished(None, value)
