"""One worker process as its master sees it: its sockets, its orders in flight, its end."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from mmap import mmap
from pathlib import Path
from typing import Any

from pymw_bridge.child.tails import OVERHEAD, Tail
from pymw_bridge.child.wire import MAX_DATAGRAM, READY, dumps, unpack
from pymw_bridge.local.launch import Descriptors, Launcher
from pymw_bridge.local.tree import end_group, end_tree
from pymw_bridge.task import Task

_SOCKET_BUFFER = 1 << 20
_PIPE_CHUNK = 1 << 16
_PIPE_CHUNKS = 64


@dataclass(frozen=True, slots=True)
class ChildSettings:
    """What all workers of a pool have in common.

    `tasks` = tasks one process runs before it ends, 0 for no limit; `output_limit` = bytes kept of
    stdout and of stderr; `max_result` = bytes of a pickled result; `adopt` = be the parent of
    orphaned descendants, so that a worker that is stopped takes them along.
    """

    python: str
    directory: Path
    nice: int = 0
    tasks: int = 0
    output_limit: int = 64 << 10
    max_result: int = 256 << 20


@dataclass(slots=True, eq=False)
class Order:
    """One attempt of a task, as sent to a worker; `message` is the datagram."""

    number: int
    task: Task
    message: bytes
    directory: str
    litter: list[str] = field(default_factory=list)  # files that remain if nobody reads them


class ChildProcess:
    """A worker process. Not thread-safe: its pool holds a lock. OSError if it cannot be started.

    The master keeps a second handle of the inbox's far end: messages that the worker has not taken
    yet can be taken back, and what was lost with a dead worker is known exactly.
    """

    def __init__(self, settings: ChildSettings, launcher: Launcher) -> None:
        self.settings = settings
        self.in_flight: deque[Order] = deque()
        self.ready = False
        self.doomed = False  # we ended it
        self.mute = False  # it will never say anything again
        self._born = time.monotonic()
        self.sent = 0
        self.head_since = 0.0  # monotonic time at which the first order in flight began
        self._memory = _shared_memory(settings.output_limit)
        half = len(self._memory.map) // 2
        self._tails = (
            Tail(self._memory.map, 0, half - OVERHEAD),
            Tail(self._memory.map, half, half - OVERHEAD),
        )
        self._inbox, self._inbox_far = _pair()
        self.outbox, outbox_far = _pair()
        self._pipes, pipe_writers = _pipes()
        lifeline, self._lifeline = os.pipe()
        ends = (self._inbox_far.fileno(), outbox_far.fileno(), lifeline, *self._pipes)
        descriptors = Descriptors((*ends, self._memory.descriptor), *pipe_writers)
        try:
            self._process = launcher.launch(descriptors, str(settings.directory))
        except OSError:
            self._close_files()
            raise
        finally:
            outbox_far.close()
            for descriptor in (lifeline, *pipe_writers):
                os.close(descriptor)
        self.pid = self._process.pid
        self.death = os.pidfd_open(self.pid) if hasattr(os, "pidfd_open") else -1
        self._send(dumps(_config(settings, self.pid)))

    @property
    def spent(self) -> bool:
        """Whether it takes no orders any more."""
        return self.doomed or bool(self.settings.tasks and self.sent >= self.settings.tasks)

    def send(self, order: Order) -> bool:
        """Put an order in flight; False if the worker's inbox is full."""
        if not self._send(order.message):
            return False
        self.sent += 1
        self.in_flight.append(order)
        return True

    def receive(self, buffer: bytearray, limit: int | None) -> Iterator[tuple[Any, ...]]:
        """Messages that wait, in the order in which they were sent; at most `limit` of them."""
        for _ in count() if limit is None else range(limit):
            try:
                size = self.outbox.recv_into(buffer, 0, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except ConnectionResetError:
                size = 0
            if not size:
                self.mute = True
                return
            message: tuple[Any, ...] = unpack(memoryview(buffer)[:size])
            if message[0] == READY:
                self.ready = True
            yield message

    def take_back(self, keep: frozenset[Order] = frozenset()) -> list[Order]:
        """Orders that the worker has not begun, taken out of its inbox; all but those in `keep`."""
        waiting: list[bytes] = []
        while True:
            try:
                message = self._inbox_far.recv(MAX_DATAGRAM, socket.MSG_DONTWAIT)
            except (BlockingIOError, ConnectionResetError):
                break
            if not message:
                break
            waiting.append(message)
        by_message = {order.message: order for order in self.in_flight}
        taken = []
        for message in waiting:
            order = by_message.get(message)
            if order is None or order in keep:
                self._send(message)
            else:
                taken.append(order)
                self.in_flight.remove(order)
        self.sent -= len(taken)
        return taken

    def output(self) -> tuple[str, str]:
        """What the order in progress has printed so far: (stdout, stderr)."""
        for pipe, tail in zip(self._pipes, self._tails, strict=True):
            for _ in range(_PIPE_CHUNKS):
                try:
                    data = os.read(pipe, _PIPE_CHUNK)
                except BlockingIOError:
                    break
                if not data:
                    break
                tail.write(data)
        return self._tails[0].text(), self._tails[1].text()

    def end(self) -> None:
        """Kill it and everything it has started."""
        if not self.doomed:
            self.doomed = True
            end_tree(self.pid)

    def dismiss(self) -> None:
        """Let it end by itself after the orders it has."""
        self._inbox.close()

    def age(self) -> float:
        """Seconds since its start."""
        return time.monotonic() - self._born

    def ended(self) -> bool:
        """Whether the process is over; does not wait for it."""
        return self._process.ended()

    def bury(self) -> str:
        """Reap the ended process and close everything; how it ended, for people."""
        end_group(self.pid)
        code = self._process.reap()
        self._close_files()
        if code >= 0:
            return f"ended with exit status {code}"
        try:
            return f"was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"was ended by signal {-code}"

    def _send(self, message: bytes) -> bool:
        try:
            self._inbox.send(message, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True  # it has died: the order is in flight and its fate is settled with it
        return True

    def _close_files(self) -> None:
        for end in (self._inbox, self._inbox_far, self.outbox):
            end.close()
        for descriptor in (self._lifeline, *self._pipes):
            os.close(descriptor)
        if getattr(self, "death", -1) >= 0:
            os.close(self.death)
        self._memory.close()


@dataclass(slots=True)
class _Memory:
    descriptor: int
    map: mmap

    def close(self) -> None:
        self.map.close()
        os.close(self.descriptor)


def _shared_memory(output_limit: int) -> _Memory:
    with tempfile.TemporaryFile() as file:
        descriptor = os.dup(file.fileno())
    size = 2 * (OVERHEAD + output_limit)
    os.ftruncate(descriptor, size)
    return _Memory(descriptor, mmap(descriptor, size))


def _pair() -> tuple[socket.socket, socket.socket]:
    kind = getattr(socket, "SOCK_SEQPACKET", socket.SOCK_DGRAM)
    near, far = socket.socketpair(socket.AF_UNIX, kind)
    for end in (near, far):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BUFFER)
    return near, far


def _pipes() -> tuple[tuple[int, int], tuple[int, int]]:
    """((reader of stdout, reader of stderr), (writer, writer)); the readers do not block."""
    (out_reader, out_writer), (err_reader, err_writer) = os.pipe(), os.pipe()
    for reader in (out_reader, err_reader):
        os.set_blocking(reader, False)
    return (out_reader, err_reader), (out_writer, err_writer)


def _config(settings: ChildSettings, pid: int) -> dict[str, Any]:
    return {
        # Absolute: "" would mean the directory of a task, and import what lies among its data.
        "sys_path": [os.path.abspath(entry) for entry in sys.path],
        "nice": settings.nice,
        "tasks": settings.tasks,
        "max_result": settings.max_result,
        "spill_prefix": f"{settings.directory}/{pid}-{time.monotonic_ns()}-",
    }
