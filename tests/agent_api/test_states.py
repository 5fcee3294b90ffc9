"""`GameState` and its parts: agreement with the core, writes, copies, text."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.agent_api.agent_states import AgentState, Configuration
from pacman_engine.agent_api.boards import Layout
from pacman_engine.agent_api.facade import observed_state
from pacman_engine.agent_api.game_rules import halfGrid
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.observation import observe
from pacman_engine.rules import CLASSIC, MODERN, Rules, legal_actions, successor
from pacman_engine.state import State
from tests.agent_api.boards import golden_state, random_walk, small_board, small_state

few = settings(max_examples=15, deadline=None)
FAMILIES = st.sampled_from([CLASSIC, MODERN])
SEEDS = st.integers(0, 10**6)


def everything(state: GameState) -> Any:
    """All that an agent can read of a state."""
    data = state.data
    return (
        [
            (
                repr(a.getPosition()),
                a.configuration and a.configuration.direction,
                a.isPacman,
                a.scaredTimer,
                a.numCarrying,
                a.numReturned,
            )
            for a in data.agentStates
        ],
        data.food.asList(),
        list(data.capsules),
        data.score,
        data.scoreChange,
        data.timeleft,
        state.isOver(),
        data._foodEaten,
        data._foodAdded,
        data._capsuleEaten,
        data._agentMoved,
        str(state),
    )


def core_view(state: State) -> Any:
    def position(agent: Any) -> str:
        cell = (agent.x, agent.y)
        return repr(tuple(map(float, cell)) if agent.is_float else cell)

    return (
        [
            (position(a), a.direction, a.is_pacman, a.scared, a.carrying, a.returned)
            for a in state.agents
        ],
        state.layout.cells(state.food),
        list(state.capsules),
        state.score,
        state.score_change,
        state.timeleft,
        state.over,
        state.food_eaten,
        list(state.food_added) or None,
        state.capsule_eaten,
        state.agent_moved,
    )


@few
@given(SEEDS, FAMILIES)
def test_facade_and_core_agree_on_random_games(seed: int, rules: Rules) -> None:
    core = State.initial(small_board(), rules, 300)
    before: GameState | None = None
    for state in random_walk(small_state(rules), seed, 200):
        if before is not None:
            moved: Any = state.data._agentMoved
            action = _action_between(before, state, moved)
            assert before.getLegalActions(moved) == legal_actions(core, moved)
            core = successor(core, moved, action)
        assert everything(state)[:-1] == core_view(core)
        before = state


def _action_between(before: GameState, after: GameState, agent: int) -> str:
    replies = (
        action
        for action in before.getLegalActions(agent)
        if before.generateSuccessor(agent, action) == after
    )
    return next(replies)


@few
@given(SEEDS, FAMILIES)
def test_a_successor_never_changes_its_parent(seed: int, rules: Rules) -> None:
    for number, state in enumerate(random_walk(small_state(rules), seed, 60)):
        before = everything(state)
        for action in state.getLegalActions(number % 4):
            child = state.generateSuccessor(number % 4, action)
            child.getAgentState(0).scaredTimer = 99
            child.data.food[1][1] = True
            child.getCapsules().clear()
        assert everything(state) == before


@few
@given(SEEDS, FAMILIES)
def test_looking_at_a_state_changes_nothing_later(seed: int, rules: Rules) -> None:
    for looked in random_walk(small_state(rules), seed, 60):
        blind = looked.deepCopy()
        everything(looked)
        looked.getWalls()[1][1]
        agent = (seed + 1) % 4
        action = looked.getLegalActions(agent)[0]
        assert everything(looked.generateSuccessor(agent, action)) == everything(
            blind.generateSuccessor(agent, action)
        )


@few
@given(SEEDS)
def test_copies_are_equal_and_independent(seed: int) -> None:
    *_, state = random_walk(small_state(), seed, 40)
    for other in (
        state.deepCopy(),
        copy.deepcopy(state),
        GameState(state),
        pickle.loads(pickle.dumps(state)),
    ):
        assert other == state
        assert hash(other) == hash(state)
        assert str(other) == str(state)
        assert other.data.timeleft == state.data.timeleft
        before = everything(state)
        other.getAgentState(2).configuration = Configuration((2, 1), "East")
        other.data.score = 77
        assert everything(state) == before
        assert other != state


def test_an_enemy_placed_by_hand_is_simulated_from_there() -> None:
    state = small_state().makeObservation(0)
    assert state.getAgentPosition(1) is None
    state.data.agentStates[1] = AgentState(Configuration((12, 6), "Stop"), False)
    state.getAgentState(3).configuration = Configuration((9, 3), "West")
    assert state.getLegalActions(3) == ["North", "East", "West", "Stop"]
    after = state.generateSuccessor(3, "West")
    assert after.getAgentPosition(3) == (8, 3)
    assert after.getAgentPosition(1) == (12, 6)


def test_flags_written_by_hand_count_in_the_next_move() -> None:
    state = small_state()
    me = state.getAgentState(0)
    me.configuration = Configuration((7, 3), "West")
    me.isPacman = True
    me.numCarrying = 3
    after = state.generateSuccessor(0, "West")
    assert after.getScore() == 3
    assert after.getAgentState(0).numReturned == 3
    assert state.getScore() == 0


def test_a_wall_written_by_hand_stops_agents_of_this_state_only() -> None:
    state = small_state()
    free = state.deepCopy()
    state.data.layout.walls[2][6] = True
    assert "East" not in state.getLegalActions(0)
    assert state.hasWall(2, 6)
    with pytest.raises(Exception, match="Illegal action East"):
        state.generateSuccessor(0, "East")
    assert "East" in free.getLegalActions(0)
    assert "East" in small_state().getLegalActions(0)


def test_a_removed_wall_opens_the_way() -> None:
    state = small_state()
    state.getAgentState(0).configuration = Configuration((3, 6), "East")
    assert "South" in state.getLegalActions(0)
    state.getAgentState(0).configuration = Configuration((4, 6), "East")
    assert "South" not in state.getLegalActions(0)
    state.getWalls()[4][5] = False
    after = state.generateSuccessor(0, "South")
    assert after.getAgentPosition(0) == (4, 5)


def test_food_written_by_hand_can_be_eaten() -> None:
    state = small_state()
    state.getAgentState(0).configuration = Configuration((7, 3), "East")
    state.data.food[8][3] = True
    assert (8, 3) in state.getBlueFood().asList()
    assert state.generateSuccessor(0, "East").getAgentState(0).numCarrying == 1


def test_states_take_extra_attributes_and_are_keys() -> None:
    state: Any = small_state()
    state.note = ["mine"]
    assert copy.deepcopy(state).note == ["mine"]
    assert {state: 1}[small_state()] == 1
    assert state != None  # noqa: E711 (students write it so)


def test_the_text_shows_the_board_and_the_score() -> None:
    lines = str(small_state()).split("\n")
    assert lines[0] == "%" * 14
    assert lines[1] == "%G . o  .   G%"
    assert lines[-2:] == ["Score: 0", ""]
    state = small_state()
    state.getAgentState(0).configuration = Configuration((9, 4), "North")
    state.getAgentState(0).isPacman = True
    assert str(state).split("\n")[3] == "%  .   . v . %"


def test_each_side_has_its_food_and_capsules() -> None:
    state = small_state()
    board = state.data.food
    assert state.getRedFood() == halfGrid(board, True)
    assert state.getBlueFood() == halfGrid(board, False)
    assert state.getRedFood().count() + state.getBlueFood().count() == board.count()
    assert state.getRedCapsules() == [(5, 6)]
    assert state.getBlueCapsules() == [(8, 1)]
    assert state.getCapsules() is state.getCapsules()


def test_food_and_walls_are_asked_cell_by_cell() -> None:
    state = small_state()
    cells = [(x, y) for x in range(14) for y in range(8)]
    assert [c for c in cells if state.hasFood(*c)] == state.data.food.asList()
    assert [c for c in cells if state.hasWall(*c)] == state.getWalls().asList()
    assert state.hasWall(-1, 0)
    with pytest.raises(IndexError):
        state.hasWall(99, 0)


def test_the_teams_are_known() -> None:
    state = small_state()
    assert [state.isOnRedTeam(i) for i in range(4)] == [True, False, True, False]
    state.getRedTeamIndices().clear()
    assert state.getRedTeamIndices() == [0, 2]
    assert state.isRed((6, 1))
    assert not state.isRed(Configuration((7, 1), "Stop"))
    assert state.getInitialAgentPosition(1) == (12, 6)
    assert state.getNumAgents() == 4


def test_the_win_flag_lives_for_one_state() -> None:
    state = small_state()
    me = state.getAgentState(0)
    me.configuration, me.isPacman, me.numCarrying = Configuration((7, 3), "West"), True, 3
    over = state.generateSuccessor(0, "West")
    assert over.isOver()
    assert not over.deepCopy().isOver()
    assert not over.generateSuccessor(1, "Stop").isOver()


def test_an_illegal_action_raises_as_on_the_original() -> None:
    for action in ("West", "Up", None):
        with pytest.raises(Exception, match=f"Illegal action {action}"):
            small_state().generateSuccessor(0, action)  # type: ignore[arg-type]


def test_a_delivered_observation_can_be_observed_again_without_learning_more() -> None:
    core = State.initial(small_board(), MODERN, 300)
    state = observed_state(observe(core, 2, (1, 2, 3, 4)))
    again = state.makeObservation(2)
    assert again.getAgentDistances() == state.getAgentDistances()
    assert again.getAgentPosition(1) is None
    with pytest.raises(TypeError):
        state.makeObservation(0)


def test_observations_share_nothing_writable() -> None:
    core = State.initial(small_board(), MODERN, 300)
    first, second = (observed_state(observe(core, 0, (0,) * 4)) for _ in range(2))
    first.getWalls()[1][1] = True
    first.getAgentState(0).start.pos = (9, 9)
    first.getCapsules().clear()
    first.getAgentDistances().clear()
    assert not second.hasWall(1, 1)
    assert second.getAgentState(0).start.pos == (1, 6)
    assert len(second.getCapsules()) == 2
    assert core.capsules == small_board().capsules


def test_successors_keep_the_distances_of_their_observation() -> None:
    core = State.initial(small_board(), MODERN, 300)
    state = observed_state(observe(core, 0, (1, 2, 3, 4)))
    assert state.generateSuccessor(0, "Stop").getAgentDistances() == state.getAgentDistances()
    assert len(state.getAgentDistances()) == 4


def test_a_game_can_be_started_on_a_layout_of_ones_own() -> None:
    text = small_board().text.split("\n")
    state = GameState()
    state.initialize(Layout(text), 4)
    assert state == small_state()
    assert state.getRedTeamIndices() == [0, 2]
    named = Layout("small", text)
    assert (named.layout_name, named.totalFood) == ("small", 10)
    assert str(named) == small_board().text
    assert named.agentPositions == state.data.layout.agentPositions


def test_layouts_made_from_text_and_from_the_engine_say_the_same() -> None:
    ours = golden_state().data.layout
    theirs = Layout(list(ours.layoutText))
    for name in ("width", "height", "capsules", "agentPositions", "numGhosts", "totalFood"):
        assert getattr(theirs, name) == getattr(ours, name), name
    assert theirs.walls == ours.walls
    assert theirs.food == ours.food
    assert ours.isWall((0, 0))
    assert ours.deepCopy().walls == ours.walls
