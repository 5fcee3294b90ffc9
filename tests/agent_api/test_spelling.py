"""Every name in two spellings, one implementation behind both."""

from __future__ import annotations

from typing import Any

import pytest

from pacman_engine.agent_api.agent_states import AgentState, Configuration
from pacman_engine.agent_api.capture_agent import CaptureAgent
from pacman_engine.agent_api.containers import PriorityQueue
from pacman_engine.agent_api.reflex_agents import ReflexCaptureAgent
from pacman_engine.agent_api.spelling import is_camel, snake_case
from tests.agent_api.boards import small_state


@pytest.mark.parametrize(
    ("camel", "snake"),
    [
        ("getLegalActions", "get_legal_actions"),
        ("_foodEaten", "_food_eaten"),
        ("nSample", "n_sample"),
        ("getGrids2D", "get_grids_2D"),
        ("noisyDistance", "compute_noisy_distance"),
        ("agentsOnTeam", "agentsOnTeam"),
        ("priorityFunction", "priorityFunction"),
        ("SIGHT_RANGE", "SIGHT_RANGE"),
        ("Counter", "Counter"),
        ("index", "index"),
    ],
)
def test_names_become_snake_case_by_the_contest_rule(camel: str, snake: str) -> None:
    assert snake_case(camel) == snake


def test_only_camel_case_names_are_renamed() -> None:
    assert is_camel("getFood")
    assert not is_camel("get_food")
    assert not is_camel("Directions")


def test_attribute_pairs_stay_in_sync() -> None:
    agent: Any = AgentState(Configuration((1, 2), "Stop"), False)
    pairs = [
        ("isPacman", "is_pacman"),
        ("scaredTimer", "scared_timer"),
        ("numCarrying", "num_carrying"),
        ("numReturned", "num_returned"),
    ]
    for camel, snake in pairs:
        setattr(agent, snake, 3)
        assert getattr(agent, camel) == 3
        setattr(agent, camel, 5)
        assert getattr(agent, snake) == 5


def test_state_attributes_stay_in_sync() -> None:
    state: Any = small_state()
    assert state.red_team == state.redTeam == [0, 2]
    assert state.blue_team == state.blueTeam == [1, 3]
    state.agent_distances = [1, 2, 3, 4]
    assert state.getAgentDistances() == [1, 2, 3, 4]
    state.data.score_change = 2
    assert state.data.scoreChange == 2
    assert state.data.agent_states[0] is state.getAgentState(0)
    assert state.data.layout.total_food == state.data.layout.totalFood == 10
    assert state.data.layout.layout_text == state.data.layout.layoutText
    assert state.data.layout.agent_positions == state.data.layout.agentPositions
    after = state.generate_successor(0, "East")
    assert after.data._agent_moved == after.data._agentMoved == 0
    assert after.data._food_eaten is None


def test_an_observation_history_has_two_names() -> None:
    agent: Any = CaptureAgent(0)
    agent.observation_history.append("seen")
    assert agent.observationHistory == ["seen"]


def test_an_override_in_either_spelling_replaces_both() -> None:
    class Loud(PriorityQueue):
        def is_empty(self) -> str:
            return "who knows"

    assert Loud().isEmpty() == "who knows"

    class Quiet(PriorityQueue):
        def isEmpty(self) -> str:
            return "never"

    queue: Any = Quiet()
    assert queue.is_empty() == "never"


def test_getAction_reaches_an_overridden_choose_action() -> None:
    class Snake(CaptureAgent):
        def choose_action(self, game_state: Any) -> str:
            return "East"

    agent: Any = Snake(0)
    assert agent.getAction(small_state()) == "East"
    assert agent.get_action(small_state()) == "East"
    assert agent.chooseAction(small_state()) == "East"


def test_an_override_may_call_its_base_by_either_name() -> None:
    class Counted(CaptureAgent):
        calls = 0

        def getFood(self, gameState: Any) -> Any:
            self.calls += 1
            return super().getFood(gameState)

        def chooseAction(self, gameState: Any) -> str:
            food: Any = self.get_food(gameState)  # type: ignore[attr-defined]
            assert food.asList()
            return "Stop"

    agent = Counted(0)
    assert agent.getAction(small_state()) == "Stop"
    assert agent.calls == 1


def test_a_classic_agent_may_give_a_snake_case_name_its_own_meaning() -> None:
    class Classic(ReflexCaptureAgent):
        def get_features(self, question: str) -> str:
            return f"no {question}"

        def chooseAction(self, gameState: Any) -> str:
            assert self.get_features("idea") == "no idea"
            return super().chooseAction(gameState)

    agent = Classic(0)
    state = small_state()
    agent.registerInitialState(state)
    assert agent.getAction(state) in state.getLegalActions(0)


def test_a_contest_agent_may_keep_left_overs_that_are_never_called() -> None:
    class Contest(ReflexCaptureAgent):
        def chooseAction(self, gameState: Any) -> str:
            raise AssertionError("a left-over of the classic version")

        def getWeights(self, gameState: Any, action: str) -> Any:
            raise AssertionError("a left-over of the classic version")

        def choose_action(self, game_state: Any) -> str:
            action: str = ReflexCaptureAgent.chooseAction(self, game_state)
            return action

        def get_weights(self, game_state: Any, action: str) -> dict[str, int]:
            return {"successorScore": -1}

    from pacman_engine.agent_api.hooks import HookedAgent
    from pacman_engine.agent_api.spelling import Spelling

    state = small_state()
    agent = HookedAgent(Contest(0), Spelling.SNAKE)
    agent.start(state)
    assert agent.act(state) in state.getLegalActions(0)
