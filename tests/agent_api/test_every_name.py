"""Every name of the API that the specification lists or that real teams use, in every spelling."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from pacman_engine.agent_api import importing
from pacman_engine.agent_api.parameters import by_word
from pacman_engine.agent_api.spelling import is_camel, snake_case
from tests.agent_api.boards import small_state

MODULES = {
    "captureAgents": "capture_agents",
    "game": "game",
    "util": "util",
    "layout": "layout",
    "capture": "capture",
    "distanceCalculator": "distance_calculator",
    "baselineTeam": "baseline_team",
    "keyboardAgents": "keyboard_agents",
    "textDisplay": "text_display",
    "captureGraphicsDisplay": "capture_graphics_display",
    "graphicsUtils": "graphics_utils",
    "mazeGenerator": "maze_generator",
}
UTIL = """
    Counter Stack Queue PriorityQueue PriorityQueueWithFunction manhattanDistance nearestPoint
    normalize sample nSample sampleFromCounter getProbability flipCoin chooseFromDistribution sign
    arrayInvert matrixAsList lookup pause raiseNotDefined TimeoutFunction TimeoutFunctionException
    mutePrint unmutePrint WritableNull FixedRandom random heapq inspect sys signal time
"""
OFFERED = {
    "util": UTIL,
    "game": f"""
        Agent Directions Configuration AgentState Grid Actions GameStateData Game reconstituteGrid
        time os traceback io {UTIL}
    """,
    "capture": """
        GameState KILL_POINTS SONAR_NOISE_RANGE SONAR_NOISE_VALUES SIGHT_RANGE MIN_FOOD TOTAL_FOOD
        DUMP_FOOD_ON_DEATH SCARED_TIME COLLISION_TOLERANCE noisyDistance halfGrid halfList
        CaptureRules AgentRules readCommand runGames loadAgents randomLayout replayGame Directions
        Actions Grid Configuration Agent GameStateData Game nearestPoint manhattanDistance util
        random time sys
    """,
    "captureAgents": """
        CaptureAgent AgentFactory RandomAgent TimeoutAgent Agent distanceCalculator nearestPoint
        util
    """,
    "distanceCalculator": """
        Distancer DistanceCalculator manhattanDistance isInt getGrids1D getGrids2D
        computeDistances getDistanceOnGrid distanceMap
    """,
    "layout": "Layout getLayout tryToLoad VISIBILITY_MATRIX_CACHE",
    "baselineTeam": """
        ReflexCaptureAgent OffensiveReflexAgent DefensiveReflexAgent createTeam CaptureAgent
        distanceCalculator random time util Directions game nearestPoint
    """,
    "keyboardAgents": "KeyboardAgent KeyboardAgent2",
    "textDisplay": "NullGraphics PacmanGraphics",
    "captureGraphicsDisplay": "PacmanGraphics add",
    "graphicsUtils": "formatColor colorToVector",
    "mazeGenerator": "generateMaze",
}
REFLEX = "registerInitialState chooseAction getSuccessor evaluate getFeatures getWeights"
MEMBERS = {
    "game.Agent": "getAction",
    "game.Directions": "NORTH SOUTH EAST WEST STOP LEFT RIGHT REVERSE",
    "game.Configuration": "getPosition getDirection isInteger generateSuccessor pos direction",
    "game.AgentState": """
        start configuration isPacman scaredTimer numCarrying numReturned getPosition getDirection
        copy
    """,
    "game.Grid": "width height data asList count copy deepCopy shallowCopy packBits CELLS_PER_INT",
    "game.Actions": """
        _directions _directionsAsList TOLERANCE reverseDirection vectorToDirection
        directionToVector getPossibleActions getLegalNeighbors getSuccessor
    """,
    "game.GameStateData": """
        food capsules agentStates layout score scoreChange timeleft _eaten _foodEaten _foodAdded
        _capsuleEaten _agentMoved _win _lose deepCopy copyAgentStates initialize
    """,
    "game.Game": "run getProgress",
    "capture.GameState": """
        getLegalActions generateSuccessor getAgentState getAgentPosition getNumAgents getScore
        getRedFood getBlueFood getRedCapsules getBlueCapsules getCapsules getWalls hasFood hasWall
        isOver getRedTeamIndices getBlueTeamIndices isOnRedTeam getAgentDistances getDistanceProb
        getInitialAgentPosition deepCopy makeObservation initialize isRed data blueTeam redTeam
        teams agentDistances
    """,
    "capture.AgentRules": """
        getLegalActions applyAction consume checkDeath decrementTimer dumpFoodFromDeath
        filterForAllowedActions
    """,
    "capture.CaptureRules": """
        newGame getProgress getMaxTotalTime getMaxStartupTime getMoveWarningTime getMoveTimeout
        getMaxTimeWarnings
    """,
    "captureAgents.CaptureAgent": """
        registerInitialState registerTeam final observationFunction getAction chooseAction getFood
        getFoodYouAreDefending getCapsules getCapsulesYouAreDefending getOpponents getTeam getScore
        getMazeDistance getPreviousObservation getCurrentObservation debugDraw debugClear
        displayDistributionsOverPositions
    """,
    "captureAgents.AgentFactory": "getAgent",
    "distanceCalculator.Distancer": """
        getMazeDistances getDistance getDistanceOnGrid isReadyForMazeDistance _distances
    """,
    "distanceCalculator.DistanceCalculator": "run",
    "util.Counter": "incrementAll argMax sortedKeys totalCount normalize divideAll copy",
    "util.Stack": "push pop isEmpty",
    "util.Queue": "push pop isEmpty",
    "util.PriorityQueue": "push pop isEmpty update",
    "util.PriorityQueueWithFunction": "push pop isEmpty update",
    "layout.Layout": """
        width height walls food capsules agentPositions numGhosts layoutText totalFood isWall
        getNumGhosts getRandomLegalPosition getRandomCorner getFurthestCorner deepCopy
        isVisibleFrom
    """,
    "baselineTeam.ReflexCaptureAgent": REFLEX,
    "baselineTeam.OffensiveReflexAgent": REFLEX,
    "baselineTeam.DefensiveReflexAgent": REFLEX,
    "captureGraphicsDisplay.PacmanGraphics": """
        initialize update pause draw updateDistributions finish debugDraw clearDebug
        drawExpandedCells
    """,
    "textDisplay.NullGraphics": """
        initialize update pause draw updateDistributions finish checkNullDisplay
    """,
}
INSTANCES = {
    "index red agentsOnTeam distancer observationHistory timeForComputing display": (
        "captureAgents.CaptureAgent",
        (0,),
    ),
    "heap count": ("util.PriorityQueue", ()),
    "priorityFunction heap": ("util.PriorityQueueWithFunction", (len,)),
    "list": ("util.Queue", ()),
    "isRed": ("captureAgents.AgentFactory", (True,)),
    "random": ("util.FixedRandom", ()),
    "agents display rules startingIndex gameOver moveHistory state": (
        "game.Game",
        ([], None, None),
    ),
}


@pytest.fixture(autouse=True)
def _importable() -> Iterator[None]:
    with importing.installed():
        yield


def spellings(module: str) -> list[str]:
    flat = [module, MODULES[module]]
    return [*flat, *(f"contest.{name}" for name in flat)]


def both(name: str) -> set[str]:
    return {name, snake_case(name)}


def find(dotted: str) -> Any:
    module, name = dotted.split(".")
    return getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("module", OFFERED)
def test_every_module_offers_its_names_under_every_spelling(module: str) -> None:
    for spelling in spellings(module):
        found = importlib.import_module(spelling)
        for name in OFFERED[module].split():
            missing = {n for n in both(name) if not hasattr(found, n)}
            assert not missing, f"{spelling} lacks {missing}"


@pytest.mark.parametrize("dotted", MEMBERS)
def test_every_class_has_its_members_in_both_spellings(dotted: str) -> None:
    cls = find(dotted)
    example = small_state().data.layout if dotted == "layout.Layout" else cls
    for name in MEMBERS[dotted].split():
        for spelled in both(name):
            assert hasattr(cls, spelled) or hasattr(example, spelled), f"{dotted}.{spelled}"


@pytest.mark.parametrize("names", INSTANCES)
def test_instances_have_their_attributes(names: str) -> None:
    dotted, arguments = INSTANCES[names]
    example = find(dotted)(*arguments)
    for name in names.split():
        assert hasattr(example, name), f"{dotted}().{name}"


def functions() -> Iterator[tuple[str, Any, Any]]:
    """Every function that has two names: where, and under both."""
    for module, names in OFFERED.items():
        found = importlib.import_module(module)
        for name in names.split():
            if is_camel(name) and inspect.isfunction(getattr(found, name)):
                yield f"{module}.{name}", getattr(found, name), getattr(found, snake_case(name))
    for dotted, names in MEMBERS.items():
        for name in filter(is_camel, names.split()):
            method = getattr(find(dotted), name, None)
            if inspect.isfunction(method):
                yield f"{dotted}.{name}", method, getattr(find(dotted), snake_case(name))


def test_parameters_are_spelled_like_the_function() -> None:
    compared = 0
    for where, camel, snake in functions():
        expected = [by_word(name) for name in inspect.signature(camel).parameters]
        assert list(inspect.signature(snake).parameters) == expected, where
        compared += 1
    assert compared > 100


@pytest.mark.parametrize(
    ("dotted", "camel", "snake"),
    [
        ("captureAgents.CaptureAgent", "index timeForComputing", "index time_for_computing"),
        ("captureAgents.AgentFactory", "isRed", "is_red"),
        ("game.AgentState", "startConfiguration isPacman", "start_configuration is_pacman"),
        ("game.Configuration", "pos direction", "pos direction"),
        ("game.Grid", "width height initialValue", "width height initial_value"),
        ("capture.GameState", "prevState", "prev_state"),
        ("game.GameStateData", "prevState", "prev_state"),
        ("util.PriorityQueueWithFunction", "priorityFunction", "priority_function"),
        ("distanceCalculator.Distancer", "layout default", "layout default"),
        ("util.TimeoutFunction", "function timeout", "function timeout"),
    ],
)
def test_constructors_take_keywords_in_both_spellings(dotted: str, camel: str, snake: str) -> None:
    examples = {
        "layout": small_state().data.layout,
        "prevState": None,
        "prev_state": None,
        "index": 0,
        "function": len,
    }
    for names in (camel, snake):
        keywords = {name: examples.get(name, 1) for name in names.split()}
        assert isinstance(find(dotted)(**keywords), find(dotted))


def test_calls_by_keyword_work_in_both_spellings() -> None:
    state: Any = small_state()
    camel = state.generateSuccessor(agentIndex=0, action="East")
    snake = state.generate_successor(agent_index=0, action="East")
    assert camel == snake
    assert state.get_legal_actions(agent_index=1) == state.getLegalActions(agentIndex=1)
    assert state.get_distance_prob(true_distance=3, noisy_distance=4) > 0
    assert find("util.normalize")(vector_or_counter=[1, 1]) == [0.5, 0.5]
    agent = find("captureAgents.CaptureAgent")(0)
    agent.register_initial_state(game_state=state)
    assert agent.get_food(game_state=state) == agent.getFood(gameState=state)
    team = find("baselineTeam.create_team")(first_index=0, second_index=2, is_red=True)
    assert [member.index for member in team] == [0, 2]


def test_direction_names_are_plain_strings() -> None:
    directions = find("game.Directions")
    names = [directions.NORTH, directions.SOUTH, directions.EAST, directions.WEST, directions.STOP]
    assert names == ["North", "South", "East", "West", "Stop"]
    assert list(find("game.Actions")._directions) == names
    assert [directions.LEFT[name] for name in names] == ["West", "East", "North", "South", "Stop"]
    assert {directions.RIGHT[directions.LEFT[name]] == name for name in names} == {True}


def test_constants_are_the_originals() -> None:
    capture: Any = importlib.import_module("capture")
    constants = "KILL_POINTS SONAR_NOISE_RANGE SIGHT_RANGE MIN_FOOD TOTAL_FOOD SCARED_TIME"
    assert [getattr(capture, n) for n in constants.split()] == [0, 13, 5, 2, 60, 40]
    assert capture.DUMP_FOOD_ON_DEATH is True
    assert capture.COLLISION_TOLERANCE == 0.7
    assert [float(n) for n in range(-6, 7)] == capture.SONAR_NOISE_VALUES


def test_what_starts_games_outside_of_matches_says_so() -> None:
    for name in ("readCommand", "runGames", "loadAgents", "replayGame"):
        with pytest.raises(NotImplementedError, match="python -m pacman_engine play"):
            find(f"capture.{name}")([])


def test_an_agent_can_play_a_game_in_its_head() -> None:
    rules = find("capture.CaptureRules")()
    agents = [find("captureAgents.RandomAgent")(index) for index in range(4)]
    layout = small_state().data.layout
    game = rules.newGame(layout, agents, None, 40)
    assert game.state.data.timeleft == 40
    game.run()
    assert game.gameOver
    assert len(game.moveHistory) == game.numMoves <= 40


@pytest.mark.parametrize(
    ("chain", "kind"),
    [
        ("data.layout.width", int),
        ("data.layout.height", int),
        ("data.timeleft", int),
        ("data.agentStates", list),
        ("data.agent_states", list),
        ("data.score", int),
        ("data.scoreChange", int),
        ("data.capsules", list),
        ("data.food.width", int),
        ("data.food.height", int),
        ("data.food.data", list),
        ("data.layout.walls.asList()", list),
        ("data.layout.walls.as_list(False)", list),
        ("data.layout.capsules", list),
        ("data.layout.layoutText", list),
        ("data.layout.layout_text", list),
        ("data.layout.totalFood", int),
        ("data.layout.total_food", int),
        ("data.layout.agentPositions[1][1]", tuple),
        ("data.layout.isWall((0, 0))", bool),
        ("data.layout.is_wall((0, 0))", bool),
        ("data.layout.deep_copy().num_ghosts", int),
        ("data.agentStates[0].configuration.pos", tuple),
        ("data.agentStates[0].start.getPosition()", tuple),
        ("get_agent_state(1).get_position()", tuple),
        ("getAgentState(1).configuration.direction", str),
        ("data._win", bool),
        ("data._lose", bool),
        ("data._food_eaten", type(None)),
        ("data._capsuleEaten", type(None)),
        ("teams", list),
        ("red_team", list),
        ("blueTeam", list),
        ("is_over()", bool),
        ("isRed((1, 1))", bool),
        ("is_red((1, 1))", bool),
        ("getDistanceProb(3, 4)", float),
        ("getDistanceProb(3, 14)", int),
        ("get_initial_agent_position(3)", tuple),
        ("hasFood(1, 1)", bool),
        ("has_wall(1, 1)", bool),
        ("getScore()", int),
        ("getAgentDistances()", list),
    ],
)
def test_what_agents_ask_of_a_state_has_the_originals_type(chain: str, kind: type) -> None:
    found = eval(f"state.{chain}", {"state": small_state()})
    assert type(found) is kind
