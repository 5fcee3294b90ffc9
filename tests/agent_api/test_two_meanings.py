"""Teams that use a name of the other spelling for something of their own, or left it over."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from types import ModuleType

import pytest

from pacman_engine.agent_api import hooks, importing
from pacman_engine.agent_api.facade import full_state
from pacman_engine.rules import MODERN
from pacman_engine.state import State
from tests.agent_api.boards import small_board

NOT_OURS = "raise AssertionError('never to be called')"


@pytest.fixture(autouse=True)
def _importable() -> Iterator[None]:
    with importing.installed():
        yield


def team(source: str) -> list[hooks.HookedAgent]:
    module = ModuleType("aTeam")
    exec(textwrap.dedent(source), vars(module))
    return hooks.make_team(module, 0, 2, True)


def moves(source: str, count: int = 8) -> list[str]:
    """What both agents of a team do in turn, from start to end."""
    agents = team(source)
    state = full_state(State.initial(small_board(), MODERN, 300))
    actions = []
    for agent in agents:
        agent.start(state)
    for number in range(count):
        action = agents[number % 2].act(state)
        state = state.generateSuccessor(number % 2 * 2, action)
        actions.append(action)
    for agent in agents:
        agent.final(state)
    return actions


CLASSIC = """
    from baselineTeam import DefensiveReflexAgent, OffensiveReflexAgent, ReflexCaptureAgent
    from captureAgents import CaptureAgent
    import util, game

    def createTeam(firstIndex, secondIndex, isRed):
        return [Agent(firstIndex), Agent(secondIndex)]

    class Agent(ReflexCaptureAgent):
        total_food = "mine"
        get_weights = None
"""
SNAKE = """
    from contest.baseline_team import ReflexCaptureAgent
    from contest.capture_agents import CaptureAgent
    from contest import util

    def create_team(first_index, second_index, is_red):
        return [Agent(first_index), Agent(second_index)]

    class Agent(ReflexCaptureAgent):
        last = None
