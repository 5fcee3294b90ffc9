"""The calls of the agent API that `engine` times, each as a function without arguments.

Every function here prepares a position and returns what is to be timed. "Used" positions are
those whose parts (agents, food, capsules) the agent has looked at and may have written to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from benchmarks._positions import board, middle_of_a_game, with_some_food
from pacman_engine.agent_api.facade import full_state
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.distances import MazeDistances
from pacman_engine.layout import Layout
from pacman_engine.state import State

Call = Callable[[], object]
FRESH_POSITIONS = 5000
"""More than one measurement asks for, all repeats together."""
AGENTS = range(4)


@cache
def small_board() -> Layout:
    """The size of most matches."""
    return board(32, 16, 248, 132)


@cache
def large_board() -> Layout:
    """About the largest that courses play on."""
    return board(46, 26, 602, 117)


@cache
def position() -> State:
    """The middle of a game on the small board."""
    return middle_of_a_game(small_board(), seed=3)


def untouched() -> GameState:
    """That position as an agent gets it."""
    return full_state(position())


def used() -> GameState:
    """The same, with all its parts looked at."""
    state = untouched()
    state.data.agentStates, state.data.food, state.data.capsules  # noqa: B018
    return state


def deep_copy() -> Call:
    return untouched().deepCopy


def deep_copy_used() -> Call:
    return used().deepCopy


def _observing(state: GameState) -> Call:
    return lambda: state.makeObservation(0)


def observe() -> Call:
    return _observing(untouched())


def observe_used() -> Call:
    return _observing(used())


def observe_large() -> Call:
    return _observing(full_state(middle_of_a_game(large_board(), seed=3)))


def list_food() -> Call:
    state = untouched()
    return lambda: state.getBlueFood().asList()


def list_food_first() -> Call:
    """Every call asks a position that no one has asked before."""
    states = [full_state(core) for core in with_some_food(position(), 1, FRESH_POSITIONS)]
    return lambda: states.pop().getBlueFood().asList()


def hash_state() -> Call:
    return untouched().__hash__


def print_state() -> Call:
    return untouched().__str__


def _legal(state: GameState) -> Call:
    return lambda: state.getLegalActions(0)


def legal() -> Call:
    return _legal(untouched())


def legal_used() -> Call:
    return _legal(used())


def _moving(state: GameState, look: Callable[[GameState], object]) -> Call:
    action = state.getLegalActions(0)[0]
    return lambda: look(state.generateSuccessor(0, action))


def _nothing(state: GameState) -> None:
    pass


def _one(state: GameState) -> object:
    return state.getAgentState(0).getPosition()


def _agents(state: GameState) -> object:
    return [state.getAgentState(index).getPosition() for index in AGENTS]


def _positions(state: GameState) -> object:
    return [state.getAgentPosition(index) for index in AGENTS]


def _food(state: GameState) -> object:
    return state.getBlueFood().asList(), state.getRedFood().asList()


def move() -> Call:
    return _moving(untouched(), _nothing)


def move_look_one() -> Call:
    return _moving(untouched(), _one)


def move_look_agents() -> Call:
    return _moving(untouched(), _agents)


def move_look_positions() -> Call:
    return _moving(untouched(), _positions)


def move_list_food() -> Call:
    return _moving(untouched(), _food)


def move_used() -> Call:
    return _moving(used(), _nothing)


def move_used_look_agents() -> Call:
    return _moving(used(), _agents)


def look_agents() -> Call:
    """What looking costs where everything is there already, as on the original."""
    state = used()
    return lambda: _agents(state)


def look_positions() -> Call:
    state = used()
    return lambda: _positions(state)


def _distances(layout: Layout) -> Call:
    return lambda: MazeDistances(layout.walls, layout.width, layout.height).complete()


def distances() -> Call:
    return _distances(small_board())


def distances_large() -> Call:
    return _distances(large_board())
