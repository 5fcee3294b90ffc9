"""Real programs in tests: their lines as they come, and whether a process is gone.

Nothing here sleeps: every wait is for an event, with a limit after which the test fails.
"""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

LIMIT = 60.0
"""Seconds after which a wait is a failure."""


class Program:
    """A started program in a session of its own; used as a context manager it is ended by force."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            argv,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._tail = b""
        self._matched: set[int] = set()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *args: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def await_line(self, pattern: str, limit: float = LIMIT) -> re.Match[str]:
        """Wait for a line that matches; each line is found only once."""
        deadline = time.monotonic() + limit
        while True:
            for number, line in enumerate(self.lines):
                if number not in self._matched and (found := re.search(pattern, line)):
                    self._matched.add(number)
                    return found
            if not self._read(deadline):
                raise AssertionError(f"no line like {pattern!r} in:\n" + "\n".join(self.lines))

    def await_end(self, limit: float = LIMIT) -> int:
        """The exit code, when all output has been read."""
        deadline = time.monotonic() + limit
        while self._read(deadline):
            pass
        return self.process.wait(max(0.1, deadline - time.monotonic()))

    def _read(self, deadline: float) -> bool:
        output = self.process.stdout
        assert output is not None
        ready, _, _ = select.select([output], [], [], max(0.0, deadline - time.monotonic()))
        chunk = os.read(output.fileno(), 65536) if ready else b""
        *whole, self._tail = (self._tail + chunk).split(b"\n")
        self.lines += [line.decode("utf-8", "replace") for line in whole]
        return bool(chunk)


def await_gone(pid: int, limit: float = LIMIT) -> None:
    """Wait until the process, anybody's child, has ended."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        ready, _, _ = select.select([descriptor], [], [], limit)
        assert ready, f"process {pid} still runs: {command_of(pid)}"
    finally:
        os.close(descriptor)


def command_of(pid: int) -> str:
    """The command line of a process, empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def descendants(pid: int) -> set[int]:
    """The living children of a process, their children, and so on."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents.setdefault(parent_of(int(entry.name)), []).append(int(entry.name))
    found: set[int] = set()
    queue = [pid]
    while queue:
        children = parents.get(queue.pop(), [])
        found.update(children)
        queue += children
    return found


def parent_of(pid: int) -> int:
    """The process that a living process is a child of. OSError if there is no such process."""
    return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])
