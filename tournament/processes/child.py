"""One started command: its process group and the lines it prints."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence

from tournament.processes import leash

_LONGEST_LINE = 10_000


class Child:
    """A running command with its output, both streams together, as lines."""

    def __init__(self, argv: Sequence[str]) -> None:
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        try:
            self._process = leash.start(argv, stdout=writer, stderr=writer)
        finally:
            os.close(writer)
        self._output = reader
        self._tail = b""
        self._started = time.monotonic()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self._started

    def fileno(self) -> int:
        """The descriptor that becomes readable when there are lines, or at their end."""
        return self._output

    def exit_code(self) -> int | None:
        """None while it runs; negative if a signal killed it."""
        return self._process.poll()

    def lines(self) -> tuple[list[str], bool]:
        """The lines that are there, without waiting, and whether more can come."""
        found: list[bytes] = []
        while chunk := self._read():
            *whole, self._tail = (self._tail + chunk).split(b"\n")
            found += whole
        if len(self._tail) > _LONGEST_LINE or chunk == b"":
            found += [self._tail] if self._tail else []
            self._tail = b""
        return [line.decode("utf-8", "replace").rstrip("\r") for line in found], chunk is None

    def _read(self) -> bytes | None:
        try:
            return os.read(self._output, 65536)
        except BlockingIOError:
            return None

    def ask_to_end(self) -> None:
        """Send SIGTERM to the command itself: it knows best in which order its own children end."""
        self._process.terminate()

    def bury(self) -> tuple[list[str], int]:
        """Kill what is left of the group; return the last lines and the exit code."""
        leash.end_group(self._process, signal.SIGKILL)
        code = self._process.wait()
        lines, _ = self.lines()
        os.close(self._output)
        return lines, code


def ending(code: int) -> str:
    """An exit code in words."""
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
