"""What the referee asks of a team, wherever the team runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from pacman_engine.faults import FaultKind
from pacman_engine.layout import Layout
from pacman_engine.observation import Observation
from pacman_engine.rules import Rules
from pacman_engine.state import State


class BackendUnavailable(Exception):
    """Teams cannot be run in this way here; the text says which layer is missing and what to do."""


class HostFault(Exception):
    """This machine failed, not a team: the match has no result and is to be played again."""


class Frame(TypedDict):
    """One line of a traceback; ``own`` marks the student's files, with paths as in the archive."""

    file: str
    line: int
    function: str
    code: str
    own: bool


class TeamFault(Exception):
    """A team did what it may not. ``seconds`` is what the call had taken.

    ``error`` is the name of the exception's class, ``module`` the name of a module that could
    not be imported; both are empty where they do not apply.
    """

    def __init__(
        self,
        kind: FaultKind,
        message: str,
        *,
        error: str = "",
        module: str = "",
        traceback: tuple[Frame, ...] = (),
        seconds: float = 0.0,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.error = error
        self.module = module
        self.traceback = traceback
        self.seconds = seconds


@dataclass(frozen=True)
class TeamSetup:
    """What a team is told before it is loaded.

    ``options`` are passed to createTeam as keywords; ``random_key`` seeds the team's ``random``.
    ``seconds`` is more than both agents may take together in the whole match. ``patient`` says that
    time in which the machine lets the team wait is not counted; else there is a hard deadline.
    """

    red: bool
    layout: Layout
    rules: Rules
    length: int
    random_key: str
    options: Mapping[str, str | int] = field(default_factory=dict)
    seconds: float = 2_000.0
    patient: bool = True

    @property
    def agents(self) -> tuple[int, int]:
        """The indices of the team's two agents."""
        return (0, 2) if self.red else (1, 3)


@dataclass(frozen=True)
class Output:
    """What a team printed, head and tail of it if ``truncated``."""

    stdout: str = ""
    stderr: str = ""
    truncated: bool = False


class Team(Protocol):
    """One team in one match. Every call takes at most ``seconds`` (where that can be enforced).

    Each returns the seconds it took and raises ``TeamFault`` when the team is at fault,
    ``HostFault`` when the machine is. After a fault only ``close`` and ``output`` may be called.
    """

    @property
    def fuel(self) -> int | None:
        """The fuel of all its calls so far; None where time is not counted in fuel."""

    def ready(self) -> None:
        """Wait until it can be asked. That takes time of the machine, not of the team."""

    def load(self, seconds: float) -> float:
        """Import the team's file."""

    def create(self, seconds: float) -> float:
        """Call its createTeam or create_team."""

    def start(self, agent: int, state: State, seconds: float) -> float:
        """Call ``agent``'s registerInitialState with the whole initial state."""

    def act(self, agent: int, observation: Observation, seconds: float) -> tuple[str, float]:
        """Ask ``agent`` for an action; any short string may come back."""

    def final(self, agent: int, state: State, seconds: float) -> float:
        """Tell ``agent`` how the match ended."""

    def close(self) -> None:
        """End the team and everything it started; may be called twice."""

    def output(self) -> Output:
        """What the team has printed so far."""
