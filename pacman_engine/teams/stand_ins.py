"""Teams of our own for checks: one that stands still, and one in a hurry around a real one."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from pacman_engine.faults import FaultKind
from pacman_engine.observation import Observation
from pacman_engine.state import State
from pacman_engine.teams.driver import Output, Team, TeamFault, TeamSetup

_LEAST = 0.2  # seconds; an honest answer takes a few milliseconds, and machines may be busy


class TimeUp(Exception):
    """The deadline passed during a move that may still take longer by the rules."""


class Bystander:
    """A team whose agents stand still; see ``driver.Team``."""

    def __init__(self, setup: TeamSetup) -> None:
        self.setup = setup

    @property
    def fuel(self) -> None:
        """It runs in no sandbox."""

    def ready(self) -> None:
        """Nothing to wait for."""

    def load(self, seconds: float) -> float:
        """Nothing to import."""
        return 0.0

    def create(self, seconds: float) -> float:
        """Nothing to make."""
        return 0.0

    def start(self, agent: int, state: State, seconds: float) -> float:
        """Nothing to prepare."""
        return 0.0

    def act(self, agent: int, observation: Observation, seconds: float) -> tuple[str, float]:
        """Stand still."""
        return "Stop", 0.0

    def final(self, agent: int, state: State, seconds: float) -> float:
        """Nothing to learn."""
        return 0.0

    def close(self) -> None:
        """Nothing to end."""

    def output(self) -> Output:
        """It says nothing."""
        return Output()


class Hurried:
    """A team that must be done with everything by ``deadline`` (on the monotonic clock).

    It gets ``least`` seconds in any case, however long the machine took to start its process.
    A start-up that is not done is at fault; a move that is not raises ``TimeUp``, since it may be
    within its own limit. ``reached(call)`` is told when load and create are done; ``moves``
    counts the answers.
    """

    def __init__(
        self, team: Team, deadline: float, least: float, reached: Callable[[str], None]
    ) -> None:
        self._team = team
        self._deadline = deadline
        self._least = least
        self._reached = reached
        self.moves = 0

    def _left(self, seconds: float) -> float:
        return max(min(seconds, self._deadline - monotonic()), _LEAST)

    def late(self) -> bool:
        """Whether the deadline has passed."""
        return monotonic() >= self._deadline

    @property
    def fuel(self) -> int | None:
        """The fuel of all the team's calls so far."""
        return self._team.fuel

    def ready(self) -> None:
        """Wait until the team can be asked."""
        self._team.ready()
        self._deadline = max(self._deadline, monotonic() + self._least)

    def load(self, seconds: float) -> float:
        """Import the team's file."""
        self.ready()
        taken = self._team.load(self._left(seconds))
        self._reached("load")
        return taken

    def create(self, seconds: float) -> float:
        """Call its createTeam or create_team."""
        taken = self._team.create(self._left(seconds))
        self._reached("create")
        return taken

    def start(self, agent: int, state: State, seconds: float) -> float:
        """Call ``agent``'s registerInitialState."""
        return self._team.start(agent, state, self._left(seconds))

    def act(self, agent: int, observation: Observation, seconds: float) -> tuple[str, float]:
        """Ask ``agent`` for an action; TimeUp if the deadline comes before its own limit."""
        left = self._left(seconds)
        try:
            answer = self._team.act(agent, observation, left)
        except TeamFault as fault:
            if fault.kind is FaultKind.MOVE_TIME and left < seconds:
                raise TimeUp from fault
            raise
        self.moves += 1
        return answer

    def final(self, agent: int, state: State, seconds: float) -> float:
        """Tell ``agent`` how it ended."""
        return self._team.final(agent, state, self._left(seconds))

    def close(self) -> None:
        """End the team."""
        self._team.close()

    def output(self) -> Output:
        """What the team has printed so far."""
        return self._team.output()
