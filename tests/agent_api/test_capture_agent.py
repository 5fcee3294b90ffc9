"""What `CaptureAgent` gives to the agents derived from it."""

from __future__ import annotations

from typing import Any

import pytest

from pacman_engine.agent_api.capture_agent import CaptureAgent
from pacman_engine.agent_api.counter import Counter
from pacman_engine.rules import CLASSIC
from tests.agent_api.boards import small_state


class Still(CaptureAgent):
    def chooseAction(self, gameState: Any) -> str:
        return "Stop"


def started(index: int) -> Still:
    agent = Still(index)
    agent.registerInitialState(small_state())
    return agent


def test_each_side_looks_at_the_board_its_own_way() -> None:
    state = small_state()
    state.data.score = 4
    red, blue = started(0), started(3)
    assert (red.getTeam(state), red.getOpponents(state)) == ([0, 2], [1, 3])
    assert (blue.getTeam(state), blue.getOpponents(state)) == ([1, 3], [0, 2])
    assert (red.getScore(state), blue.getScore(state)) == (4, -4)
    assert red.getFood(state) == blue.getFoodYouAreDefending(state) == state.getBlueFood()
    assert red.getCapsules(state) == blue.getCapsulesYouAreDefending(state) == [(8, 1)]
    assert (red.agentsOnTeam, blue.agentsOnTeam) == ([0, 2], [1, 3])


def test_agents_are_told_their_team_under_modern_rules_only() -> None:
    agent = Still(0)
    agent.registerInitialState(small_state(CLASSIC))
    assert agent.agentsOnTeam is None
    assert started(0).agentsOnTeam == [0, 2]


def test_before_the_start_an_agent_behaves_as_blue() -> None:
    agent = Still(0)
    assert agent.red is None
    assert agent.getTeam(small_state()) == [1, 3]


def test_a_score_of_zero_is_plain_zero() -> None:
    assert repr(started(1).getScore(small_state())) == "0"


def test_observations_are_remembered_until_the_end() -> None:
    agent, state = started(0), small_state()
    with pytest.raises(IndexError):
        agent.getCurrentObservation()
    with pytest.raises(IndexError):
        agent.getPreviousObservation()
    agent.getAction(state)
    assert agent.getPreviousObservation() is None
    agent.getAction(small_state())
    assert agent.getPreviousObservation() is state
    agent.final(state)
    assert agent.observationHistory == []


def test_maze_distances_are_ready_after_the_start() -> None:
    assert started(0).getMazeDistance((4, 6), (4, 4)) == 4


def test_drawing_does_nothing_without_a_display() -> None:
    agent = started(0)
    agent.debugDraw((1, 1), [1, 0, 0])
    agent.debugDraw([(1, 1)], [1, 0, 0], clear=True)
    agent.debugClear()
    agent.displayDistributionsOverPositions([Counter({(1, 1): 1}), None])
    assert agent._distributions == [{(1, 1): 1}, None]
    with pytest.raises(Exception, match="Wrong type of distribution"):
        agent.displayDistributionsOverPositions([{(1, 1): 1}])  # type: ignore[list-item]


def test_an_agent_without_chooseAction_leaves_the_process(capsys: Any) -> None:
    with pytest.raises(SystemExit):
        CaptureAgent(0).getAction(small_state())
    assert "chooseAction" in capsys.readouterr().out
