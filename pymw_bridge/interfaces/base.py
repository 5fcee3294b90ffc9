"""What an interface is: the way in which a master's tasks reach some kind of worker.

One method is required, all others are optional; a master asks with `getattr` what there is.

=====================================  =============================================================
`execute_task(task, worker)`           Run the task, or send it off. Settle it with
(required)                             `task.task_finished(error, result)`, now or at any later
                                       time, from any thread; what it raises fails the task.
`get_available_workers() -> list`      Workers that can take a task now. Missing: `[None]`, one
                                       worker without name that takes any number of tasks.
`reserve_worker(w)`                    Called before and after a task of worker w.
`worker_finished(w)`
`try_avail_check_again() -> bool`      Asked when nothing matched: True = ask for workers at once.
`returns_at_once`                      True: `execute_task` only sends off and is called in the
                                       scheduler's own thread.
`free_slots() -> int`                  With `execute_batch`: tasks it would take now. The master
`execute_batch(tasks)`                 then hands over many at once, by priority, without matching;
                                       it must not block. `task.give_back()` returns one unbegun.
`attach(wake)`                         Called once: `wake()` tells the master to look again.
`check_task(task)`                     Called at submission, in the submitting thread; raises
                                       TaskException (or TypeError) for what it cannot run.
`kill_task(task) -> bool`              Stop an attempt (time-out, cancel). True = it is stopped and
                                       will not be settled; its output is set.
`own_deadlines`                        True: the interface enforces `task.timeout` itself.
`advance(waiting) -> bool`             Called when nothing can be handed over: let virtual time
                                       pass; `waiting`: tasks are queued. True = something happened.
`get_status() -> dict`                 Numbers for people.
`close(force=False)`                   The end; `_cleanup()` is its name of 2008.
=====================================  =============================================================

A task with data files names them in `task.call.files`: (absolute path, name in its directory).
Results that come from anywhere but a child process of the master's own must be JSON documents
(`pymw_bridge.codec`), never pickles.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from pymw_bridge.task import Task

__all__ = ["Interface"]


@runtime_checkable
class Interface(Protocol):
    """The one required method; see the module for the optional ones."""

    def execute_task(self, task: Task, worker: Any) -> None:
        """Run the task on the worker, or send it off."""
