"""What an agent's moves depend on without its author's knowing: orders, draws, equality, types."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from typing import Any

import pytest

from pacman_engine.agent_api.agent_states import AgentState, Configuration
from pacman_engine.agent_api.capture_agent import CaptureAgent
from pacman_engine.agent_api.containers import PriorityQueue, PriorityQueueWithFunction, Queue
from pacman_engine.agent_api.counter import Counter
from pacman_engine.agent_api.directions import Actions
from pacman_engine.agent_api.distancer import Distancer, computeDistances
from pacman_engine.agent_api.facade import full_state, observed_state
from pacman_engine.agent_api.game_state import GameState, noisyDistance
from pacman_engine.agent_api.grid import Grid
from pacman_engine.agent_api.modules import util
from pacman_engine.mazes import generate_maze
from pacman_engine.observation import observe
from pacman_engine.rules import MODERN
from pacman_engine.state import State
from tests.agent_api.boards import golden_state, random_walk, small_board, small_state

IN_ORDER = ["North", "South", "East", "West", "Stop"]


def test_legal_actions_come_in_one_order_everywhere() -> None:
    for number, state in enumerate(random_walk(golden_state(), 3, 80)):
        legal = state.getLegalActions(number % 4)
        assert legal == [action for action in IN_ORDER if action in legal]
        state.getWalls()[1][1]
        state.getAgentState(number % 4)
        assert state.getLegalActions(number % 4) == legal
        configuration: Any = state.getAgentState(number % 4).configuration
        assert Actions.getPossibleActions(configuration, state.getWalls()) == legal


def test_legal_actions_are_a_fresh_list_each_time() -> None:
    state = small_state()
    state.getLegalActions(0).remove("Stop")
    assert "Stop" in state.getLegalActions(0)


def test_dots_are_listed_by_column_and_upwards() -> None:
    state = golden_state()
    for grid in (state.getRedFood(), state.getBlueFood(), state.getWalls(), state.data.food):
        cells = grid.asList()
        assert cells == sorted(cells)
        grid[1][1]  # now the columns are the truth
        assert grid.asList() == cells
    assert state.getWalls().asList(False) == sorted(state.getWalls().asList(False))


def test_capsules_are_listed_by_row_upwards_whoever_asks() -> None:
    state = golden_state()
    capsules = state.getCapsules()
    assert capsules == sorted(capsules, key=lambda cell: (cell[1], cell[0]))
    assert state.getRedCapsules() == [c for c in capsules if c in state.getRedCapsules()]
    assert state.data.layout.capsules == capsules


def test_counters_keep_the_order_in_which_keys_came() -> None:
    counter = Counter()
    for key in "dbca":
        counter[key]
    assert list(counter) == list("dbca")
    assert counter.argMax() == "d"
    assert counter.sortedKeys() == list("dbca")
    assert list(counter + Counter({"z": 1, "b": 1})) == list("dbcaz")
    assert list(counter - Counter({"z": 1, "b": 1})) == list("dbcaz")
    assert list(counter.copy()) == list("dbca")
    assert list(util.normalize(Counter({"x": 1, "a": 3}))) == ["x", "a"]


def test_a_product_of_counters_adds_up_in_the_order_of_the_shorter() -> None:
    order: list[str] = []

    class Number(float):
        def __new__(cls, name: str, value: float) -> Number:
            number = super().__new__(cls, value)
            number.name = name
            return number

        name: str

        def __mul__(self, other: Any) -> float:
            order.append(self.name)
            return float(self) * other

    features = Counter((name, Number(name, 0.1)) for name in "cab")
    assert features * {"a": 1.0, "b": 1e16, "c": -1e16, "d": 5} == 0.0 + 0.1 * -1e16 + 0.1 + 1e15
    assert order == ["c", "a", "b"]


def test_actions_are_iterated_north_south_east_west_stop() -> None:
    assert list(Actions._directions) == IN_ORDER
    assert [name for name, _ in Actions._directionsAsList] == IN_ORDER


def test_neighbours_come_in_the_order_of_actions_and_the_cell_itself_last() -> None:
    walls = Grid(5, 5)
    assert Actions.getLegalNeighbors((2, 2), walls) == [(2, 3), (2, 1), (3, 2), (1, 2), (2, 2)]
    assert Actions.getLegalNeighbors((2.0, 2.0), walls)[-1] == (2, 2)
    assert Actions.getLegalNeighbors((0, 0), walls) == [(0, 1), (1, 0), (0, 0)]


def test_equal_priorities_are_first_in_first_out_also_after_an_update() -> None:
    queue = PriorityQueue()
    for item in "abcd":
        queue.push(item, 5)
    queue.update("c", 7)  # no better: nothing happens
    queue.update("d", 1)
    queue.update("e", 5)
    assert [queue.pop() for _ in range(5)] == ["d", "a", "b", "c", "e"]
    by_length = PriorityQueueWithFunction(len)
    for word in ("bb", "a", "cc", "d"):
        by_length.push(word)
    assert [by_length.pop() for _ in range(4)] == ["a", "d", "bb", "cc"]


def test_the_public_heap_holds_priority_number_and_item() -> None:
    queue = PriorityQueue()
    for priority, item in enumerate("abcde"):
        queue.push(item, priority)
    queue.update("d", -1)
    assert queue.heap == [(-1, 3, "d"), (0, 0, "a"), (2, 2, "c"), (4, 4, "e"), (1, 1, "b")]
    assert queue.count == 5


def test_the_public_list_of_a_queue_is_newest_first() -> None:
    queue = Queue()
    queue.push(1)
    queue.push(2)
    assert queue.list == [2, 1]
    assert queue.pop() == 1


def test_team_indices_ascend() -> None:
    state = small_state()
    agent = CaptureAgent(2)
    agent.registerInitialState(state)
    assert (agent.getTeam(state), agent.getOpponents(state)) == ([0, 2], [1, 3])


def draws(call: Any) -> int:
    """How often a call draws from the shared `random`, by its number of 32-bit words."""
    random.seed("draws")
    call()
    after = random.getstate()
    random.seed("draws")
    for count in range(200):
        if random.getstate() == after:
            return count
        random.random()
    raise AssertionError("more than that")


@pytest.mark.parametrize(
    ("call", "count"),
    [
        (lambda: util.flipCoin(0.5), 1),
        (lambda: util.sample(Counter({"a": 1, "b": 1})), 1),
        (lambda: util.sample([0.2, 0.8], "ab"), 1),
        (lambda: util.nSample([0.2, 0.8], "ab", 7), 7),
        (lambda: util.sampleFromCounter(Counter({"a": 1})), 1),
        (lambda: util.chooseFromDistribution(Counter({"a": 2})), 1),
        (lambda: util.chooseFromDistribution([(0.5, "a"), (0.5, "b")]), 1),
        (lambda: util.normalize([1, 2]), 0),
        (lambda: util.FixedRandom().random.random(), 0),
    ],
)
def test_chance_draws_as_often_as_on_the_original(call: Any, count: int) -> None:
    assert draws(call) == count


def test_an_observation_draws_four_times_by_choice() -> None:
    state = small_state()
    random.seed(4)
    state.makeObservation(2)
    after = random.getstate()
    random.seed(4)
    expected = [random.choice(range(13)) - 6 for _ in range(4)]
    assert random.getstate() == after
    random.seed(4)
    here: Any = state.getAgentPosition(2)
    others: list[Any] = [state.getAgentPosition(i) for i in range(4)]
    noisy = [noisyDistance(here, other) for other in others]
    true = [abs(here[0] - other[0]) + abs(here[1] - other[1]) for other in others]
    assert [n - t for n, t in zip(noisy, true, strict=True)] == expected
    assert all(type(distance) is int for distance in noisy)


def test_nothing_else_in_the_engine_draws() -> None:
    random.seed(1)
    before = random.getstate()
    state = full_state(State.initial(small_board(), MODERN, 300))
    agent = CaptureAgent(0)
    agent.registerInitialState(state)
    for number in range(40):
        moved = number % 4
        state = state.generateSuccessor(moved, state.getLegalActions(moved)[number % 2])
        hash(state), str(state), state.deepCopy(), state.getBlueFood().asList()
        agent.getMazeDistance((1, 1), (1, 3))
    computeDistances(state.data.layout)
    generate_maze(3)
    assert random.getstate() == before


def test_importing_the_api_does_not_draw() -> None:
    code = (
        "import random; random.seed(1); before = random.getstate()\n"
        "from pacman_engine.agent_api import importing; importing.install()\n"
        "import capture, captureAgents, baselineTeam, mazeGenerator, game, layout, textDisplay\n"
        "import captureGraphicsDisplay, keyboardAgents, distanceCalculator\n"
        "import pacman_engine.identity\n"
        "assert random.getstate() == before"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_positions_as_integers_and_as_floats_find_the_same_entries() -> None:
    state = small_state().generateSuccessor(0, "East")
    position: Any = state.getAgentState(0).getPosition()
    assert repr(position) == "(2.0, 6.0)"
    assert {(2, 6): "here"}[position] == "here"
    assert position in state.getWalls().asList(False)
    distancer = Distancer(state.data.layout)
    assert distancer.getDistance(position, (3, 6)) == 1.0
    distancer.getMazeDistances()
    distance = distancer.getDistance(position, (3.0, 6.0))
    assert (distance, type(distance)) == (1, int)


def test_equality_looks_at_places_timers_dots_capsules_and_score_alone() -> None:
    def changed(**flags: Any) -> GameState:
        state = small_state()
        for name, value in flags.items():
            setattr(state.getAgentState(1), name, value)
        return state

    for same in ({"isPacman": True}, {"numCarrying": 3}, {"numReturned": 3}):
        assert changed(**same) == small_state()
        assert hash(changed(**same)) == hash(small_state())
    for other in (
        {"scaredTimer": 3},
        {"configuration": None},
        {"configuration": Configuration((12, 6), "East")},
    ):
        assert changed(**other) != small_state()


def test_unseen_enemies_are_equal_wherever_they_last_went() -> None:
    one, other = small_state(), small_state()
    one = one.generateSuccessor(1, "West").generateSuccessor(3, "Stop").makeObservation(0)
    other = other.generateSuccessor(1, "South").generateSuccessor(3, "Stop").makeObservation(0)
    assert one.getAgentPosition(1) is None
    assert one == other
    assert len({one, other}) == 1


def test_comparing_with_something_else_fails_as_on_the_original() -> None:
    state = small_state()
    assert state.__eq__(None) is False
    with pytest.raises(AttributeError, match="'str' object has no attribute 'data'"):
        assert state != "over"
    configuration = Configuration((1, 1), "Stop")
    with pytest.raises(AttributeError, match="'tuple' object has no attribute 'pos'"):
        assert configuration != (1, 1)
    assert configuration != None  # noqa: E711 (students write it so)
    assert AgentState(configuration, True) == AgentState(configuration, False)


def test_the_last_move_is_told_to_copies_but_not_its_end() -> None:
    state = small_state()
    me = state.getAgentState(0)
    me.configuration, me.isPacman, me.numCarrying = Configuration((7, 3), "West"), True, 3
    after = state.generateSuccessor(0, "West")
    assert (after.isOver(), after.data.scoreChange, after.data._agentMoved) == (True, 3, 0)
    copied = after.deepCopy()
    assert (copied.isOver(), copied.data.scoreChange, copied.data._agentMoved) == (False, 0, 0)
    fresh = GameState(after)
    assert (fresh.data._agentMoved, fresh.data._foodEaten, fresh.isOver()) == (None, None, False)
    import copy

    twin = copy.deepcopy(after)
    assert (twin.isOver(), twin.data.scoreChange) == (True, 3)
    shared = copy.copy(after)
    assert shared.data is after.data


def test_an_observation_tells_what_happened_but_no_change_of_the_score() -> None:
    state = small_state()
    me = state.getAgentState(0)
    me.configuration, me.isPacman, me.numCarrying = Configuration((7, 3), "West"), True, 2
    core = state.generateSuccessor(0, "West").data.synced()
    assert core.score_change == 2
    seen = observed_state(observe(core, 1, (0,) * 4))
    assert (seen.data.scoreChange, seen.data._agentMoved, seen.getScore()) == (0, 0, 2)
    assert core.score_change == 2


def test_plain_numbers_in_a_grid_stay_numbers() -> None:
    grid = Grid(2, 2, 0)  # type: ignore[arg-type]
    grid[1][1] = 7
    assert str(grid) == "07\n00"
    assert grid.asList(7) == [(1, 1)]
    assert grid.count(0) == 3


def test_hasFood_is_asked_like_a_table() -> None:
    state = small_state()
    assert state.hasFood(-14 + 2, 3) is True
    with pytest.raises(IndexError):
        state.hasFood(14, 1)
    with pytest.raises(TypeError, match="must be integers or slices, not float"):
        state.hasFood(2.0, 3)  # type: ignore[arg-type]


def test_distances_written_by_hand_count() -> None:
    distancer = Distancer(small_state().data.layout)
    assert distancer._distances is None
    distancer.getMazeDistances()
    pairs: Any = distancer._distances
    assert pairs is distancer._distances
    pairs[(1, 1), (2, 1)] = 77
    assert distancer.getDistance((1, 1), (2, 1)) == 77
    assert distancer.getDistance((2, 1), (1, 1)) == 1
    assert Distancer(small_state().data.layout).getDistance((1, 1), (2, 1)) == 1
    distancer._distances = {((1, 1), (2, 1)): 5}
    assert distancer.getDistance((1, 1), (2, 1)) == 5
    with pytest.raises(Exception, match="Positions not in grid"):
        distancer.getDistance((1, 1), (3, 1))


def test_sets_of_positions_are_iterated_alike_in_every_process() -> None:
    """Tuples of numbers hash alike everywhere, so sets of cells are safe to iterate."""
    code = (
        "import json; from tests.agent_api.boards import golden_state as g\n"
        "print(json.dumps(list(set(g().getWalls().asList()))))"
    )
    seen = set()
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env=environment
        )
        seen.add(json.dumps(json.loads(done.stdout)))
    assert len(seen) == 1
