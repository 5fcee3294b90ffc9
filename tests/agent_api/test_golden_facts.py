"""Small results of the original's API, one by one."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from pacman_engine.agent_api.agent_states import Configuration
from pacman_engine.agent_api.containers import PriorityQueue
from pacman_engine.agent_api.counter import Counter
from pacman_engine.agent_api.directions import Actions
from pacman_engine.agent_api.distancer import Distancer
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.agent_api.plane import nearestPoint
from tests.agent_api.boards import GOLDEN, golden_state, records

FACTS: dict[str, Any] = json.loads((GOLDEN / "api_facts.json").read_text(encoding="utf-8"))


@pytest.fixture
def state() -> GameState:
    return golden_state()


@pytest.fixture
def hidden(state: GameState) -> GameState:
    """An observation of agent 0, who sees no enemy from the start."""
    return state.makeObservation(0)


def counter() -> Counter:
    return Counter(FACTS["counter_items"])


def raised(call: Any) -> str:
    with pytest.raises(Exception) as caught:  # noqa: PT011 (the text is compared)
        call()
    return repr(caught.value)


def test_a_counter_computes_as_on_the_original() -> None:
    other = Counter({"a": 2, "z": 5})
    assert counter().argMax() == FACTS["argMax_tie"]
    assert counter().totalCount() == FACTS["totalCount"]
    assert counter() * other == FACTS["mul"]
    assert counter() + other == FACTS["add"]
    assert counter() - other == FACTS["sub"]


def test_a_counter_normalizes_and_divides_as_on_the_original() -> None:
    one = counter()
    one.normalize()
    assert one == FACTS["normalized"]
    one.divideAll(2)
    assert one == FACTS["divideAll2"]


def test_reading_a_missing_key_stores_zero_but_get_does_not() -> None:
    one = Counter()
    assert one.get("q") is FACTS["get_missing"]
    assert one["q"] == 0
    assert one == FACTS["getitem_inserts"]


def test_keys_are_sorted_by_value_largest_first() -> None:
    assert counter().sortedKeys() == ["b", "c", "a", "d"]


def test_points_are_rounded_as_on_the_original() -> None:
    for point, nearest in FACTS["nearestPoint"]:
        assert nearestPoint(tuple(point)) == tuple(nearest)
    assert list(nearestPoint((-1.5, -0.5))) == FACTS["nearestPoint_neg"]


def test_positions_are_integers_at_the_start_and_floats_after_a_move(state: GameState) -> None:
    assert str(state.getAgentState(0)) == FACTS["str_agentState0"]
    after = state.generateSuccessor(0, "North")
    assert str(after.getAgentState(0)) == FACTS["str_agentState0_after_north"]
    assert str(after.getAgentState(0).getPosition()) == FACTS["pos_after_north"]
    assert str(after.getAgentPosition(0)) == FACTS["getAgentPosition_after_north"]


def test_legal_actions_come_in_the_original_order(state: GameState) -> None:
    assert state.getLegalActions(0) == FACTS["legal_order"]


def test_copies_are_equal_and_the_time_left_does_not_count(state: GameState) -> None:
    other = state.deepCopy()
    assert other == state
    other.data.timeleft = 7
    assert other == state
    assert state.data.timeleft == 1200


def test_the_probability_of_a_noisy_distance(state: GameState) -> None:
    for noisy, probability in FACTS["getDistanceProb"]:
        assert state.getDistanceProb(10, noisy) == pytest.approx(probability)


def test_a_full_state_has_no_noisy_distances(state: GameState) -> None:
    assert state.getAgentDistances() == FACTS["agentDistances_full_state"]


def test_a_distance_from_a_wall_or_from_nowhere_raises_as_on_the_original(state: GameState) -> None:
    distancer = Distancer(state.data.layout)
    distancer.getMazeDistances()
    assert raised(lambda: distancer.getDistance((0, 0), (1, 1))) == FACTS["distance_wall"]
    assert raised(lambda: distancer.getDistance(None, (1, 1))) == FACTS["distance_None"]


def test_a_distance_from_between_two_cells_adds_the_way_to_the_cell(state: GameState) -> None:
    distancer = Distancer(state.data.layout)
    distancer.getMazeDistances()
    assert distancer.getDistance((1, 1.5), (1, 3)) == FACTS["distance_half"]


def test_a_float_is_no_index_of_a_grid(state: GameState) -> None:
    assert raised(lambda: state.getWalls()[1.0][1]) == FACTS["grid_float_index"]


def test_an_unseen_enemy_cannot_be_simulated(hidden: GameState) -> None:
    assert raised(lambda: hidden.getLegalActions(1)) == FACTS["legal_of_unseen"]
    assert raised(lambda: hidden.generateSuccessor(1, "Stop")) == FACTS["succ_of_unseen"]
    assert raised(lambda: hidden.getAgentState(1).getDirection()) == FACTS["dir_of_unseen"]
    assert hidden.getAgentPosition(1) is FACTS["pos_of_unseen"]
    assert hidden.getAgentState(1).isPacman is FACTS["isPacman_of_unseen"]
    # asked again after its AgentState was looked at
    assert raised(lambda: hidden.getLegalActions(1)) == FACTS["legal_of_unseen"]
    assert raised(lambda: hidden.generateSuccessor(1, "Stop")) == FACTS["succ_of_unseen"]


def test_an_observation_of_an_observation_raises_as_on_the_original(hidden: GameState) -> None:
    assert raised(lambda: hidden.makeObservation(1)) == FACTS["makeObservation_of_observation"]


def test_actions_compute_as_on_the_original(state: GameState) -> None:
    neighbours = [list(cell) for cell in Actions.getLegalNeighbors((1, 2), state.getWalls())]
    assert neighbours == FACTS["getLegalNeighbors"]
    assert str(Actions.getSuccessor((1, 2), "East")) == FACTS["getSuccessor"]
    assert str(Actions.directionToVector("North", 0.5)) == FACTS["directionToVector"]
    between = Configuration((1.5, 2.0), "West")
    assert Actions.getPossibleActions(between, state.getWalls()) == FACTS["possible_half"]


def test_equal_priorities_leave_in_the_order_they_came() -> None:
    queue = PriorityQueue()
    for item, priority in (("a", 2), ("b", 1), ("c", 0)):
        queue.push(item, priority)
    assert [queue.pop() for _ in range(3)] == FACTS["pq_order"]


@pytest.mark.parametrize(
    "record",
    [r for r in records("observation.json.gz") if r["kind"] == "rng"],
    ids=lambda record: f"seed {record['seed']}",
)
def test_observations_draw_from_random_as_on_the_original(record: dict[str, Any]) -> None:
    state = golden_state()
    random.seed(record["seed"])
    assert random.randint(0, 1) == record["starter_after_seed"]
    random.seed(record["seed"])
    noisy = [state.makeObservation(i).getAgentDistances() for i in range(4)]
    assert noisy == record["noisy_4_observations_in_index_order_after_seed"]
    assert random.random() == record["next_random"]


def test_who_sees_whom_is_as_on_the_original() -> None:
    seen = [r for r in records("observation.json.gz") if r["kind"] == "visibility"]
    assert seen
    for record in seen:
        state = golden_state()
        for index, (x, y) in enumerate(record["positions"]):
            state.getAgentState(index).configuration = Configuration((x, y), "Stop")
        for index, expected in enumerate(record["seen_by_agent"]):
            observation = state.makeObservation(index)
            positions = [observation.getAgentPosition(i) for i in range(4)]
            assert [None if p is None else list(p) for p in positions] == expected


@pytest.mark.parametrize(
    "name", ["g40_classic_RANDOM8_CHAOS_BASE", "g42_rmit_RANDOM11_CHAOS_CHAOS"]
)
def test_recorded_observations_come_out_the_same(name: str) -> None:
    from pacman_engine.agent_api.facade import full_state
    from pacman_engine.layout import Layout
    from pacman_engine.rules import CLASSIC, MODERN
    from pacman_engine.state import State

    header, *moves = records(f"{name}.json.gz")
    rules = CLASSIC if header["family"] == "A" else MODERN
    layout = Layout.parse("\n".join(header["layout"]))
    state = full_state(State.initial(layout, rules, header["length"]))
    compared = 0
    for number, move in enumerate(moves):
        for index, expected in move.get("obs", {}).items():
            random.seed(4 * number + int(index))
            observation = state.makeObservation(int(index))
            positions = [observation.getAgentState(i).getPosition() for i in range(4)]
            assert [None if p is None else list(p) for p in positions] == expected["pos"]
            assert observation.getAgentDistances() == expected["noisy"]
            compared += 1
        assert state.getLegalActions(move["i"]) == move["legal"]
        state = state.generateSuccessor(move["i"], move["a"])
        shown = [state.getAgentState(i).getPosition() for i in range(4)]
        assert repr([list(p) for p in shown]) == repr(move["pos"])
    assert compared > 100
