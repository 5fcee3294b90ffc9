"""A process in light isolation (see `jail`): no sandbox, a fence."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from pymw_bridge.interpreter.native import reaper
from pymw_bridge.interpreter.native.cell import ENVIRONMENT, START, Cell, Program
from pymw_bridge.interpreter.native.jail import FIRST_USER, Jail
from pymw_bridge.interpreter.native.limits import ProcessLimits
from pymw_bridge.interpreter.native.stopwatch import Stopwatch


class LightCell(Cell):
    """A process that works in ``folder``, which is the caller's, and is made its own.

    ``watch`` is called about every half second and may raise TooFull. ``own_user`` and
    ``filter_calls`` False leave out a layer; only tests may do that.
    """

    def __init__(
        self,
        program: Program,
        folder: Path,
        limits: ProcessLimits,
        *,
        watch: Callable[[], None],
        patient: bool = True,
        own_user: bool = True,
        filter_calls: bool = True,
    ) -> None:
        self._program = program
        self._folder = folder
        self._look = watch
        self._jail = Jail(str(folder), os.getpid(), limits, own_user, filter_calls)
        super().__init__(limits, patient=patient)

    def _launch(self, requests: int, replies: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own program and arguments
            self._command(requests, replies),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=self._folder,
            env=_environment(self._folder),
            pass_fds=(requests, replies),
            start_new_session=True,
        )

    def _command(self, requests: int, replies: int) -> list[str]:
        # -P -s -S: nothing is importable but the library; -B: nothing is written into it.
        options = [sys.executable, "-P", "-s", "-S", "-B", "-c", START, str(requests)]
        walls = json.dumps({"strict": False, **asdict(self._jail)})
        paths = {str(package.parent): None for package in self._program.roots}
        return [*options, str(replies), walls, self._program.module, ":".join(paths)]

    def _stopwatch_of_process(self) -> Stopwatch:
        return Stopwatch(self.process.pid, patient=self._patient)

    def _watch(self) -> None:
        self._look()

    def _signal(self, number: signal.Signals) -> None:
        if self.process.returncode is None:
            os.kill(self.process.pid, number)

    def exit_code(self) -> int | None:
        """How it ended (a signal is negative), or None if it lives for another second."""
        try:
            return self.process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return None

    def _end(self) -> None:
        own = FIRST_USER + self.process.pid if "user" in self.layers else None
        if self.process.returncode is None:
            reaper.end_tree(self.process.pid, own)
            self.process.wait()
        elif own is not None:
            reaper.end_user(own)


def _environment(folder: Path) -> dict[str, str]:
    # Without its library path some Pythons cannot start; the child forgets it at once.
    library = {key: value for key, value in os.environ.items() if key == "LD_LIBRARY_PATH"}
    return {**library, **ENVIRONMENT, "HOME": str(folder), "TMPDIR": str(folder)}
