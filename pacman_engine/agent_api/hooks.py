"""What a driver calls on a loaded team: the right spelling of every hook, in one small adapter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pacman_engine.agent_api.capture_agent import CaptureAgent, Spelling
from pacman_engine.agent_api.game_state import GameState

_FACTORIES = {Spelling.CAMEL: "createTeam", Spelling.SNAKE: "create_team"}


class NoTeam(Exception):
    """The module defines no factory, or the factory did not return two agents."""


class TeamHooks:
    """A loaded team module. `spelling` tells by which names its agents are called.

    Exceptions of student code pass through unchanged (SystemExit too).
    """

    def __init__(self, module: Any) -> None:
        """`module` is anything with the attribute `createTeam` or `create_team`."""
        self.module = module
        self.spelling = team_spelling(module)

    def make_team(
        self, first: int, second: int, is_red: bool, options: Mapping[str, Any] | None = None
    ) -> list[Any]:
        """The two agents, made by the team's factory. Raises `NoTeam` if they are not two."""
        factory = getattr(self.module, _FACTORIES[self.spelling])
        made = factory(first, second, is_red, **(options or {}))
        agents = list(made) if isinstance(made, (list, tuple)) else []
        if len(agents) != 2 or None in agents:
            name = _FACTORIES[self.spelling]
            raise NoTeam(f"{name} must return a list of two agents; it returned {made!r:.200}")
        for agent in agents:
            if isinstance(agent, CaptureAgent):
                agent._spelling = self.spelling
        return agents

    def start(self, agent: Any, state: GameState) -> None:
        """`registerInitialState` with the true state, if the agent has it."""
        self._call(agent, "registerInitialState", state)

    def observe(self, agent: Any, state: GameState) -> GameState:
        """The agent's own view of a state; the state itself if it has no `observationFunction`.

        The stock function leaves an observation that the referee cut as it is.
        """
        hook = getattr(agent, self.spelling.name_of("observationFunction"), None)
        if hook is None or (state._delivered_to is not None and _is_stock(agent, hook)):
            return state
        seen: GameState = hook(state)
        return seen

    def choose(self, agent: Any, observation: GameState) -> Any:
        """The agent's action for an observation: whatever it returns, unchecked."""
        return getattr(agent, self.spelling.name_of("getAction"))(observation)

    def act(self, agent: Any, state: GameState) -> Any:
        """`observe`, then `choose`."""
        return self.choose(agent, self.observe(agent, state))

    def final(self, agent: Any, state: GameState) -> None:
        """`final` with the last state, if the agent has it."""
        self._call(agent, "final", state)

    def _call(self, agent: Any, camel: str, state: GameState) -> None:
        hook = getattr(agent, self.spelling.name_of(camel), None)
        if hook is not None:
            hook(state)


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


def _is_stock(agent: Any, hook: Any) -> bool:
    stock = (CaptureAgent.observationFunction,)
    return isinstance(agent, CaptureAgent) and getattr(hook, "__func__", None) in stock
