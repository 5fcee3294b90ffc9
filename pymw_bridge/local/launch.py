"""Ways to start a worker process."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

__all__ = ["Descriptors", "Launched", "Launcher", "PlainLauncher", "start_python"]

_PACKAGE_PARENT = str(Path(__file__).resolve().parents[2])


@dataclass(frozen=True, slots=True)
class Descriptors:
    """What a new worker gets: its own ends in the order `child.main` takes them, stdout, stderr."""

    ends: tuple[int, ...]
    out: int
    err: int


class Launched(Protocol):
    """A process that was started and has not been waited for."""

    pid: int

    def ended(self) -> bool:
        """Whether it is over; does not wait."""

    def reap(self) -> int:
        """Wait for it: its exit status, or minus the signal that ended it."""


class Launcher(Protocol):
    """Starts processes that run `child.main`. Not thread-safe."""

    def launch(self, descriptors: Descriptors, directory: str) -> Launched:
        """Start a process that leads a session of its own. OSError if it cannot be started."""

    def close(self) -> None:
        """The end; processes that were started are not touched."""


class PlainLauncher:
    """Starts an interpreter for every worker."""

    def __init__(self, python: str) -> None:
        self._python = python

    def launch(self, descriptors: Descriptors, directory: str) -> Launched:
        """Start the interpreter."""
        words = (*map(str, descriptors.ends), directory)
        process = start_python(
            self._python,
            "pymw_bridge.child.main",
            words,
            descriptors.ends,
            out=descriptors.out,
            err=descriptors.err,
        )
        return _Own(process)

    def close(self) -> None:
        """Nothing is held."""


class _Own:
    """A child of this process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.pid = process.pid

    def ended(self) -> bool:
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.pid, flags) is not None

    def reap(self) -> int:
        return self._process.wait()


def start_python(
    python: str,
    module: str,
    words: Sequence[str],
    inherited: tuple[int, ...],
    *,
    out: int = subprocess.DEVNULL,
    err: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start an interpreter that calls `main()` of a module of ours.

    In a session of its own: Ctrl-C is the master's affair, not the workers'.
    """
    boot = f"import sys; sys.path.insert(0, {_PACKAGE_PARENT!r}); from {module} import main; main()"
    return subprocess.Popen(  # noqa: S603 - the interpreter that the program's owner configured
        [python, "-I", "-c", boot, *words],
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=err,
        pass_fds=inherited,
        start_new_session=True,
    )
