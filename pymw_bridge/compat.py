"""The names of 2008: programs written for PyMW run after changing their import.

    import pymw_bridge.compat as pymw

What was broken then works: results can be asked for again, come first one first, failures say
whose they are, lists are taken where tuples were, and only None means "no input".
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, wait
from types import SimpleNamespace
from typing import Any

from pymw_bridge.errors import InterfaceException, TaskError, TaskException
from pymw_bridge.interfaces.generic import GenericInterface as _Generic
from pymw_bridge.interfaces.inline import InlineInterface
from pymw_bridge.interfaces.multicore import MulticoreInterface as _Multicore
from pymw_bridge.interfaces.simulator import SimulatorInterface
from pymw_bridge.mapreduce import MapReduce, MapReduceTask
from pymw_bridge.master import Master, Matcher
from pymw_bridge.options import get_interface, parse_options
from pymw_bridge.task import Task

__all__ = [
    "GenericInterface",
    "InterfaceException",
    "MulticoreInterface",
    "PyMW_MapReduce",
    "PyMW_Master",
    "PyMW_Task",
    "TaskException",
    "get_interface",
    "interfaces",
    "parse_options",
]

_Result = Task | MapReduceTask


class PyMW_Task(Task):
    """A task with the names of 2008 besides its own."""

    @property
    def _stdout(self) -> str:
        return self.stdout

    @property
    def _stderr(self) -> str:
        return self.stderr

    @property
    def _output_data(self) -> Any:
        return self.result(timeout=0)

    def get_total_time(self) -> float | None:
        """Seconds from submission to the end; None until then."""
        return self.times.total

    def get_execution_time(self) -> float | None:
        """Seconds from the start to the end; None until then."""
        return self.times.execution

    def get_progress(self) -> float:
        """0 to 1."""
        return self.progress

    def cleanup(self, delete_files: bool = True) -> None:
        """Nothing is left to clean up; here for programs that call it."""


class PyMW_Master:
    """The master of 2008, on top of `Master`.

    `interface`: default one process per task, one at a time.
    `loglevel`: of this package's logger; None leaves logging as it is.
    `delete_files`: False keeps the directory `tasks` with shipped source. `scheduler_func`: the
    matcher, `(task_list, worker_list) -> (task, worker)`.
    """

    def __init__(
        self,
        interface: Any = None,
        loglevel: int | None = None,
        delete_files: bool = True,
        scheduler_func: Matcher | None = None,
    ) -> None:
        if loglevel is not None:
            logging.getLogger("pymw_bridge").setLevel(loglevel)
        self._master = _Master2008(
            _Generic() if interface is None else interface,
            work_dir=None if delete_files else "tasks",
            matcher=scheduler_func,
        )
        self._lock = threading.Condition()
        self._submitted: dict[_Result, None] = {}
        self._unclaimed: dict[_Result, None] = {}  # ended, in this order, not yet got by "any"
        self._claimed: set[_Result] = set()

    def __enter__(self) -> PyMW_Master:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Cancel what has not ended and end the workers; also done when the program ends."""
        for task in list(self._submitted):
            task.cancel()
        self._master.shutdown()

    def submit_task(
        self,
        executable: Any,
        input_data: Any = None,
        modules: Iterable[str] = (),
        dep_funcs: Iterable[Any] = (),
        data_files: Iterable[Any] = (),
        input_from_file: bool = False,
    ) -> Task:
        """Run `executable` on a worker; see `Master.submit_task`."""
        task = self._master.submit_task(
            executable, input_data, modules, dep_funcs, data_files, input_from_file
        )
        self._adopt(task)
        return task

    def get_result(
        self, task: _Result | Sequence[_Result] | None = None, blocking: bool = True
    ) -> tuple[_Result | None, Any]:
        """(task, value) of a task, of any task of a sequence, or (None) of any task.

        "Any" is the one that ended first among those not got before. Raises TaskError if that task
        failed, TaskException if there is none to wait for. Not blocking and none ready:
        (None, None).
        """
        if isinstance(task, Task | MapReduceTask):
            chosen: list[_Result] = self._checked([task])
            ended = self._first_ended(chosen, blocking)
        elif task is None or task == [] or task == ():
            ended = self._any(blocking)
        elif isinstance(task, Sequence) and not isinstance(task, str):
            ended = self._of_list(self._checked(task), blocking)
        else:
            raise TaskException(f"a result is asked for with a task or a list, not {task!r}")
        if ended is None:
            return None, None
        self._claim(ended)
        return ended, _value(ended)

    def get_progress(self, task: Any = None) -> list[float]:
        """How much is done, 0 to 1, of a task or of each of a sequence; None: []."""
        if task is None:
            return []
        tasks = task if isinstance(task, Sequence) else [task]
        return [one.progress for one in self._checked(tasks)]

    def get_status(self) -> dict[str, Any]:
        """The interface's numbers, and under "tasks" all tasks submitted."""
        return {**self._master.status()["interface"], "tasks": list(self._submitted)}

    def _adopt(self, task: _Result) -> None:
        with self._lock:
            if task in self._submitted:
                return
            self._submitted[task] = None
        task.add_done_callback(lambda done: self._on_end(task))

    def _on_end(self, task: _Result) -> None:
        with self._lock:
            if task not in self._claimed:
                self._unclaimed[task] = None
            self._lock.notify_all()

    def _claim(self, task: _Result) -> None:
        with self._lock:
            self._claimed.add(task)
            self._unclaimed.pop(task, None)

    def _checked(self, tasks: Sequence[Any]) -> list[_Result]:
        for task in tasks:
            if not isinstance(task, Task | MapReduceTask) or task not in self._submitted:
                raise TaskException(f"{task!r} is no task of this master")
        return list(tasks)

    def _any(self, blocking: bool) -> _Result | None:
        with self._lock:
            if not self._submitted:
                raise TaskException("No tasks have been submitted")
            if len(self._claimed) == len(self._submitted):
                raise TaskException("The results of all tasks have been got already")
            # Taken while the lock is held: of two threads each must get another one.
            if blocking:
                self._lock.wait_for(lambda: self._unclaimed or self._all_claimed())
            if self._all_claimed():
                raise TaskException("The results of all tasks have been got already")
            ended = next(iter(self._unclaimed), None)
            if ended is not None:
                self._unclaimed.pop(ended)
                self._claimed.add(ended)
                self._lock.notify_all()
            return ended

    def _all_claimed(self) -> bool:
        return len(self._claimed) == len(self._submitted)

    def _of_list(self, tasks: list[_Result], blocking: bool) -> _Result | None:
        with self._lock:
            wanted = set(tasks)
            for ended in self._unclaimed:
                if ended in wanted:
                    return ended
            fresh = [task for task in tasks if task not in self._claimed]
        return self._first_ended(fresh or tasks, blocking)

    @staticmethod
    def _first_ended(tasks: list[_Result], blocking: bool) -> _Result | None:
        done = wait(tasks, None if blocking else 0, FIRST_COMPLETED).done
        return next((task for task in tasks if task in done), None)


