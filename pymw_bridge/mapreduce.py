"""Map-reduce on top of a master."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import pairwise
from typing import Any

from pymw_bridge.errors import TaskException
from pymw_bridge.master import Master
from pymw_bridge.task import Task, Times

__all__ = ["MapReduce", "MapReduceTask", "byte_ranges", "split"]


class MapReduceTask(Future[list[Any]]):
    """The list of all reduce results, in the order in which they arrived.

    Fails with the error of the first part that fails; the other parts are cancelled then.
    Cancelling it cancels its parts. `progress` is the mean of the parts known so far.
    """

    def __init__(self, parts: int) -> None:
        super().__init__()
        self.times = Times(submitted=time.time())
        self.parts: list[Task] = []
        self._expected = parts

    @property
    def progress(self) -> float:
        """0 to 1."""
        return sum(part.progress for part in self.parts) / max(self._expected, len(self.parts), 1)

    def cancel(self) -> bool:
        """Cancel it and all its parts; False if it had ended."""
        cancelled = super().cancel()
        if cancelled:
            for part in list(self.parts):
                part.cancel()
        return cancelled


class MapReduce:
    """Submits map-reduce jobs to a master."""

    def __init__(self, master: Master) -> None:
        self._master = master

    def submit(
        self,
        exec_map: Any,
        exec_reduce: Any,
        num_worker: int = 1,
        input_data: Sequence[Any] | None = None,
        modules: Iterable[str] = (),
        dep_funcs: Iterable[Any] = (),
        red_worker: int = -1,
        file_input: bool = False,
    ) -> MapReduceTask:
        """Split `input_data` into slices, map each, reduce what comes out.

        `exec_map` gets one slice; there are `num_worker` of nearly equal length. `exec_reduce` gets
        one map result as it arrives if `red_worker` is -1; otherwise the map results are added up
        (`+`) in the order of their slices and split into `red_worker` slices of that.
        `file_input`: `input_data` holds (path,) entries; slices are lists of [path, start, end],
        byte ranges of equal total size.
        """
        if num_worker < 1 or (red_worker < 1 and red_worker != -1):
            raise TaskException("num_worker is at least 1; red_worker too, or -1")
        data: Sequence[Any] = [] if input_data is None else input_data
        slices = byte_ranges(data, num_worker) if file_input else split(data, num_worker)
        job = _Job(
            self._master, exec_map, exec_reduce, tuple(modules), tuple(dep_funcs), red_worker
        )
        return job.start(slices)


class _Job:
    """One map-reduce on its way; moved on by the ends of its parts, without a thread."""

    def __init__(
        self,
        master: Master,
        exec_map: Any,
        exec_reduce: Any,
        modules: tuple[str, ...],
        dep_funcs: tuple[Any, ...],
        red_worker: int,
    ) -> None:
        self._master = master
        self._map = exec_map
        self._reduce = exec_reduce
        self._modules = modules
        self._dep_funcs = dep_funcs
        self._red_worker = red_worker
        self._lock = threading.Lock()
        self._mapped: dict[int, Any] = {}
        self._results: list[Any] = []
        self._maps = 0
        self._reduces: int | None = None  # None = not known yet
        self._main = MapReduceTask(0)

    def start(self, slices: list[Any]) -> MapReduceTask:
        """Submit the map tasks."""
        self._maps = len(slices)
        each = self._red_worker == -1
        self._reduces = self._maps if each else None
        self._main = MapReduceTask(self._maps + (self._maps if each else self._red_worker))
        if not slices:
            self._main.set_result([])
        for index, piece in enumerate(slices):
            self._submit(self._map, piece, partial(self._on_map, index))
        return self._main

    def _submit(self, executable: Any, piece: Any, then: Callable[[Any], None]) -> None:
        task = self._master.submit_task(executable, (piece,), self._modules, self._dep_funcs)
        self._main.parts.append(task)
        task.add_done_callback(lambda done: self._on_end(done, then))

    def _on_end(self, task: Future[Any], then: Callable[[Any], None]) -> None:
        if self._main.done():
            return
        if task.cancelled():
            self._main.cancel()
            return
        error = task.exception()
        if error is not None:
            self._fail(error)
            return
        try:
            then(task.result())
        except Exception as wrong:  # what one part returned cannot be the input of the next
            self._fail(wrong)

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            if self._main.done():
                return
            self._main.times.finished = time.time()
            self._main.set_exception(error)
        for part in list(self._main.parts):
            part.cancel()

    def _on_map(self, index: int, value: Any) -> None:
        if self._red_worker == -1:
            self._submit(self._reduce, value, self._on_reduce)
            return
        with self._lock:
            self._mapped[index] = value
            if len(self._mapped) < self._maps:
                return
        slices = split(_added([self._mapped[i] for i in range(self._maps)]), self._red_worker)
        self._reduces = len(slices)
        if not slices:
            self._finish([])
        for piece in slices:
            self._submit(self._reduce, piece, self._on_reduce)

    def _on_reduce(self, value: Any) -> None:
        with self._lock:
            self._results.append(value)
            complete = len(self._results) == self._reduces
        if complete:
            self._finish(self._results)

    def _finish(self, results: list[Any]) -> None:
        with self._lock:
            if not self._main.done():
                self._main.times.finished = time.time()
                self._main.set_result(results)


def split(data: Sequence[Any], number: int) -> list[Any]:
    """Up to `number` slices of nearly equal length, the longer ones first; none is empty."""
    size, longer = divmod(len(data), number)
    slices, begin = [], 0
    for index in range(min(number, len(data))):
        end = begin + size + (index < longer)
        slices.append(data[begin:end])
        begin = end
    return slices


def byte_ranges(files: Sequence[Any], number: int) -> list[list[list[Any]]]:
    """Lists of [path, start, end] with nearly equal numbers of bytes, over all the files."""
    sizes = [(path, os.path.getsize(path)) for (path,) in files]
    total = sum(size for _, size in sizes)
    borders = [total * index // number for index in range(number + 1)]
    lists: list[list[list[Any]]] = []
    for low, high in pairwise(borders):
        ranges, offset = [], 0
        for path, size in sizes:
            start, end = max(low, offset) - offset, min(high, offset + size) - offset
            if start < end:
                ranges.append([path, start, end])
            offset += size
        if ranges:
            lists.append(ranges)
    return lists


def _added(values: list[Any]) -> Any:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total