"""


@pytest.mark.parametrize(
    "methods",
    [
        "def get_features(self): " + NOT_OURS,
        "def get_position(self, state, who): " + NOT_OURS,
        "def get_successor(self, node, depth, extra): " + NOT_OURS,
        "def choose_action(self, state, depth): " + NOT_OURS,
        "def get_action(self): " + NOT_OURS,
        "def register_initial_state(self, everything, more): " + NOT_OURS,
        "def observation_function(self): " + NOT_OURS,
        "def get_food(self): " + NOT_OURS,
        "def get_maze_distance(self): " + NOT_OURS,
        "def get_team(self): " + NOT_OURS,
        "def register_team(self): " + NOT_OURS,
        "get_opponents = 7",
        "get_score = property(lambda self: 1 / 0)",
    ],
)
def test_a_classic_team_may_use_snake_case_names_for_its_own(methods: str) -> None:
    source = CLASSIC + " " * 8 + methods + "\n"
    assert set(moves(source)) <= {"North", "South", "East", "West", "Stop"}


@pytest.mark.parametrize(
    "methods",
    [
        "def registerInitialState(self, gameState): " + NOT_OURS,
        "def chooseAction(self, gameState): " + NOT_OURS,
        "def getAction(self, gameState): " + NOT_OURS,
        "def getWeights(self, gameState, action): " + NOT_OURS,
        "def getFeatures(self, gameState, action): " + NOT_OURS,
        "def getSuccessor(self, gameState, action): " + NOT_OURS,
        "def observationFunction(self, gameState): " + NOT_OURS,
        "def getFood(self): " + NOT_OURS,
        "def getMazeDistance(self): " + NOT_OURS,
    ],
)
def test_a_contest_team_may_keep_left_overs(methods: str) -> None:
    assert len(moves(SNAKE + " " * 8 + methods + "\n")) == 8


def test_a_classic_agent_may_keep_something_else_in_observation_history() -> None:
    source = (
        CLASSIC
        + """
        def chooseAction(self, gameState):
            self.observation_history = {"seen": len(self.observationHistory)}
            assert self.getCurrentObservation() is gameState
            return "Stop"
    """
    )
    assert moves(source) == ["Stop"] * 8


def test_a_contest_agent_reads_its_history_under_either_name() -> None:
    source = (
        SNAKE
        + """
        def choose_action(self, game_state):
            assert self.observation_history is self.observationHistory
            self.observation_history = self.observation_history[-1:]
            assert self.get_current_observation() is game_state
            return "Stop"
    """
    )
    assert moves(source) == ["Stop"] * 8


def test_overrides_of_a_contest_team_lead_the_stock_agents() -> None:
    source = (
        SNAKE
        + """
        def get_features(self, game_state, action):
            features = util.Counter()
            features["way"] = {"South": 2, "East": 1}.get(action, 0)
            return features
        def get_weights(self, game_state, action):
            return {"way": 1}
    """
    )
    assert moves(source, 2) == ["South", "East"]


def test_helpers_that_the_loader_never_saw_speak_the_teams_spelling() -> None:
    """An agent may keep other agents to ask them."""
    helper = """
        def {choose}(self, state):
            self.helper = Helper(self.index)
            self.helper.{register}(state)
            return self.helper.{choose}(state)

    class Helper(ReflexCaptureAgent):
        def {own}(self, state, action): return util.Counter(way=1 if action == "Stop" else 0)
        def {weights}(self, state, action): return {{"way": 1}}
        def {other}(self, question): raise AssertionError
    """
    camel = "chooseAction registerInitialState getFeatures getWeights"
    snake = "choose_action register_initial_state get_features get_weights"
    for base, mine, theirs in ((CLASSIC, camel, snake), (SNAKE, snake, camel)):
        choose, register, own, weights = mine.split()
        text = helper.format(
            choose=choose, register=register, own=own, weights=weights, other=theirs.split()[2]
        )
        assert moves(base + text) == ["Stop"] * 8


def test_a_classic_subclass_of_a_tool_may_use_snake_case_names_for_its_own() -> None:
    source = (
        CLASSIC
        + """
        def chooseAction(self, gameState):
            queue, counter = Mine(), Sums(a=2)
            queue.push("x", 1)
            assert not queue.isEmpty() and queue.is_empty("really") == "really"
            assert counter.totalCount() == 2 and counter.total_count(4) == 4
            cells = Ways.getLegalNeighbors((1, 6), gameState.getWalls())
            assert cells[-1] == (1, 6) and Ways.get_legal_neighbors() == "none"
            return "Stop"

    class Mine(util.PriorityQueue):
        def is_empty(self, question): return question

    class Sums(util.Counter):
        def total_count(self, number): return number

    class Ways(game.Actions):
        @staticmethod
        def get_legal_neighbors(): return "none"
    """
    )
    assert moves(source) == ["Stop"] * 8


def test_a_contest_subclass_of_a_tool_is_asked_by_its_own_name() -> None:
    source = (
        SNAKE
        + """
        def choose_action(self, game_state):
            counter = Sums(a=2)
            counter.normalize()
            assert counter["a"] == 0.5
            return "Stop"

    class Sums(util.Counter):
        def total_count(self): return 4
    """
    )
    assert moves(source) == ["Stop"] * 8


def test_a_classic_factory_with_snake_case_agents_is_understood() -> None:
    source = """
        from captureAgents import CaptureAgent
        def createTeam(firstIndex, secondIndex, isRed): return [A(firstIndex), A(secondIndex)]
        class A(CaptureAgent):
            def choose_action(self, state): return "Stop"
    """
    assert moves(source) == ["Stop"] * 8


def test_the_hybrid_mixes_its_spellings() -> None:
    source = """
        from contest.captureAgents import CaptureAgent
        from contest.util import nearestPoint
        from contest.distanceCalculator import Distancer
        def create_team(first_index, second_index, is_red): return [A(first_index), A(second_index)]
        class A(CaptureAgent):
            def register_initial_state(self, game_state):
                CaptureAgent.register_initial_state(self, game_state)
                self.mine = Distancer(game_state.data.layout)
                self.mine.getMazeDistances()
            def choose_action(self, game_state):
                assert game_state.get_agent_state(self.index).get_position() == (1, 6) or self.index
                assert self.get_previous_observation() is None or len(self.observationHistory) > 1
                assert game_state.data.layout.layoutText and nearestPoint((1.2, 1)) == (1, 1)
                assert self.mine.getDistance((1, 1), (1, 3)) == 2
                return "Stop"
    """
    assert moves(source) == ["Stop"] * 8
