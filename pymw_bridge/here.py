"""Running a task in this very process."""

from __future__ import annotations

import io
import secrets
import sys
import tempfile
import threading
from pathlib import Path
from types import MethodType
from typing import Any, TextIO

from pymw_bridge.child.run import describe, perform, perform_function
from pymw_bridge.child.streams import text_stream
from pymw_bridge.child.tails import OVERHEAD, Tail
from pymw_bridge.child.workdir import FilesDirectory
from pymw_bridge.local.settle import Settled
from pymw_bridge.task import Task

__all__ = ["run_here"]

_one_at_a_time = threading.Lock()  # the current directory belongs to the whole process


def run_here(task: Task, output_limit: int) -> Settled:
    """Run a task in this thread, one at a time; what came of it, not told to the task yet."""
    directory = Path(tempfile.gettempdir()) / f"pymw-task-{secrets.token_hex(8)}"
    with _one_at_a_time:
        printed = _Printed(output_limit)
        with printed:
            try:
                with FilesDirectory(task.call.files, str(directory)):
                    reply = _perform(task)
            except Exception as error:  # a data file that vanished
                reply = describe(error)
    return Settled(task, reply, printed.texts())


def _perform(task: Task) -> tuple[Any, ...]:
    call = task.call
    if call.code[0] != "source":
        return perform(call.code, call.body, task.set_progress)
    function = call.executable  # at hand, so its source need not be read again
    if isinstance(function, MethodType):
        function = function.__func__
    return perform_function(function, call.body, task.set_progress)


class _Printed:
    """What this thread prints meanwhile; other threads print where they always did."""

    def __init__(self, limit: int) -> None:
        self._tails = [Tail(bytearray(OVERHEAD + limit), 0, limit) for _ in range(2)]
        self._before: tuple[TextIO, TextIO] = (sys.stdout, sys.stderr)
        self._mine: tuple[_ByThread, _ByThread]

    def __enter__(self) -> None:
        self._before = (sys.stdout, sys.stderr)
        out, err = self._tails
        self._mine = (_ByThread(out, 1, sys.stdout), _ByThread(err, 2, sys.stderr))
        sys.stdout, sys.stderr = self._mine

    def __exit__(self, *_exc: object) -> None:
        # Someone else may have replaced them meanwhile, and will put ours back: harmless, for ours
        # leads every other thread to where it always led.
        if sys.stdout is self._mine[0]:
            sys.stdout = self._before[0]
        if sys.stderr is self._mine[1]:
            sys.stderr = self._before[1]

    def texts(self) -> tuple[str, str]:
        """(stdout, stderr)"""
        return self._tails[0].text(), self._tails[1].text()


class _ByThread(io.TextIOBase):
    """A text stream that leads to a tail for the thread that made it, elsewhere for all others."""

    def __init__(self, tail: Tail, descriptor: int, others: TextIO) -> None:
        self._thread = threading.get_ident()
        self._mine = text_stream(tail, descriptor)
        self._others = others

    def _stream(self) -> TextIO:
        return self._mine if threading.get_ident() == self._thread else self._others

    def write(self, text: str, /) -> int:
        return self._stream().write(text)

    def flush(self) -> None:
        self._stream().flush()

    def fileno(self) -> int:
        return self._stream().fileno()

    def isatty(self) -> bool:
        return self._stream().isatty()

    def writable(self) -> bool:
        return True

    @property
    def buffer(self) -> Any:
        """The binary file below."""
        return self._stream().buffer
