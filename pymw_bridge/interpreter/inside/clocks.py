"""Time as a function of the instructions executed: every clock of `time` is the same one."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Any

from pymw_bridge.interpreter.constants import EPOCH

_LONGEST = 10**9  # seconds; nobody sleeps longer


class Clocks:
    """The functions of `time` for a host clock in nanoseconds and a host that lets time pass."""

    def __init__(self, now: Callable[[], int], sleep: Callable[[int], None]) -> None:
        self._now = now
        self._sleep = sleep

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Every function that replaces one of `time`, by its name."""
        now = self._now

        def since_start() -> float:
            return now() / 1e9

        def wall() -> float:
            return EPOCH + now() / 1e9

        def wall_ns() -> int:
            return EPOCH * 10**9 + now()

        clocks = ("monotonic", "perf_counter", "process_time", "thread_time")
        return {
            **dict.fromkeys(clocks, since_start),
            **{f"{name}_ns": now for name in clocks},
            "time": wall,
            "time_ns": wall_ns,
            "clock_gettime": lambda clock: wall() if clock == 0 else since_start(),
            "clock_gettime_ns": lambda clock: wall_ns() if clock == 0 else now(),
            "sleep": self.sleep,
        }

    def sleep(self, seconds: float, /) -> None:
        """Let virtual time pass; it counts as time used."""
        if isnan(seconds):
            raise ValueError("Invalid value NaN (not a number)")
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        self._sleep(int(min(seconds, _LONGEST) * 1e9))
