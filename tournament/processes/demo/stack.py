"""The processes of the site as one child of the demo; their lines go to a log file."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from tournament.processes import leash


class StackEnded(Exception):
    """The processes ended by themselves; `str()` says where their log is and how it ends."""


class Stack:
    """`manage.py up`, running."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self.log = log

    def pause(self, seconds: float) -> None:
        """Let the site work for a while; raises StackEnded if it ends in that time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        tail = "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-15:])
        raise StackEnded(f"The site ended by itself. The end of {self.log}:\n{tail}")

    def run_on(self) -> None:
        """Wait until it ends or Ctrl-C comes."""
        with suppress(KeyboardInterrupt):
            self._process.wait()

    def end(self) -> None:
        """One Ctrl-C for the site; it is over when this returns."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)
        self._process.wait()


@contextmanager
def running(*arguments: str) -> Iterator[Stack]:
    """Run `manage.py up ARGUMENTS` for the time of the block."""
    folder = settings.VAR / "log"
    folder.mkdir(mode=0o700, exist_ok=True)
    log = folder / "demo.log"
    command = [sys.executable, "-u", str(settings.BASE_DIR / "manage.py"), "up", *arguments]
    with log.open("wb") as file:
        process = leash.start([*command, "--skip-checks"], stdout=file, stderr=file)
    stack = Stack(process, log)
    try:
        yield stack
    finally:
        stack.end()
