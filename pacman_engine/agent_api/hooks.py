"""What a driver calls on a loaded team: every hook in the spelling that the team uses.

Exceptions of student code pass through unchanged, SystemExit too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pacman_engine.agent_api.capture_agent import CaptureAgent
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.agent_api.spelling import Spelling, spoken

_FACTORIES = {Spelling.CAMEL: "createTeam", Spelling.SNAKE: "create_team"}


class NoTeam(Exception):
    """The module defines no factory, or the factory did not return two agents."""


class HookedAgent:
    """One agent of a team: `start` once, `act` for every move, `final` at the end."""

    def __init__(self, agent: Any, spelling: Spelling) -> None:
        self.agent = agent
        self.spelling = spelling
        if isinstance(agent, CaptureAgent):
            agent._spelling = spelling

    def start(self, state: GameState) -> None:
        """`registerInitialState` with the true state, if the agent has it."""
        self._tell("registerInitialState", state)

    def act(self, state: GameState) -> Any:
        """Whatever the agent's `getAction` returns, unchecked, after its `observationFunction`."""
        with spoken(self.spelling):
            return self._hook("getAction")(self._observed(state))

    def observe(self, state: GameState) -> GameState:
        """The agent's view of a state: that of its `observationFunction`, if it has one.

        The stock function leaves an observation that the referee cut as it is.
        """
        with spoken(self.spelling):
            return self._observed(state)

    def _observed(self, state: GameState) -> GameState:
        name = self.spelling.name_of("observationFunction")
        if not hasattr(self.agent, name):
            return state
        if state._delivered_to is not None and self._is_stock(name):
            return state
        seen: GameState = self._hook("observationFunction")(state)
        return seen

    def final(self, state: GameState) -> None:
        """`final` with the last state, if the agent has it."""
        self._tell("final", state)

    def _hook(self, camel: str) -> Any:
        return getattr(self.agent, self.spelling.name_of(camel))

    def _tell(self, camel: str, state: GameState) -> None:
        if hasattr(self.agent, self.spelling.name_of(camel)):
            with spoken(self.spelling):
                self._hook(camel)(state)

    def _is_stock(self, name: str) -> bool:
        method = getattr(getattr(self.agent, name), "__func__", None)
        return method is getattr(CaptureAgent, name)


def make_team(
    module: Any, first: int, second: int, is_red: bool, options: Mapping[str, Any] | None = None
) -> list[HookedAgent]:
    """The two agents of a loaded team module, made by its `createTeam` or `create_team`.

    `options` are passed on as keywords. Raises `NoTeam` when there is no such function or when it
    does not return two agents.
    """
    spelling = team_spelling(module)
    name = _FACTORIES[spelling]
    with spoken(spelling):
        made = getattr(module, name)(first, second, is_red, **(options or {}))
    agents = list(made) if isinstance(made, (list, tuple)) else []
    if len(agents) != 2 or any(agent is None for agent in agents):
        raise NoTeam(f"{name} must return a list of two agents; it returned {made!r:.200}")
    return [HookedAgent(agent, spelling) for agent in agents]


def team_spelling(module: Any) -> Spelling:
    """The spelling of the factory that the module defines itself (or at least imports).

    Raises `NoTeam` when it has neither.
    """
    present = [spelling for spelling, name in _FACTORIES.items() if hasattr(module, name)]
    if not present:
        raise NoTeam(
            "The team file defines neither createTeam nor create_team. "
            "Add: def createTeam(firstIndex, secondIndex, isRed): return [...two agents...]"
        )
    name = getattr(module, "__name__", None)
    own = [s for s in present if getattr(module, _FACTORIES[s]).__module__ == name]
    return (own or present)[0]
