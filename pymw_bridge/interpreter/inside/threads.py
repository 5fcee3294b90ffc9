"""Threads for a program that has only one: each runs to its end when it is started.

Waiting lets time pass; waiting for ever, which nobody could end, is an error that says so.
"""

from __future__ import annotations

import _thread
import concurrent.futures
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from pymw_bridge.interpreter.inside import locks


def install() -> None:
    """Put the stand-ins in the place of what they stand for."""
    locks.install()
    thread: Any = threading.Thread
    thread.start, thread.join, thread.is_alive = _start, _join, _is_alive
    thread._started_here = thread._running_here = False
    low: Any = _thread
    low.start_new_thread = low.start_new = _start_function
    pool: Any = concurrent.futures.ThreadPoolExecutor
    pool.submit = _submit
    pool.shutdown = _shut_down


def _start(self: Any) -> None:
    """Run to the end, now."""
    if self._started_here:
        raise RuntimeError("threads can only be started once")
    self._started_here = self._running_here = True
    self._ident = threading.get_ident()
    active: Any = threading._active  # type: ignore[attr-defined]
    starter = active.get(self._ident)
    active[self._ident] = self
    try:
        _run(self.run, self.name)
    finally:
        active[self._ident] = starter
        self._running_here = False


def _run(function: Callable[[], Any], name: str) -> None:
    try:
        function()
    except SystemExit:
        return
    except BaseException:
        print(f"Exception in thread {name}:", file=sys.stderr)
        sys.excepthook(*sys.exc_info())


def _join(self: Any, timeout: float | None = None) -> None:
    if not self._started_here:
        raise RuntimeError("cannot join thread before it is started")
    if self._running_here:
        raise RuntimeError("cannot join current thread")


def _is_alive(self: Any) -> bool:
    return self._running_here or self is threading.main_thread()


def _start_function(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    options: Mapping[str, Any] | None = None,
    /,
) -> int:
    """`_thread.start_new_thread`: call it, now."""
    _run(lambda: function(*arguments, **(options or {})), "started by _thread")
    return threading.get_ident()


def _submit(self: Any, function: Callable[..., Any], /, *arguments: Any, **options: Any) -> Any:
    """Call it now; the future is done."""
    if self._shutdown:
        raise RuntimeError("cannot schedule new futures after shutdown")
    future: Any = concurrent.futures.Future()
    try:
        future.set_result(function(*arguments, **options))
    except Exception as error:
        future.set_exception(error)
    return future


def _shut_down(self: Any, wait: bool = True, *, cancel_futures: bool = False) -> None:
    self._shutdown = True
