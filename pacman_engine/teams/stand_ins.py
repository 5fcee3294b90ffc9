"""Teams of our own for checks: one that stands still, and one that watches a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pacman_engine.observation import Observation
from pacman_engine.state import State
from pacman_engine.teams.driver import Output, Team, TeamFault, TeamSetup


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


@dataclass
class Account:
    """What a team has taken, in the seconds of its backend.

    ``startup`` is by agent, load and createTeam charged to the first; ``moves`` has
    (agent, seconds) of every answer in its order; ``calls`` sums up by kind of call.
    """

    startup: dict[int, float] = field(default_factory=dict)
    moves: list[tuple[int, float]] = field(default_factory=list)
    calls: dict[str, float] = field(default_factory=dict)
    fault: TeamFault | None = None

    def start(self, agent: int, seconds: float) -> None:
        """Charge a step of an agent's start-up."""
        self.startup[agent] = self.startup.get(agent, 0.0) + seconds

    def call(self, name: str, seconds: float) -> None:
        """Charge a call of this kind."""
        self.calls[name] = self.calls.get(name, 0.0) + seconds


class Watched:
    """A real team whose calls are written down in an ``account``; see ``driver.Team``.

    ``reached(call, account)`` is told when load and create are done.
    """

    def __init__(
        self,
        team: Team,
        setup: TeamSetup,
        account: Account,
        reached: Callable[[str, Account], None],
    ) -> None:
        self._team = team
        self._first = setup.agents[0]
        self._reached = reached
        self.account = account

    @property
    def fuel(self) -> int | None:
        """The fuel of all its calls so far, where time is fuel."""
        return self._team.fuel

    def ready(self) -> None:
        """Wait until the team can be asked."""
        self._team.ready()

    def load(self, seconds: float) -> float:
        """Import the team's file."""
        return self._begin("load", self._team.load, seconds)

    def create(self, seconds: float) -> float:
        """Call its createTeam or create_team."""
        return self._begin("create", self._team.create, seconds)

    def _begin(self, name: str, call: Callable[[float], float], seconds: float) -> float:
        with self._noting(name):
            taken = call(seconds)
        self.account.start(self._first, taken)
        self.account.call(name, taken)
        self._reached(name, self.account)
        return taken

    def start(self, agent: int, state: State, seconds: float) -> float:
        """Call ``agent``'s registerInitialState."""
        with self._noting("start"):
            taken = self._team.start(agent, state, seconds)
        self.account.start(agent, taken)
        self.account.call("start", taken)
        return taken

    def act(self, agent: int, observation: Observation, seconds: float) -> tuple[str, float]:
        """Ask ``agent`` for an action."""
        with self._noting("act"):
            action, taken = self._team.act(agent, observation, seconds)
        self.account.moves.append((agent, taken))
        self.account.call("act", taken)
        return action, taken

    def final(self, agent: int, state: State, seconds: float) -> float:
        """Tell ``agent`` how it ended."""
        with self._noting("final"):
            return self._team.final(agent, state, seconds)

    @contextmanager
    def _noting(self, name: str) -> Iterator[None]:
        try:
            yield
        except TeamFault as fault:
            self.account.fault = fault
            self.account.call(name, fault.seconds)
            raise

    def close(self) -> None:
        """End the team."""
        self._team.close()

    def output(self) -> Output:
        """What the team has printed so far."""
        return self._team.output()
