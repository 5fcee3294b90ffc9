"""A team in a jailed process, whatever jails it: what goes wrong in there, as faults."""

from __future__ import annotations

import signal
from abc import abstractmethod
from math import ceil
from pathlib import Path
from typing import Any

from pacman_engine.faults import FaultKind
from pacman_engine.teams.calls import CallingTeam, call_fault, too_slow
from pacman_engine.teams.captured import output_of
from pacman_engine.teams.driver import BackendUnavailable, HostFault, Output, TeamFault, TeamSetup
from pymw_bridge.interpreter.native.cell import Cell, NotIsolated, NotStarted, Program, TooFull
from pymw_bridge.interpreter.native.channel import Closed, Stalled, TooSlow
from pymw_bridge.interpreter.native.frames import BadFrame

_ENGINE = Path(__file__).resolve().parents[1]
PROGRAM = Program("pacman_engine.teams.child", (_ENGINE,))
# The system's limit is only for a process that nobody watches any more: a team must never meet it.
_SPARE_SECONDS = 120


def system_seconds(setup: TeamSetup) -> int:
    """The system's limit of processor time for a team that is set up like this."""
    return ceil(setup.seconds) + _SPARE_SECONDS


class CelledTeam(CallingTeam):
    """A team in a `Cell`; see ``driver.Team``.

    Opening does not wait for the process, so that two teams start side by side: that it could not
    be started or isolated (HostFault, BackendUnavailable) is known at the first call.
    """

    cell: Cell

    @property
    @abstractmethod
    def backend(self) -> str:
        """The name of the backend."""

    @property
    def layers(self) -> list[str]:
        """The walls in force, once it is ready."""
        return self.cell.layers

    def ready(self) -> None:
        """Wait until the process has shut itself in; HostFault or BackendUnavailable if not."""
        try:
            self.cell.ready()
        except NotStarted as error:
            raise HostFault(f"A team's process did not start: {error}") from error
        except NotIsolated as error:
            raise not_isolated(self.backend, error) from error

    def ask(self, request: list[Any], seconds: float) -> tuple[Any, float]:
        """Send a request and wait for its reply, for ``seconds`` at most."""
        self.ready()
        try:
            return self.cell.ask(request, seconds)
        except TooSlow as error:
            raise too_slow(request[0], seconds, self.cell.seconds) from error
        except Stalled as error:
            raise HostFault(
                f"No result: this machine gave a team's process next to no time in "
                f"{10 * seconds + 60:.0f} seconds. It is overloaded."
            ) from error
        except (Closed, BadFrame, TooFull) as error:
            raise self._fault(request[0], error, self.cell.seconds) from error

    def _fault(self, call: str, error: Exception, taken: float) -> TeamFault:
        """The fault of a process that went wrong; raises HostFault if that is not its doing."""
        if isinstance(error, TooFull):
            return call_fault(call, FaultKind.MEMORY, str(error), taken)
        if isinstance(error, BadFrame):
            return call_fault(call, FaultKind.REPLY, f"It sent {error}.", taken)
        code = self.cell.exit_code()
        if code is None:
            return call_fault(call, FaultKind.REPLY, "It closed the pipe to the referee.", taken)
        if code == -signal.SIGKILL and "seccomp" in self.layers:
            # It could not have done that itself: the system or somebody killed it.
            raise HostFault("A team's process was killed from outside (is memory short?).")
        return call_fault(call, FaultKind.EXIT, _ending(code), taken)

    def close(self) -> None:
        """End the process and all it started."""
        self.cell.close()

    def output(self) -> Output:
        """What the team has printed so far."""
        return output_of(self.cell.stdout, self.cell.stderr)


def not_isolated(backend: str, error: NotIsolated) -> BackendUnavailable:
    """That a wall is missing, to those who chose the backend."""
    return BackendUnavailable(
        f"A team's process could not be isolated (backend {backend}): {error}. "
        "Use the backend wasm."
    )


def _ending(code: int) -> str:
    if code >= 0:
        return f"The process ended itself with exit code {code}."
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"The process crashed with signal {name}."
