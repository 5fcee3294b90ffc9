"""The calls of a team as requests and replies, whatever carries them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from pacman_engine.faults import FaultKind
from pacman_engine.observation import Observation
from pacman_engine.state import State
from pacman_engine.teams.driver import Output, TeamFault, TeamSetup
from pacman_engine.teams.messages import observation_message, state_message
from pacman_engine.teams.replies import action_in, fault_in

KIND_OF_CALL = {
    "load": FaultKind.LOAD,
    "create": FaultKind.CREATE_TEAM,
    "start": FaultKind.START,
    "act": FaultKind.CRASH,
    "final": FaultKind.FINAL,
}
_NAMES = {
    "load": "Loading the file",
    "create": "createTeam",
    "start": "registerInitialState",
    "act": "The move",
    "final": "final",
}


class CallingTeam(ABC):
    """A ``driver.Team`` that turns each call into one request and reads one reply."""

    def __init__(self, setup: TeamSetup, main: str) -> None:
        self._setup = setup
        self._main = main

    @property
    def fuel(self) -> int | None:
        """The fuel of all its calls so far: not counted, unless a subclass does."""
        return None

    @abstractmethod
    def ask(self, request: list[Any], seconds: float) -> tuple[Any, float]:
        """Carry a request and bring back the reply and the seconds it took; TeamFault if none."""

    def ready(self) -> None:
        """Wait until the team can be asked: at once, unless a subclass has to start something."""
        return

    @abstractmethod
    def close(self) -> None:
        """End the team and everything it started; may be called twice."""

    @abstractmethod
    def output(self) -> Output:
        """What the team has printed so far."""

    def load(self, seconds: float) -> float:
        """Import the team's file."""
        return self._call(["load", setup_message(self._setup, self._main)], seconds)[1]

    def create(self, seconds: float) -> float:
        """Call its createTeam or create_team."""
        return self._call(["create"], seconds)[1]

    def start(self, agent: int, state: State, seconds: float) -> float:
        """Call ``agent``'s registerInitialState with the whole initial state."""
        return self._call(["start", agent, state_message(state)], seconds)[1]

    def act(self, agent: int, observation: Observation, seconds: float) -> tuple[str, float]:
        """Ask ``agent`` for an action; any short string may come back."""
        reply, taken = self._call(["act", agent, observation_message(observation)], seconds)
        action = action_in(reply)
        if action is None:
            raise call_fault("act", FaultKind.REPLY, "It sent a reply that is no action.", taken)
        return action, taken

    def final(self, agent: int, state: State, seconds: float) -> float:
        """Tell ``agent`` how the match ended."""
        return self._call(["final", agent, state_message(state)], seconds)[1]

    def _call(self, request: list[Any], seconds: float) -> tuple[Any, float]:
        reply, taken = self.ask(request, seconds)
        fault = fault_in(reply, KIND_OF_CALL[request[0]], taken)
        if fault is not None:
            raise fault
        return reply, taken


def setup_message(setup: TeamSetup, main: str) -> dict[str, Any]:
    """What a team is told before it is loaded, as plain JSON."""
    return {
        "main": main,
        "red": setup.red,
        "layout": setup.layout.text,
        "layout_name": setup.layout.name,
        "rules": setup.rules.name,
        # In this order wherever they come from: a store of documents may keep another.
        "options": dict(sorted(setup.options.items())),
        "random_key": setup.random_key,
    }


def call_fault(call: str, kind: FaultKind, message: str, seconds: float) -> TeamFault:
    """A fault in one of the calls; after the end of the match all faults are of kind FINAL."""
    return TeamFault(FaultKind.FINAL if call == "final" else kind, message, seconds=seconds)


def too_slow(call: str, limit: float, seconds: float) -> TeamFault:
    """The fault of a call that was not done after ``limit`` seconds."""
    kind = FaultKind.MOVE_TIME if call == "act" else KIND_OF_CALL[call]
    return call_fault(call, kind, f"{_NAMES[call]} was not done after {limit:.1f} s.", seconds)
