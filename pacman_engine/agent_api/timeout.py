"""`util.TimeoutFunction`: run a function under an alarm clock of whole seconds."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import Any


class TimeoutFunctionException(Exception):
    """The function took too long."""


class TimeoutFunction:
    """Call it like the function; raises `TimeoutFunctionException` after `timeout` seconds.

    Where there is no alarm clock (no SIGALRM, or not in the main thread) there is no limit.
    """

    def __init__(self, function: Callable[..., Any], timeout: float) -> None:
        self.function = function
        self.timeout = timeout

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not _has_alarm():
            return self.function(*args, **kwargs)
        old = signal.signal(signal.SIGALRM, self._ring)
        signal.alarm(int(self.timeout))
        try:
            return self.function(*args, **kwargs)
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, old)

    @staticmethod
    def _ring(signum: int, frame: Any) -> None:
        raise TimeoutFunctionException


def _has_alarm() -> bool:
    return hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
