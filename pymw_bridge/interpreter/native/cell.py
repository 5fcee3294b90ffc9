"""A jailed process as the one that starts it sees it: it runs only while it is asked something."""

from __future__ import annotations

import math
import os
import signal
import subprocess
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymw_bridge.interpreter.captured import Captured
from pymw_bridge.interpreter.native.channel import Channel, Closed, Stalled, TooSlow
from pymw_bridge.interpreter.native.frames import BadFrame
from pymw_bridge.interpreter.native.limits import ProcessLimits
from pymw_bridge.interpreter.native.stopwatch import Stopwatch

BOOT_SECONDS = 30.0
_LAST_WORDS = 500
BRIDGE = Path(__file__).resolve().parents[2]
# Behind it: descriptors, walls, the program's module, and where modules are until the walls close.
START = (
    "import sys; sys.path[:0] = sys.argv[5].split(':'); "
    "from pymw_bridge.interpreter.native import inside; inside.main()"
)
ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",
}


class NotStarted(Exception):
    """The process did not come so far as to be shut in; the text is the last it said."""


class NotIsolated(Exception):
    """A layer of the jail failed; the text is a clause saying which. Nothing foreign has run."""


class TooFull(Exception):
    """The process has filled its folder beyond its limits."""


@dataclass(frozen=True)
class Program:
    """What runs in the jail: a ``module`` (see `inside`), to be found in one of ``packages``.

    Packages are folders (or single files) that can be imported until the walls close; the one that
    shuts the process in need not be named.
    """

    module: str
    packages: tuple[Path, ...]

    @property
    def roots(self) -> tuple[Path, ...]:
        """All packages, also the one that shuts the process in."""
        return (BRIDGE, *(package for package in self.packages if package != BRIDGE))


class Cell(ABC):
    """One jailed process. Opening does not wait for it, so that several start side by side.

    ``layers`` names the walls in force, once it is ready.
    """

    def __init__(self, limits: ProcessLimits, *, patient: bool = True) -> None:
        self.limits = limits
        self.layers: list[str] = []
        self.stdout = Captured(limits.output_bytes)
        self.stderr = Captured(limits.output_bytes)
        self._patient = patient
        self._open = True
        self._stopwatch: Stopwatch | None = None
        requests, self._to_process = os.pipe()
        self._from_process, replies = os.pipe()
        try:
            self.process = self._launch(requests, replies)
        except BaseException:
            os.close(self._to_process)
            os.close(self._from_process)
            raise
        finally:
            os.close(requests)
            os.close(replies)

    @abstractmethod
    def _launch(self, requests: int, replies: int) -> subprocess.Popen[bytes]:
        """Start the process, with these two descriptors and pipes for its output."""

    @abstractmethod
    def _stopwatch_of_process(self) -> Stopwatch:
        """Whatever measures its time; waits until it is known which process to measure."""

    @abstractmethod
    def _signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it is there."""

    @abstractmethod
    def _end(self) -> None:
        """Kill it and all that it started, and wait for that."""

    @abstractmethod
    def exit_code(self) -> int | None:
        """How it ended (a signal is negative), or None if it lives for another second."""

    def _watch(self) -> None:
        """Called about every half second while it works; may raise TooFull."""
        return

    def _first_words(self) -> object:
        """What it is sent before it says that it is ready; None for nothing."""
        return None

    def _inspect(self) -> None:
        """Called when it says that it is ready; may raise NotIsolated."""
        return

    def _wall_cap(self, seconds: float) -> float:
        """How many wall seconds a call of so many seconds may last."""
        return math.inf

    def ready(self) -> None:
        """Wait until it has shut itself in; NotStarted or NotIsolated if it has not."""
        if self.layers:
            return
        try:
            greeting = self._greeting(self._connect(self._stopwatch_of_process()))
        except (TooSlow, Stalled, Closed, BadFrame) as error:
            raise NotStarted(self.last_words()) from error
        if "unavailable" in greeting:
            raise NotIsolated(str(greeting["unavailable"]))
        self._inspect()
        self.layers = greeting["ready"]

    def _greeting(self, channel: Channel) -> Any:
        words = self._first_words()
        if words is not None:
            channel.send(words)
        return channel.wait(BOOT_SECONDS)

    def _connect(self, stopwatch: Stopwatch) -> Channel:
        assert self.process.stdout is not None  # noqa: S101 - for the type checker
        assert self.process.stderr is not None  # noqa: S101
        outputs = {
            os.dup(self.process.stdout.fileno()): self.stdout,
            os.dup(self.process.stderr.fileno()): self.stderr,
        }
        self.process.stdout.close()
        self.process.stderr.close()
        self._stopwatch = stopwatch
        self._channel = Channel(
            requests=self._to_process,
            replies=self._from_process,
            outputs=outputs,
            reply_limit=self.limits.reply_bytes,
            watch=self._watch,
            stopwatch=stopwatch,
            wall_cap=self._wall_cap,
        )
        return self._channel

    def last_words(self) -> str:
        """End it and give the last it wrote on its standard error."""
        self.close()
        return self.stderr.text()[-_LAST_WORDS:] or "no reason given"

    @property
    def seconds(self) -> float:
        """What the running or last request has taken."""
        return self._stopwatch.seconds() if self._stopwatch is not None else 0.0

    def ask(self, document: object, seconds: float) -> tuple[Any, float]:
        """Let it run until it has replied; returns the reply and the seconds that took.

        Raises TooSlow, Stalled, Closed, BadFrame or TooFull, and what `ready` raises. It is held
        again afterwards: it computes on its own time only, never on another's.
        """
        self.ready()
        self._signal(signal.SIGCONT)
        try:
            return self._channel.ask(document, seconds)
        finally:
            self._signal(signal.SIGSTOP)

    def close(self) -> None:
        """End it and all that it started; may be called twice."""
        if not self._open:
            return
        self._open = False
        self._end()
        if self._stopwatch is None:
            self._connect(Stopwatch(-1, patient=False))
        self._channel.close()
        if self._stopwatch is not None:
            self._stopwatch.close()
