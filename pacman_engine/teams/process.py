"""A team in a child process of its own: the backend ``process``.

Light isolation, no sandbox: an unprivileged user of its own (when started by root), Landlock and a
system call filter where the kernel has them, an empty environment, a private folder, resource
limits, and the whole process tree killed after the match.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from math import ceil
from pathlib import Path
from typing import Any

from pacman_engine.faults import FaultKind
from pacman_engine.teams import workplace
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.calls import CallingTeam, call_fault, too_slow
from pacman_engine.teams.captured import Captured, output_of
from pacman_engine.teams.driver import BackendUnavailable, HostFault, Output, TeamFault, TeamSetup
from pymw_bridge.interpreter.native import reaper
from pymw_bridge.interpreter.native.channel import Channel, Closed, TooSlow
from pymw_bridge.interpreter.native.frames import BadFrame
from pymw_bridge.interpreter.native.jail import FIRST_USER, Jail
from pymw_bridge.interpreter.native.limits import MEGABYTE, ProcessLimits
from pymw_bridge.interpreter.native.stopwatch import Stopwatch

BOOT_SECONDS = 30.0
# The system's limit is only for a process that nobody watches any more: a team must never meet it.
_SPARE_SECONDS = 120
_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[4]); "
    "from pacman_engine.teams import child; child.main()"
)


class _TooFull(Exception):
    """The team has filled its folder beyond its limits."""


class ProcessTeam(CallingTeam):
    """A team in a process of its own; see ``driver.Team``.

    Opening does not wait for the process, so that two teams start side by side: that it could not
    be started or isolated (HostFault, BackendUnavailable) is known at the first call.

    ``own_user`` and ``filter_calls`` False leave out a layer; only tests may do that.
    """

    def __init__(
        self,
        archive: TeamArchive,
        setup: TeamSetup,
        limits: ProcessLimits | None = None,
        *,
        own_user: bool = True,
        filter_calls: bool = True,
    ) -> None:
        super().__init__(setup, archive.main)
        self._limits = limits or ProcessLimits(cpu_seconds=ceil(setup.seconds) + _SPARE_SECONDS)
        self._stdout = Captured(self._limits.output_bytes)
        self._stderr = Captured(self._limits.output_bytes)
        self._open = True
        self.layers: list[str] = []
        self.folder = workplace.prepare(archive)
        jail = Jail(str(self.folder), os.getpid(), self._limits, own_user, filter_calls)
        try:
            self._start(jail)
        except BaseException:
            self.close()
            raise

    def _start(self, jail: Jail) -> None:
        requests, self._to_team = os.pipe()
        self._from_team, replies = os.pipe()
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own program and arguments
                _command(jail, requests, replies),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=self.folder,
                env=_environment(self.folder),
                pass_fds=(requests, replies),
                start_new_session=True,
            )
        finally:
            os.close(requests)
            os.close(replies)
        self._stopwatch = Stopwatch(self.process.pid, patient=self._setup.patient)
        self._channel = self._connect()

    def _connect(self) -> Channel:
        assert self.process.stdout is not None  # noqa: S101 - for the type checker
        assert self.process.stderr is not None  # noqa: S101
        outputs = {
            os.dup(self.process.stdout.fileno()): self._stdout,
            os.dup(self.process.stderr.fileno()): self._stderr,
        }
        self.process.stdout.close()
        self.process.stderr.close()
        return Channel(
            requests=self._to_team,
            replies=self._from_team,
            outputs=outputs,
            reply_limit=self._limits.reply_bytes,
            watch=self._watch_folder,
            stopwatch=self._stopwatch,
        )

    def ready(self) -> None:
        """Wait until the process has shut itself in; HostFault or BackendUnavailable if not."""
        if not self.layers:
            self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        try:
            greeting = self._channel.wait(BOOT_SECONDS)
        except (TooSlow, Closed, BadFrame) as error:
            raise HostFault(f"A team's process did not start: {self._last_words()}") from error
        if "unavailable" in greeting:
            raise BackendUnavailable(
                f"A team's process could not be isolated: {greeting['unavailable']}."
            )
        self.layers = greeting["ready"]

    def _last_words(self) -> str:
        self.close()
        return self.output().stderr[-500:] or "no reason given"

    def _watch_folder(self) -> None:
        limits = self._limits
        if workplace.too_full(self.folder, limits):
            raise _TooFull(
                f"It wrote more than {limits.folder_bytes // MEGABYTE} MB or "
                f"{limits.folder_entries} files, or folders too deep to count."
            )

    def ask(self, request: list[Any], seconds: float) -> tuple[Any, float]:
        """Send a request and wait for its reply, for ``seconds`` at most."""
        self.ready()
        call = request[0]
        self._signal(signal.SIGCONT)
        try:
            return self._channel.ask(request, seconds)
        except TooSlow as error:
            raise too_slow(call, seconds, self._stopwatch.seconds()) from error
        except Closed as error:
            raise self._gone(call, self._stopwatch.seconds()) from error
        except BadFrame as error:
            message = f"It sent {error}."
            taken = self._stopwatch.seconds()
            raise call_fault(call, FaultKind.REPLY, message, taken) from error
        except _TooFull as error:
            taken = self._stopwatch.seconds()
            raise call_fault(call, FaultKind.MEMORY, str(error), taken) from error
        finally:
            self._signal(signal.SIGSTOP)

    def _signal(self, number: signal.Signals) -> None:
        """Let the team run or hold it: it computes on its own time only, never on the other's."""
        if self.process.returncode is None:
            os.kill(self.process.pid, number)

    def _gone(self, call: str, taken: float) -> TeamFault:
        """Why the process is not there any more; raises HostFault if that is not its doing."""
        try:
            code = self.process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return call_fault(call, FaultKind.REPLY, "It closed the pipe to the referee.", taken)
        if code == -signal.SIGKILL and "seccomp" in self.layers:
            # It could not have done that itself: the system or somebody killed it.
            raise HostFault("A team's process was killed from outside (is memory short?).")
        return call_fault(call, FaultKind.EXIT, _ending(code), taken)

    def close(self) -> None:
        """End the process, all it started, and its folder."""
        if not self._open:
            return
        self._open = False
        process = getattr(self, "process", None)
        if process is not None:
            own = FIRST_USER + process.pid if "user" in self.layers else None
            if process.returncode is None:
                reaper.end_tree(process.pid, own)
                process.wait()
            elif own is not None:
                reaper.end_user(own)
            self._channel.close()
            self._stopwatch.close()
        workplace.clear(self.folder)

    def output(self) -> Output:
        """What the team has printed so far."""
        return output_of(self._stdout, self._stderr)


def _command(jail: Jail, requests: int, replies: int) -> list[str]:
    # -P -s -S: nothing is importable but the standard library; -B: nothing is written into it.
    options = [sys.executable, "-P", "-s", "-S", "-B", "-c", _PROGRAM]
    return [*options, str(requests), str(replies), json.dumps(asdict(jail)), str(_ROOT)]


def _environment(folder: Path) -> dict[str, str]:
    # Without its library path some Pythons cannot start; the child forgets it at once.
    library = {key: value for key, value in os.environ.items() if key == "LD_LIBRARY_PATH"}
    return {
        **library,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
    }


def _ending(code: int) -> str:
    if code >= 0:
        return f"The process ended itself with exit code {code}."
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"The process crashed with signal {name}."
