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
        self._waited = 0.0
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
        self._began, self._waited_before = monotonic(), self._waiting()

    def seconds(self) -> float:
        """What the call has taken so far."""
        wall = monotonic() - self._began
        waited = self._waiting() - self._waited_before
        return max(wall - waited, wall * self._least_share)

    def _waiting(self) -> float:
        """Seconds that the process has waited for a processor in all its life."""
        if self._file >= 0:
            try:
                self._waited = int(os.pread(self._file, 100, 0).split()[1]) / 1e9
            except (OSError, IndexError, ValueError):
                return self._waited  # it has ended; the last count holds
        return self._waited

    def close(self) -> None:
        """Measure no more."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
