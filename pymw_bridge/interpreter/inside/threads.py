"""Threads for a program that has only one: each runs to its end when it is started.

Waiting lets time pass; waiting for ever, which nobody could end, is an error that says so.
"""

from __future__ import annotations

import concurrent.futures
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

NOBODY = "nothing can end this wait: there is only one thread in the sandbox"


def install() -> None:
    """Put the stand-ins in the place of what they stand for."""
    thread: Any = threading.Thread
    thread.start, thread.join, thread.is_alive = _start, _join, _is_alive
    thread._started_here = False
    condition: Any = threading.Condition
    condition.wait = _wait
    _futures()


def _start(self: Any) -> None:
    """Run to the end, now."""
    if self._started_here:
        raise RuntimeError("threads can only be started once")
    self._started_here = True
    try:
        self.run()
    except SystemExit:
        return
    except BaseException:
        print(f"Exception in thread {self.name}:", file=sys.stderr)
        sys.excepthook(*sys.exc_info())


def _join(self: Any, timeout: float | None = None) -> None:
    if not self._started_here and self is not threading.current_thread():
        raise RuntimeError("cannot join thread before it is started")


def _is_alive(self: Any) -> bool:
    return isinstance(self, threading._MainThread)  # type: ignore[attr-defined]


def _wait(self: Any, timeout: float | None = None) -> bool:
    if timeout is None:
        raise RuntimeError(NOBODY)
    time.sleep(max(timeout, 0))
    return False


def _futures() -> None:
    pool: Any = concurrent.futures.ThreadPoolExecutor
    pool.submit = _submit
    pool.shutdown = lambda self, wait=True, *, cancel_futures=False: None


def _submit(self: Any, function: Callable[..., Any], /, *arguments: Any, **options: Any) -> Any:
    """Call it now; the future is done."""
    future: Any = concurrent.futures.Future()
    try:
        future.set_result(function(*arguments, **options))
    except Exception as error:
        future.set_exception(error)
    return future
