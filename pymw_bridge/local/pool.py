"""A pool of worker processes with several small tasks in flight for each."""

from __future__ import annotations

import os
import selectors
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pymw_bridge.child.wire import MAX_DATAGRAM, PROGRESS, READY, dumps, spill
from pymw_bridge.errors import InterfaceException
from pymw_bridge.local import litter
from pymw_bridge.local.launch import Launcher, PlainLauncher
from pymw_bridge.local.process import ChildProcess, ChildSettings, Order
from pymw_bridge.local.settle import Settled
from pymw_bridge.task import Task

_IN_FLIGHT_SECONDS = 0.02  # so much work is sent ahead to a worker, ...
_MAX_IN_FLIGHT = 64  # ... but never more tasks than this
_AT_ONCE = 256  # messages read from one worker before the others have their turn
_STALL = 0.02  # a task that has run so long holds up those sent after it: they are taken back
_SWEEP = 0.5  # seconds between looks for ended workers where the system cannot tell
_START_LIMIT = 60.0  # seconds until a worker that has not said a word counts as broken
_GRACE = 2.0  # seconds that idle workers have to end by themselves


class Pool:
    """At most `size` worker processes, started when there is work for them.

    Thread-safe. A thread of its own reads what the workers send; `wake` is called whenever there
    may be room again. Tasks are settled through `Task.task_finished` without the pool's lock.
    """

    def __init__(
        self, size: int, settings: ChildSettings, launcher: Launcher | None = None
    ) -> None:
        if size < 1:
            raise InterfaceException(f"a pool needs at least one worker, not {size}")
        self.size = size
        self.settings = settings
        self._launcher = launcher or PlainLauncher(settings.python)
        self._wake: Callable[[], None] = _nothing
        self._lock = threading.Lock()
        self._children: list[ChildProcess] = []
        self._fresh: deque[ChildProcess] = deque()  # not yet watched by our thread
        self._where: dict[Task, ChildProcess] = {}
        self._number = READY
        self._depth = 1  # tasks in flight per worker
        self._seconds = 0.0  # moving average of what a task takes
        self._closing = False
        self._thread: threading.Thread | None = None
        self._selector = selectors.DefaultSelector()
        self._bell, self._bell_rope = os.pipe()
        self._bell_lock = threading.Lock()
        os.set_blocking(self._bell, False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._buffer = bytearray(MAX_DATAGRAM)

    # What the interfaces call.

    def attach(self, wake: Callable[[], None]) -> None:
        """Tell the pool whom to wake when it has room."""
        self._wake = wake

    def free_slots(self) -> int:
        """How many more tasks it would take now."""
        with self._lock:
            if self._closing:
                return 0
            now = time.monotonic()
            open_slots = sum(self._room(child, now) for child in self._children)
            return open_slots + self._unborn() * self._capacity()

    def execute(self, tasks: Sequence[Task]) -> None:
        """Send tasks to the least busy workers; those for which there is no room come back."""
        failures: list[tuple[Task, OSError]] = []
        returned: list[Task] = []
        with self._lock:
            for task in tasks:
                try:
                    # A task cancelled by now has not been found by `kill`, and never will be.
                    if not (task.state.terminal or self._send(task)):
                        returned.append(task)
                except OSError as error:
                    failures.append((task, error))
        for task in returned:
            task.give_back()
        for task, cause in failures:
            task.task_finished(
                InterfaceException(f"cannot start a worker with {self.settings.python}", str(cause))
            )

    def kill(self, task: Task) -> bool:
        """Stop the task's attempt, whether it has begun or not; False if it is not here.

        Sets the task's output to what it had printed. The worker dies if it had begun.
        """
        with self._lock:
            child = self._where.pop(task, None)
            if child is None:
                return False
            order = next(order for order in child.in_flight if order.task is task)
            keep = frozenset(other for other in child.in_flight if other is not order)
            if child.take_back(keep):
                self._discard(order)
                returned = []
            else:
                returned = self._stop(child, order)
        for other in returned:
            other.give_back()
        self._wake()
        return True

    def status(self) -> dict[str, Any]:
        """Numbers for people."""
        with self._lock:
            return {
                "num_total_workers": self.size,
                "num_active_workers": sum(bool(c.in_flight) for c in self._children),
                "tasks_in_flight": len(self._where),
                "worker_pids": [c.pid for c in self._children if not c.doomed],
            }

    def close(self, *, force: bool = False) -> None:
        """End all workers: idle ones at once, busy ones only with `force`; returns when all have.

        Nothing may be executed afterwards. May be called again.
        """
        with self._lock:
            self._closing = True
            for child in self._children:
                if force:
                    child.end()
                else:
                    child.dismiss()
            thread = self._thread
        if thread is None:
            self._finish(0.0)
        elif thread is not threading.current_thread():
            self._ring()
            thread.join()

    # Sending; the lock is held.

    def _capacity(self) -> int:
        return min(self._depth, self.settings.tasks or self._depth)

    def _unborn(self) -> int:
        alive = sum(not c.spent or bool(c.in_flight and not c.doomed) for c in self._children)
        return max(0, self.size - alive)

    def _room(self, child: ChildProcess, now: float) -> int:
        if child.spent:
            return 0
        room = self._capacity() - len(child.in_flight)
        if child.in_flight and self._stalled(child, now):
            return 0
        return max(0, room)

    def _stalled(self, child: ChildProcess, now: float) -> bool:
        return child.ready and now - child.head_since > _STALL

    def _send(self, task: Task) -> bool:
        child = self._least_busy()
        if child is None:
            return False
        order = self._order(task)
        if not child.send(order):
            self._discard(order)
            return False
        self._where[task] = child
        if child.ready and len(child.in_flight) == 1:
            self._begin(child)
        return True

    def _least_busy(self) -> ChildProcess | None:
        now = time.monotonic()
        best, load = None, _MAX_IN_FLIGHT + 1
        for child in self._children:
            if len(child.in_flight) < load and self._room(child, now):
                best, load = child, len(child.in_flight)
        if load and self._unborn():
            return self._spawn()
        return best

    def _spawn(self) -> ChildProcess:
        if self._thread is None:
            litter.sweep()
            self.settings.directory.mkdir(mode=0o700, exist_ok=True)
        child = ChildProcess(self.settings, self._launcher)
        self._children.append(child)
        self._fresh.append(child)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="pymw-pool", daemon=True)
            self._thread.start()
        self._ring()
        return child

    def _order(self, task: Task) -> Order:
        self._number += 1
        call = task.call
        directory = str(self.settings.directory / f"task-{self._number}") if call.files else ""
        body = spill(call.body, str(self.settings.directory / f"{self._number}.body"))
        message = dumps((self._number, call.code, body, call.files, directory))
        litter = [body] if isinstance(body, str) else []
        return Order(self._number, task, message, directory, litter)

    def _begin(self, child: ChildProcess) -> None:
        child.head_since = time.monotonic()
        child.in_flight[0].task.task_started()

    def _stop(self, child: ChildProcess, order: Order) -> list[Task]:
        """Kill a worker for its task in progress; its other tasks, to be given back."""
        child.end()
        order.task.set_output(*child.output())
        child.in_flight.remove(order)
        self._discard(order)
        return self._orphans(child)

    def _orphans(self, child: ChildProcess) -> list[Task]:
        orders = child.take_back()
        for order in orders:
            self._discard(order)
        return [order.task for order in orders if self._where.pop(order.task, None)]

    def _discard(self, order: Order) -> None:
        for path in order.litter:
            Path(path).unlink(missing_ok=True)
        if order.directory:
            shutil.rmtree(order.directory, ignore_errors=True)

    # Our thread: what the workers say.

    def _ring(self) -> None:
        with self._bell_lock:
            if self._bell_rope >= 0:
                os.write(self._bell_rope, b"!")

    def _run(self) -> None:
        deadline = None
        while True:
            self._watch_fresh()
            ready = self._selector.select(self._patience())
            settled, returned = self._listen(ready)
            for item in settled:
                item.tell()
            for task in returned:
                task.give_back()
            if settled or returned:
                self._wake()
            if self._closing:
                deadline = deadline or time.monotonic() + _GRACE
                if self._finish(deadline):
                    return

    def _watch_fresh(self) -> None:
        while self._fresh:
            child = self._fresh.popleft()
            self._selector.register(child.outbox, selectors.EVENT_READ, child)
            if child.death >= 0:
                self._selector.register(child.death, selectors.EVENT_READ, child)

    def _patience(self) -> float | None:
        with self._lock:
            if any(len(child.in_flight) > 1 for child in self._children):
                return _STALL
            if self._closing:
                return 0.05
            plain = all(child.death >= 0 and child.ready for child in self._children)
            return None if plain else _SWEEP

    def _listen(
        self, ready: list[tuple[selectors.SelectorKey, int]]
    ) -> tuple[list[Settled], list[Task]]:
        settled: list[Settled] = []
        returned: list[Task] = []
        speaking = {key.data for key, _ in ready if key.data is not None}
        if len(ready) > len(speaking):
            self._hush()
        with self._lock:
            for child in speaking:
                self._hear(child, settled)
            for child in list(self._children):
                if (child in speaking or child.death < 0) and child.ended():
                    returned += self._bury(child, settled)
                elif child.mute or (not child.ready and child.age() > _START_LIMIT):
                    child.end()
            returned += self._relieve()
        return settled, returned

    def _hush(self) -> None:
        try:
            os.read(self._bell, 1 << 12)
        except BlockingIOError:
            return  # it was the end of a worker that made the difference

    def _hear(
        self, child: ChildProcess, settled: list[Settled], *, everything: bool = False
    ) -> None:
        for message in child.receive(self._buffer, None if everything else _AT_ONCE):
            if message[0] == READY:
                if child.in_flight:
                    self._begin(child)
            elif message[1] == PROGRESS:
                if child.in_flight and child.in_flight[0].number == message[0]:
                    child.in_flight[0].task.set_progress(message[2])
            else:
                self._take_reply(child, message, settled)

    def _take_reply(
        self, child: ChildProcess, message: tuple[Any, ...], settled: list[Settled]
    ) -> None:
        number, reply, out, err, seconds = message
        if not child.in_flight or child.in_flight[0].number != number:
            return  # of a task that was stopped at the very end
        order = child.in_flight.popleft()
        self._where.pop(order.task, None)
        self._adapt(seconds)
        settled.append(Settled(order.task, reply, (out, err)))
        if child.in_flight:
            self._begin(child)

    def _adapt(self, seconds: float) -> None:
        """Send more ahead the shorter tasks are; a long one counts at once."""
        weight = 0.5 if seconds > self._seconds else 0.1
        self._seconds += weight * (seconds - self._seconds)
        ahead = _IN_FLIGHT_SECONDS / max(self._seconds, 1e-6)
        self._depth = max(1, min(_MAX_IN_FLIGHT, int(ahead)))

    def _relieve(self) -> list[Task]:
        """Tasks behind a long one, taken back while another worker could run them."""
        now = time.monotonic()
        idle = self._unborn() or any(not c.in_flight and not c.spent for c in self._children)
        if not idle or self._closing:
            return []
        returned = []
        for child in self._children:
            if len(child.in_flight) > 1 and self._stalled(child, now):
                returned += self._orphans(child)
        return returned

    def _bury(self, child: ChildProcess, settled: list[Settled]) -> list[Task]:
        """Settle what a worker that ended had in hand, and forget the worker."""
        self._hear(child, settled, everything=True)
        returned = self._orphans(child)
        output = child.output()
        for descriptor in (child.outbox, child.death):
            if descriptor != -1:
                self._selector.unregister(descriptor)
        how = child.bury()
        self._children.remove(child)
        if returned and not child.ready:
            # Fail a task each time: a worker that cannot even start must not be tried for ever.
            death = f"the worker could not start: it {how}"
            settled.append(Settled(returned.pop(0), None, output, death))
        for order in child.in_flight:
            self._where.pop(order.task, None)
            self._discard(order)
            settled.append(Settled(order.task, None, output, f"the worker {how}"))
        return returned

    def _finish(self, deadline: float) -> bool:
        """While closing: whether all is over and closed."""
        with self._lock:
            if self._children:
                if time.monotonic() > deadline:
                    for child in self._children:
                        if not child.in_flight or child.doomed:
                            child.end()
                return False
            self._selector.close()
            self._launcher.close()
        with self._bell_lock:
            if self._bell_rope >= 0:
                os.close(self._bell)
                os.close(self._bell_rope)
                self._bell_rope = -1
        return True


def _nothing() -> None:
    """Nobody to wake yet."""
