"""`AgentRules` on the states of students, and what only they can move: agents put anywhere."""

from __future__ import annotations

import copy
import pickle
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.agent_api.agent_rules import AgentRules
from pacman_engine.agent_api.agent_states import AgentState, Configuration
from pacman_engine.agent_api.capture_agent import CaptureAgent
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.agent_api.reflex_agents import ReflexCaptureAgent
from pacman_engine.rules import CLASSIC, MODERN, Rules
from tests.agent_api.boards import small_state
from tests.agent_api.test_states import everything


def put(state: GameState, agent: int, pos: Any, direction: str = "Stop", **flags: Any) -> None:
    """Place an agent as students do."""
    who = state.getAgentState(agent)
    who.configuration = Configuration(pos, direction)
    for name, value in flags.items():
        setattr(who, name, value)


def crowd(rules: Rules, seed: int) -> GameState:
    """Everybody somewhere in the middle, with all that can happen about to happen."""
    state, source = small_state(rules), random.Random(seed)
    for agent in range(4):
        cell = source.choice([(x, y) for x in range(5, 9) for y in (3, 4)])
        pacman = (cell[0] < 7) != (agent % 2 == 0)
        carrying = source.randrange(4) if pacman else 0
        timer = source.choice([0, 0, 1, 2, 40])
        put(state, agent, cell, isPacman=pacman, numCarrying=carrying, scaredTimer=timer)
    return state


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([CLASSIC, MODERN]))
def test_moves_by_hand_and_by_the_core_agree(seed: int, rules: Rules) -> None:
    state, source = crowd(rules, seed), random.Random(seed)
    for number in range(12):
        agent = number % 4
        action = source.choice(state.getLegalActions(agent))
        by_core = state.generateSuccessor(agent, action)
        assert not by_core.data._odd
        state.data._odd = True
        by_hand = state.generateSuccessor(agent, action)
        assert everything(by_hand) == everything(by_core)
        state = by_core


def test_between_two_cells_only_the_way_on_is_legal_and_keeps_the_half() -> None:
    state = small_state()
    put(state, 0, (2.5, 6), "East")
    assert state.getLegalActions(0) == ["East"]
    after = state.generateSuccessor(0, "East")
    assert after.getAgentState(0).getPosition() == (3.5, 6.0)
    assert after.getAgentPosition(0) == (3, 6)
    assert after.getLegalActions(0) == ["East"]
    with pytest.raises(Exception, match=r"^Illegal action Stop$"):
        after.generateSuccessor(0, "Stop")
    last = after.generateSuccessor(1, "Stop").generateSuccessor(0, "East")
    assert last.getAgentState(0).getPosition() == (4.5, 6.0)


def test_half_a_cell_apart_is_a_collision() -> None:
    state = small_state()
    put(state, 0, (8.5, 3), "East", isPacman=True, numCarrying=1)
    put(state, 1, (8, 4), "South")
    after = state.generateSuccessor(1, "South")
    assert after.getAgentState(0).getPosition() == (1, 6)
    assert after.getAgentState(0).numCarrying == 0
    assert len(after.data._foodAdded or []) == 1


def test_dots_are_only_eaten_from_the_cell_or_near_it() -> None:
    state = small_state()
    put(state, 0, (9.5, 3), "East", isPacman=True)
    assert (10, 3) in state.data.food.asList()
    after = state.generateSuccessor(0, "East")  # to 10.5, whose nearest cell is 11
    assert (10, 3) in after.data.food.asList()
    put(state, 0, (8.5, 3), "East")
    after = state.generateSuccessor(0, "East")
    assert after.data._foodEaten == (10, 3)
    assert after.getAgentState(0).numCarrying == 0  # nobody stands on the cell itself


@pytest.mark.parametrize(
    "twin",
    [
        GameState.deepCopy,
        copy.deepcopy,
        GameState,
        lambda state: pickle.loads(pickle.dumps(state)),
        lambda state: state.generateSuccessor(1, "Stop"),
    ],
    ids=["deepCopy", "deepcopy", "constructor", "pickle", "successor"],
)
def test_copies_keep_positions_between_cells(twin: Any) -> None:
    state = small_state()
    put(state, 0, (2.5, 6), "East")
    other = twin(state)
    assert other.getAgentState(0).getPosition() == (2.5, 6)
    assert other.getLegalActions(0) == ["East"]


