"""How a driver calls a team, by the spelling of its factory."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from pacman_engine.agent_api import hooks
from pacman_engine.agent_api.capture_agent import CaptureAgent
from pacman_engine.agent_api.facade import full_state, observed_state
from pacman_engine.agent_api.spelling import Spelling
from pacman_engine.observation import observe
from pacman_engine.rules import MODERN
from pacman_engine.state import State
from tests.agent_api.boards import small_board


class Both(CaptureAgent):
    """Says by which names it was called."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.calls: list[str] = []

    def registerInitialState(self, gameState: Any) -> None:
        self.calls.append("registerInitialState")

    def register_initial_state(self, game_state: Any) -> None:
        self.calls.append("register_initial_state")

    def chooseAction(self, gameState: Any) -> str:
        self.calls.append("chooseAction")
        return "Stop"

    def choose_action(self, game_state: Any) -> str:
        self.calls.append("choose_action")
        return "Stop"

    def final(self, gameState: Any) -> None:
        self.calls.append("final")


def team(**functions: Any) -> ModuleType:
    module = ModuleType("someTeam")
    vars(module).update(functions)
    return module


def make_both(first: int, second: int, is_red: bool, **options: Any) -> list[Any]:
    return [Both(first), Both(second)]


def core() -> State:
    return State.initial(small_board(), MODERN, 300)


@pytest.mark.parametrize(
    ("factory", "called"),
    [
        ("createTeam", ["registerInitialState", "chooseAction", "final"]),
        ("create_team", ["register_initial_state", "choose_action", "final"]),
    ],
)
def test_hooks_are_called_by_the_spelling_of_the_factory(factory: str, called: list[str]) -> None:
    first, _ = hooks.make_team(team(**{factory: make_both}), 0, 2, True)
    first.start(full_state(core()))
    assert first.act(observed_state(observe(core(), 0, (0,) * 4))) == "Stop"
    first.final(full_state(core()))
    assert first.agent.calls == called


def test_indices_side_and_options_reach_the_factory() -> None:
    seen: list[Any] = []

    def createTeam(*arguments: Any, **options: Any) -> list[Any]:
        seen.extend([arguments, options])
        return [Both(1), Both(3)]

    hooks.make_team(team(createTeam=createTeam), 1, 3, False, {"depth": "4"})
    assert seen == [(1, 3, False), {"depth": "4"}]


def test_a_module_without_a_factory_is_no_team() -> None:
    with pytest.raises(hooks.NoTeam, match="neither createTeam nor create_team"):
        hooks.make_team(team(), 0, 2, True)


@pytest.mark.parametrize("made", [None, [], [None, None], [Both], 7])
def test_a_factory_must_return_two_agents(made: Any) -> None:
    with pytest.raises(hooks.NoTeam, match="must return a list of two agents"):
        hooks.make_team(team(createTeam=lambda *_: made), 0, 2, True)


def test_the_factory_that_a_file_defines_itself_decides() -> None:
    module = team(createTeam=make_both)

    def create_team(*_: Any) -> list[Any]:
        return []

    create_team.__module__ = "someTeam"
    vars(module)["create_team"] = create_team
    assert hooks.team_spelling(module) is Spelling.SNAKE


def test_an_agent_that_is_no_capture_agent_is_asked_for_actions_only() -> None:
    agent = SimpleNamespace(getAction=lambda state: "Stop")
    hooked = hooks.HookedAgent(agent, Spelling.CAMEL)
    hooked.start(full_state(core()))
    assert hooked.act(full_state(core())) == "Stop"
    hooked.final(full_state(core()))


def test_the_stock_observation_function_keeps_the_referees_observation() -> None:
    state = observed_state(observe(core(), 0, (3, 3, 3, 3)))
    assert hooks.HookedAgent(Both(0), Spelling.CAMEL).observe(state) is state


def test_an_own_observation_function_gets_the_observation_and_no_more() -> None:
    class Curious(Both):
        def observationFunction(self, gameState: Any) -> Any:
            assert gameState.getAgentPosition(1) is None
            self.calls.append("observed")
            return gameState.makeObservation(self.index)

    agent = Curious(0)
    state = observed_state(observe(core(), 0, (3, 3, 3, 3)))
    assert hooks.HookedAgent(agent, Spelling.CAMEL).act(state) == "Stop"
    assert agent.calls == ["observed", "chooseAction"]
    assert agent.getCurrentObservation().getAgentDistances() == state.getAgentDistances()


def test_a_full_state_is_observed_with_fresh_noise() -> None:
    seen = hooks.HookedAgent(Both(0), Spelling.CAMEL).observe(full_state(core()))
    assert seen.getAgentPosition(1) is None
    assert len(seen.getAgentDistances()) == 4
