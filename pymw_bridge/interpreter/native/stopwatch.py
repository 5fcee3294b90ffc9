"""The time a process has taken: wall seconds, less those in which the machine let it wait.

Where several matches share a machine, a process that is ready to run may have to wait for a
processor. That is no fault of its program; sleeping is. So what counts is the time of the processor
and what the process slept: it can alter neither, for the kernel counts both.
"""

from __future__ import annotations

import contextlib
import os
from time import monotonic

# However long it waited, this share of the wall time counts: giving way to others on purpose must
# not make a call last for ever.
LEAST_SHARE = 1 / 8


class Stopwatch:
    """Measures calls of one process with one thread; `close` it in the end.

    Not ``patient``, it counts wall seconds, as it does where the system does not tell.
    ``least_share`` of the wall time counts in any case.
    """

    def __init__(
        self, process: int, *, patient: bool = True, least_share: float = LEAST_SHARE
    ) -> None:
        self._process = process
        self._last = 0.0, 0.0
        self._worked: float | None = None
        self._least_share = least_share
        self._file = -1
        if patient:
            with contextlib.suppress(OSError):
                self._file = os.open(f"/proc/{process}/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        self.start()

    @property
    def tells(self) -> bool:
        """Whether it can tell waiting from working."""
        return self._file >= 0

    def start(self) -> None:
        """A call begins."""
        self._worked = None
        self._began, self._waited_before = monotonic(), self._waiting()

    def seconds(self) -> float:
        """What the call has taken so far."""
        wall = monotonic() - self._began
        waited = self._waiting() - self._waited_before
        return max(wall - waited, wall * self._least_share)

    def exact(self) -> bool:
        """Whether `seconds` has all the waiting in it; ask again in a moment if not.

        The system counts a wait when it is over. So a process that is ready to run may be waiting
        unless it has worked since this was asked before.
        """
        if self._file < 0 or not self._is_ready_to_run():
            return True
        worked, before = self._counts()[0], self._worked
        has_worked = before is not None and worked != before
        self._worked = None if has_worked else worked
        return has_worked

    def _is_ready_to_run(self) -> bool:
        with contextlib.suppress(OSError), open(f"/proc/{self._process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "R"
        return False

    def _waiting(self) -> float:
        """Seconds that the process has waited for a processor in all its life."""
        return self._counts()[1]

    def _counts(self) -> tuple[float, float]:
        """Seconds that the process has worked and waited in all its life, as far as is counted."""
        if self._file >= 0:
            try:
                worked, waited = os.pread(self._file, 100, 0).split()[:2]
                self._last = int(worked) / 1e9, int(waited) / 1e9
            except (OSError, ValueError):
                return self._last  # it has ended; the last count holds
        return self._last

    def close(self) -> None:
        """Measure no more."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
