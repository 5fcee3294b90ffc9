"""Virtual hosts in virtual time: what would a crowd of flaky volunteers make of these tasks?"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import statistics
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymw_bridge.errors import InterfaceException, TaskTimeout, WorkerDied
from pymw_bridge.here import run_here
from pymw_bridge.task import Task
from pymw_bridge.virtual import VirtualHost, make_hosts

__all__ = ["SimulatorInterface"]


@dataclass(order=True)
class _Event:
    """The end of an attempt at a virtual moment."""

    moment: float
    number: int
    kind: str = field(compare=False)  # done, error, lost, timeout
    task: Task = field(compare=False)
    host: VirtualHost = field(compare=False)
    begin: float = field(compare=False)


class SimulatorInterface:
    """A discrete-event simulation: time jumps from one event to the next.

    Tasks are really run, in this process, at the virtual moment at which their host is done, so
    results are true; how long they take is `cost` (CPU seconds of a host of speed 1: a number, or
    a function of the task). Time-outs count virtual seconds. A task whose host vanishes fails with
    `WorkerDied` after `lost_after` virtual seconds.

    The same hosts, tasks and seed give the same history if the tasks are submitted inside
    `paused()`; otherwise time may begin to run while the program is still submitting.
    """

    returns_at_once = True
    own_deadlines = True

    def __init__(
        self,
        workers: int = 1,
        *,
        hosts: Sequence[VirtualHost] | None = None,
        cost: float | Callable[[Task], float] = 1.0,
        lost_after: float = 86_400.0,
        seed: int = 0,
        output_limit: int = 64 << 10,
    ) -> None:
        self.hosts = list(hosts) if hosts is not None else make_hosts(workers, seed=seed)
        if not self.hosts:
            raise InterfaceException("a simulation needs at least one host")
        self.now = 0.0
        self._cost = cost
        self._lost_after = lost_after
        self._output_limit = output_limit
        self._lock = threading.Lock()
        self._busy: set[VirtualHost] = set()
        self._events: list[_Event] = []
        self._numbers = itertools.count()
        self._paused = 0
        self._wake: Callable[[], None] = _nothing
        self._wall: list[float] = []
        self._cpu: list[float] = []

    def attach(self, wake: Callable[[], None]) -> None:
        """See `interfaces.base`."""
        self._wake = wake

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Time stands still and nothing is handed out until the block ends."""
        with self._lock:
            self._paused += 1
        try:
            yield
        finally:
            with self._lock:
                self._paused -= 1
            self._wake()

    def get_available_workers(self) -> list[Any]:
        """Hosts that are there and idle, in their order."""
        with self._lock:
            if self._paused:
                return []
            free = [host for host in self.hosts if host not in self._busy]
            return [host for host in free if host.timeline.available(self.now)]

    def reserve_worker(self, host: VirtualHost) -> None:
        """See `interfaces.base`."""
        with self._lock:
            self._busy.add(host)

    def worker_finished(self, host: VirtualHost) -> None:
        """See `interfaces.base`."""
        with self._lock:
            self._busy.discard(host)

    def execute_task(self, task: Task, host: VirtualHost) -> None:
        """Foresee how this attempt will end."""
        task.task_started()
        cost = self._cost(task) if callable(self._cost) else self._cost
        if not cost >= 0:
            raise ValueError(f"the cost of {task.name} is {cost}; it must not be negative")
        with self._lock:
            work = cost / host.speed
            kind, moment = "done", host.timeline.finish(self.now, work)
            lot = host.lots.random()
            if lot < host.loss_rate:
                kind, moment = "lost", self.now + self._lost_after
            elif lot < host.loss_rate + host.error_rate:
                kind = "error"
            if task.timeout is not None and moment > self.now + task.timeout:
                kind, moment = "timeout", self.now + task.timeout
            event = _Event(moment, next(self._numbers), kind, task, host, self.now)
            heapq.heappush(self._events, event)

    def advance(self, waiting: bool) -> bool:
        """Go to the next event: an attempt ends, or, for waiting tasks, a host comes back."""
        with self._lock:
            if self._paused:
                return False
            arrival = self._next_arrival() if waiting else None
            if arrival is not None and not (self._events and self._events[0].moment <= arrival):
                self.now = arrival
                return True
            if not self._events:
                return False
            event = heapq.heappop(self._events)
            self.now = event.moment
            self._count(event)
        self._settle(event)
        return True

    def kill_task(self, task: Task) -> bool:
        """See `interfaces.base`."""
        with self._lock:
            mine = [event for event in self._events if event.task is task]
            self._events = [event for event in self._events if event.task is not task]
            heapq.heapify(self._events)
        return bool(mine)

    def get_status(self) -> dict[str, Any]:
        """Virtual time, hosts, and mean, median and deviation of wall and CPU seconds."""
        with self._lock:
            return {
                "virtual_seconds": self.now,
                "num_total_workers": len(self.hosts),
                "num_active_workers": len(self._busy),
                "tasks_per_host": {host.name: host.tasks_done for host in self.hosts},
                "wall": _spread(self._wall),
                "cpu": _spread(self._cpu),
            }

    def _next_arrival(self) -> float | None:
        """When a host that is away now and has nothing to do comes back."""
        idle = [host for host in self.hosts if host not in self._busy]
        away = [host for host in idle if not host.timeline.available(self.now)]
        return min((host.timeline.next_available(self.now) for host in away), default=None)

    def _count(self, event: _Event) -> None:
        seconds = event.moment - event.begin
        event.host.busy_seconds += seconds
        if event.kind == "done":
            event.host.tasks_done += 1
            cost = self._cost(event.task) if callable(self._cost) else self._cost
            self._wall.append(seconds)
            self._cpu.append(cost)

    def _settle(self, event: _Event) -> None:
        task, name = event.task, event.host.name
        if event.kind == "done":
            run_here(task, self._output_limit).tell()
        elif event.kind == "timeout":
            text = f"ran longer than its timeout of {task.timeout:g} virtual seconds on {name}"
            task.task_finished(task.failure(text, TaskTimeout))
        elif event.kind == "lost":
            task.task_finished(task.failure(f"{name} never answered", WorkerDied))
        else:
            task.task_finished(task.failure(f"{name} reported an error", exc_type="HostError"))


def _spread(values: list[float]) -> dict[str, float]:
    if not values:
        return {"mean": 0.0, "median": 0.0, "stddev": 0.0}
    return {
        "mean": statistics.fmean(values),
        "median": statistics.median(values),
        "stddev": statistics.pstdev(values),
    }


def _nothing() -> None:
    """Nobody to wake yet."""
