"""Between the AgentStates that students hold and the engine's own."""

from __future__ import annotations

from pacman_engine.agent_api.agent_states import AgentState
from pacman_engine.agent_api.plane import nearestPoint
from pacman_engine.layout import Cell
from pacman_engine.state import AgentState as CoreAgent
from pacman_engine.state import State

HIDDEN = -1
"""Both coordinates of an agent that is not seen."""


def says_the_same(view: AgentState, known: CoreAgent, start: Cell) -> bool:
    """Whether nothing was written to a view. Quick, as every simulated move asks it."""
    place = view.configuration
    if view.start.pos != start:
        return False
    if place is None:
        if known.visible:
            return False
        x, y, direction, is_float = known.x, known.y, known.direction, known.is_float
    else:
        x, y = place.pos
        direction, is_float = place.direction, type(x) is float
    return (
        x,
        y,
        direction,
        view.isPacman,
        view.scaredTimer,
        view.numCarrying,
        view.numReturned,
        is_float,
        place is not None,
    ) == known


def packed(view: AgentState, known: CoreAgent) -> CoreAgent:
    """The core's agent for a view that was written to."""
    configuration = view.configuration
    if configuration is None:
        x = y = HIDDEN
        direction, is_float = known.direction, known.is_float
    else:
        x, y = configuration.pos
        direction, is_float = configuration.direction, isinstance(x, float)
        x, y = nearestPoint((x, y))
    return CoreAgent(
        x,
        y,
        direction,
        view.isPacman,
        view.scaredTimer,
        view.numCarrying,
        view.numReturned,
        is_float,
        configuration is not None,
    )


def is_odd(view: AgentState, index: int, core: State) -> bool:
    """Whether the core cannot move an agent exactly as the original would.

    It stands between two cells, on a wall or off the board, its start was written to, or it is
    a ghost on the start cell of an enemy (who may then die twice in one move).
    """
    starts = core.layout.starts
    if view.start.pos != starts[index]:
        return True
    if view.configuration is None:
        return False
    x, y = view.configuration.pos
    if x != int(x) or y != int(y) or not (0 < x < core.layout.width and 0 < y < core.layout.height):
        return True
    if core.layout.is_wall(int(x), int(y)):
        return True
    return not view.isPacman and (x, y) in (starts[index - 1], starts[index - 3])
