"""The main loop of a worker process.

Started as `python -I -c BOOT inbox outbox lifeline out_pipe err_pipe tails directory`, all
but the last numbers of inherited descriptors. The first message on the inbox is the configuration.
"""

from __future__ import annotations

import os
import sys
from mmap import mmap
from time import perf_counter

from pymw_bridge.child.lifeline import end_family, hold
from pymw_bridge.child.run import describe, perform
from pymw_bridge.child.streams import Capture
from pymw_bridge.child.tails import OVERHEAD, Tail
from pymw_bridge.child.wire import (
    MAX_DATAGRAM,
    PROGRESS,
    READY,
    dumps,
    loads,
    pack,
    read_body,
    spill,
)
from pymw_bridge.child.workdir import FilesDirectory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pymw_bridge.child.wire import Order

_PROGRESS_INTERVAL = 0.05  # seconds between two progress messages of a task
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER


def main() -> None:
    """Be a worker with the descriptors and the directory that the command line names."""
    work([int(word) for word in sys.argv[1:7]], sys.argv[7])


def work(descriptors: list[int], directory: str) -> None:
    """Serve until the master closes the inbox or `tasks` orders are done; then end at once."""
    inbox, outbox, lifeline, out_pipe, err_pipe, tails = descriptors
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)
    capture = _capture(tails, (out_pipe, err_pipe))
    hold(lifeline, capture, (out_pipe, err_pipe), directory)
    config = loads(os.read(inbox, MAX_DATAGRAM))
    _settle_in(config)
    try:
        more = _Worker(inbox, outbox, capture, config).serve(config["tasks"])
    except (BrokenPipeError, ConnectionResetError):
        more = False  # nobody takes a reply any more
    if not more:
        # The master has let us go, or has ended itself and can clear up nothing.
        end_family(directory)
    os._exit(0)  # nothing of ours is left to do, and a task's threads must not keep the worker


def _capture(tails: int, pipes: tuple[int, int]) -> Capture:
    size = os.fstat(tails).st_size
    memory = mmap(tails, size)
    capacity = size // 2 - OVERHEAD
    capture = Capture(Tail(memory, 0, capacity), Tail(memory, size // 2, capacity), pipes)
    capture.begin()  # from now on even what goes wrong here is kept
    return capture


def _settle_in(config: dict[str, Any]) -> None:
    sys.path[:] = config["sys_path"]
    sys.argv = [""]
    if config["nice"]:
        os.nice(config["nice"])
    _adopt_orphans()


def _adopt_orphans() -> None:
    """Become the parent of orphaned descendants, so that ending this worker's tree finds them."""
    # Not passed on by fork, so it is every worker's own to do.
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


class _Worker:
    def __init__(self, inbox: int, outbox: int, capture: Capture, config: dict[str, Any]) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._capture = capture
        self._home = os.open(".", os.O_RDONLY)
        self._pid = os.getpid()
        self._spill_prefix: str = config["spill_prefix"]
        self._max_result: int = config["max_result"]

    def serve(self, tasks: int) -> bool:
        """Do as many tasks (0: no end of them); False if there is no master any more."""
        os.write(self._outbox, dumps((READY, os.getpid())))
        done = 0
        while done < tasks or not tasks:
            message = os.read(self._inbox, MAX_DATAGRAM)
            if not message:
                return False
            self._serve_one(loads(message))
            os.fchdir(self._home)  # undo a task's own change of directory
            done += 1
        return True

    def _serve_one(self, order: Order) -> None:
        number, code, body, files, directory = order
        report = _Reporter(self._outbox, number)
        self._capture.begin()
        begin = perf_counter()
        try:
            with FilesDirectory(files, directory):
                result = perform(code, read_body(body), report)
        except Exception as error:  # a data file that vanished, a full disk
            result = describe(error)
        if os.getpid() != self._pid:
            os._exit(0)  # a fork that the task let return into our loop
        seconds = perf_counter() - begin
        report.close()
        out, err = self._capture.end()
        if result[0] == "ok":
            result = self._fit(result[1], number)
        reply = (number, result, out, err, seconds)
        os.write(self._outbox, pack(reply, f"{self._spill_prefix}{number}.reply"))

    def _fit(self, value: bytes, number: int) -> tuple[Any, ...]:
        if len(value) > self._max_result:
            text = f"the result has {len(value)} bytes pickled, the limit is {self._max_result}"
            return ("error", "ResultTooLarge", text, "")
        return ("ok", spill(value, f"{self._spill_prefix}{number}.result"))


class _Reporter:
    """The progress function of one task."""

    def __init__(self, outbox: int, number: int) -> None:
        self._outbox = outbox
        self._number = number
        self._next = 0.0
        self._open = True

    def __call__(self, ratio: float) -> None:
        """Tell the master how much is done, 0 to 1; cheap enough to call in a loop."""
        now = perf_counter()
        if self._open and (now >= self._next or ratio >= 1):
            self._next = now + _PROGRESS_INTERVAL
            os.write(self._outbox, dumps((self._number, PROGRESS, float(ratio))))

    def close(self) -> None:
        """A thread that a task left behind must not report for the next one."""
        self._open = False