class _Master2008(Master):
    """Makes tasks that know their old names."""

    task_class = PyMW_Task


class PyMW_MapReduce:
    """Map-reduce of 2008: tasks whose result `PyMW_Master.get_result` gives."""

    def __init__(self, master: PyMW_Master) -> None:
        self._master = master
        self._mapreduce = MapReduce(master._master)

    def submit_task_mapreduce(
        self,
        exec_map: Callable[..., Any],
        exec_reduce: Callable[..., Any],
        num_worker: int = 1,
        input_data: Any = None,
        modules: Iterable[str] = (),
        dep_funcs: Iterable[Any] = (),
        red_worker: int = -1,
        file_input: bool = False,
    ) -> MapReduceTask:
        """See `MapReduce.submit`; the result is the list of reduce results."""
        task = self._mapreduce.submit(
            exec_map,
            exec_reduce,
            num_worker,
            input_data,
            modules,
            dep_funcs,
            red_worker,
            file_input,
        )
        self._master._adopt(task)
        return task


def _value(task: _Result) -> Any:
    try:
        return task.result()
    except CancelledError as error:
        own = task if isinstance(task, Task) else None
        raise TaskError("the task was cancelled", exc_type="Cancelled", task=own) from error


def GenericInterface(num_workers: int = 1, python_loc: str | os.PathLike[str] = "") -> _Generic:
    """A process per task, `num_workers` at a time."""
    return _Generic(num_workers, python=os.fspath(python_loc) or None)


def MulticoreInterface(num_workers: int = 1, python_loc: str | os.PathLike[str] = "") -> _Multicore:
    """A pool of processes."""
    return _Multicore(num_workers, python=os.fspath(python_loc) or None)


interfaces = SimpleNamespace(
    parse_options=parse_options,
    get_interface=get_interface,
    generic=SimpleNamespace(GenericInterface=GenericInterface),
    multicore=SimpleNamespace(MulticoreInterface=MulticoreInterface),
    grid_simulator=SimpleNamespace(GridSimulatorInterface=SimulatorInterface),
    inline=SimpleNamespace(InlineInterface=InlineInterface),
)