def test_states_that_differ_by_half_a_cell_are_different() -> None:
    one, other = small_state(), small_state()
    put(one, 0, (2, 6))
    put(other, 0, (2.5, 6))
    assert one != other
    assert other == copy.deepcopy(other)
    assert hash(other) == hash(copy.deepcopy(other))


def test_a_start_that_was_written_to_is_where_the_agent_comes_back() -> None:
    state = small_state()
    state.getAgentState(0).start = Configuration((2, 3), "Stop")
    put(state, 0, (8, 4), "East", isPacman=True)
    put(state, 1, (8, 3), "North")
    after = state.generateSuccessor(1, "North")
    assert after.getAgentState(0).getPosition() == (2, 3)
    assert after.getAgentState(0).start.pos == (2, 3)
    assert after.getInitialAgentPosition(0) == (1, 6)


def test_an_agent_put_on_a_wall_walks_off_it() -> None:
    state = small_state()
    put(state, 1, (5, 5))
    assert state.getLegalActions(1) == ["North", "South"]
    assert state.generateSuccessor(1, "North").getAgentPosition(1) == (5, 6)


def test_a_pacman_that_dies_twice_in_a_move_raises_as_on_the_original() -> None:
    state = small_state()
    put(state, 0, (8, 4), "South", isPacman=True)
    put(state, 1, (8, 3))
    put(state, 3, (1, 6))  # on agent 0's start, but not flagged as a Pacman
    with pytest.raises(Exception, match="this agent isnt a pacman"):
        state.generateSuccessor(0, "South")


def test_numbers_of_other_libraries_are_positions_too() -> None:
    class Whole(int):
        """As numpy's integers: an int by its value."""

    class Real(float):
        """As numpy's floats."""

    state = small_state()
    put(state, 0, (Real(3.0), Real(6.0)), "East")
    put(state, 2, (Whole(3), Whole(1)), "East")
    after = state.generateSuccessor(0, "East").generateSuccessor(2, "East")
    assert [after.getAgentPosition(i) for i in (0, 2)] == [(4, 6), (4, 1)]


def test_the_parts_of_a_move_can_be_called_one_by_one() -> None:
    state: Any = small_state()
    AgentRules.applyAction(state, "East", 0)
    assert state.getAgentState(0).getPosition() == (2.0, 6.0)
    put(state, 0, (8, 4), isPacman=True, numCarrying=2, scaredTimer=1)
    put(state, 1, (8, 4))
    assert AgentRules.getLegalActions(state, 0) == ["South", "East", "West", "Stop"]
    AgentRules.checkDeath(state, 1)
    assert state.getAgentState(0).getPosition() == (1, 6)
    assert len(state.data._foodAdded) == 2
    assert state.data.food.count() == 12
    AgentRules.consume((8, 1), state, True)
    assert state.getCapsules() == [(5, 6)]
    assert state.getAgentState(1).scaredTimer == state.getAgentState(3).scaredTimer == 40
    AgentRules.decrement_timer(state.getAgentState(1))  # type: ignore[attr-defined]
    assert state.getAgentState(1).scaredTimer == 39


def test_only_a_pacman_can_drop_its_dots() -> None:
    ghost = AgentState(Configuration((1, 1), "Stop"), False)
    with pytest.raises(Exception, match=r"^something is seriously wrong"):
        AgentRules.dumpFoodFromDeath(small_state(), ghost, 0)


def test_illegal_actions_are_plain_exceptions() -> None:
    for action in ("West", None, 3):
        with pytest.raises(Exception, match=f"^Illegal action {action}$") as caught:
            small_state().generateSuccessor(0, action)  # type: ignore[arg-type]
        assert type(caught.value) is Exception


def test_an_agent_between_two_cells_goes_on_without_choosing() -> None:
    class Chooser(CaptureAgent):
        def chooseAction(self, gameState: Any) -> str:
            raise AssertionError("nothing to choose")

    state = small_state()
    put(state, 0, (2.5, 6), "East")
    agent = Chooser(0)
    agent.registerInitialState(state)
    assert agent.getAction(state) == "East"
    assert agent.getCurrentObservation() is state
    assert agent.getMazeDistance((2.5, 6), (4, 6)) == 1.5


def test_the_stock_agents_look_one_step_further_from_between_two_cells() -> None:
    state = small_state()
    put(state, 0, (2.5, 6), "East")
    successor = ReflexCaptureAgent(0).getSuccessor(state, "East")
    assert successor.getAgentState(0).getPosition() == (4.5, 6.0)
