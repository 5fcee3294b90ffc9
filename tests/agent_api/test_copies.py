"""What each way of copying a state keeps, and what it shares."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from pacman_engine.agent_api.agent_states import Configuration
from pacman_engine.agent_api.game_state import GameState
from tests.agent_api.boards import small_state

EXACT = [copy.deepcopy, lambda state: pickle.loads(pickle.dumps(state))]
EXACT_IDS = ["deepcopy", "pickle"]
OWN = [GameState.deepCopy, GameState]
OWN_IDS = ["deepCopy", "constructor"]


@pytest.mark.parametrize("twin", EXACT, ids=EXACT_IDS)
def test_exact_copies_keep_what_was_added(twin: Any) -> None:
    state: Any = small_state()
    state.note, state.data.note, state.getAgentState(1).note = ["a"], ["b"], ["c"]
    other = twin(state)
    assert (other.note, other.data.note, other.getAgentState(1).note) == (["a"], ["b"], ["c"])
    other.note.append("more")
    other.getAgentState(1).note.append("more")
    assert (state.note, state.getAgentState(1).note) == (["a"], ["c"])


@pytest.mark.parametrize("twin", OWN, ids=OWN_IDS)
def test_the_apis_own_copies_leave_additions_behind(twin: Any) -> None:
    state: Any = small_state()
    state.note = state.data.note = "mine"
    other = twin(state)
    assert not hasattr(other, "note")
    assert not hasattr(other.data, "note")


def test_written_walls_are_kept_by_exact_copies_and_by_successors_alone() -> None:
    state = small_state()
    state.getWalls()[2][6] = True
    for other in (copy.deepcopy(state), GameState(state), state.generateSuccessor(1, "Stop")):
        assert other.hasWall(2, 6)
        assert other.getLegalActions(0) == ["South", "Stop"]
    assert not state.deepCopy().hasWall(2, 6)  # reads the layout's text again
    assert state.deepCopy().getLegalActions(0) == ["South", "East", "Stop"]


@pytest.mark.parametrize("twin", [*EXACT, GameState.deepCopy], ids=[*EXACT_IDS, "deepCopy"])
def test_copies_share_nothing_that_can_be_written(twin: Any) -> None:
    state = small_state()
    state.getAgentState(0), state.getWalls()[1][1], state.getCapsules(), state.data.food
    other = twin(state)
    other.getWalls()[2][2] = True
    other.getCapsules().clear()
    other.data.food[1][1] = True
    other.getAgentState(0).configuration.pos = (9, 9)
    other.getAgentState(0).start.pos = (9, 9)
    other.redTeam.clear()
    other.agentDistances.append(1)
    assert state == small_state()
    assert not state.hasWall(2, 2)
    assert state.getAgentState(0).start.pos == (1, 6)
    assert (state.redTeam, state.agentDistances) == ([0, 2], [])


def test_successors_share_with_their_parent_what_the_original_shares() -> None:
    state = small_state()
    after = state.generateSuccessor(0, "East")
    assert after.getWalls() is state.getWalls()
    assert after.data.layout is state.data.layout
    assert after.agentDistances is state.agentDistances
    assert after.redTeam is state.redTeam
    assert after.getAgentState(1).start is state.getAgentState(1).start
    assert after.getCapsules() is not state.getCapsules()
    assert after.getAgentState(1) is not state.getAgentState(1)


def test_a_shallow_copy_of_the_data_shares_its_parts_but_not_its_numbers() -> None:
    data = small_state().data
    other = copy.copy(data)
    assert other.agentStates is data.agentStates
    assert other.food is data.food
    other.score = 5
    assert data.score == 0


def test_an_agent_state_copies_its_flags_and_shares_its_place() -> None:
    agent = small_state().getAgentState(2)
    agent.scaredTimer, agent.numCarrying, agent.numReturned, agent.isPacman = 3, 4, 5, True
    other = agent.copy()
    assert other.configuration is agent.configuration
    assert other.start is agent.start
    flags = (other.scaredTimer, other.numCarrying, other.numReturned, other.isPacman)
    assert flags == (3, 4, 5, True)
    other.configuration = Configuration((5, 5), "East")
    assert agent.getPosition() == (1, 1)


def test_the_flags_of_the_eaten_can_be_read_and_written() -> None:
    data = small_state().data
    assert data._eaten == [False] * 4
    data._eaten[1] = True
    assert data._eaten[1]
    data._eaten = [True] * 4
    assert data._eaten == [True] * 4
