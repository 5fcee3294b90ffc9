"""`game.Directions` and `game.Actions`: names of moves and their arithmetic."""

from __future__ import annotations

from collections.abc import ItemsView
from typing import TYPE_CHECKING, Any

from pacman_engine.agent_api.naming import BothSpellings

if TYPE_CHECKING:
    from pacman_engine.agent_api.agent_states import Configuration
    from pacman_engine.agent_api.grid import Grid

Vector = tuple[float, float]


class Directions:
    """The five actions are plain strings; the tables turn one into another."""

    NORTH = "North"
    SOUTH = "South"
    EAST = "East"
    WEST = "West"
    STOP = "Stop"

    LEFT = {NORTH: WEST, SOUTH: EAST, EAST: NORTH, WEST: SOUTH, STOP: STOP}
    RIGHT = {WEST: NORTH, EAST: SOUTH, NORTH: EAST, SOUTH: WEST, STOP: STOP}
    REVERSE = {NORTH: SOUTH, SOUTH: NORTH, EAST: WEST, WEST: EAST, STOP: STOP}


class Actions(BothSpellings):
    """Static helpers on actions and vectors."""

    _directions: dict[str, tuple[int, int]] = {
        Directions.NORTH: (0, 1),
        Directions.SOUTH: (0, -1),
        Directions.EAST: (1, 0),
        Directions.WEST: (-1, 0),
        Directions.STOP: (0, 0),
    }
    _directionsAsList: ItemsView[str, tuple[int, int]] = _directions.items()
    TOLERANCE = 0.001

    @staticmethod
    def reverseDirection(action: Any) -> Any:
        """The opposite direction; Stop and unknown actions come back unchanged."""
        return Directions.REVERSE.get(action, action)

    @staticmethod
    def vectorToDirection(vector: Vector) -> str:
        """The direction of (dx, dy); the vertical part decides first."""
        dx, dy = vector
        if dy:
            return Directions.NORTH if dy > 0 else Directions.SOUTH
        if dx:
            return Directions.WEST if dx < 0 else Directions.EAST
        return Directions.STOP

    @staticmethod
    def directionToVector(direction: str, speed: float = 1.0) -> Vector:
        """The (dx, dy) of a direction as floats; KeyError for an unknown one."""
        dx, dy = Actions._directions[direction]
        return dx * speed, dy * speed

    @staticmethod
    def getPossibleActions(config: Configuration, walls: Grid) -> list[str]:
        """The actions that lead to no wall; between two cells only straight on."""
        x, y = config.pos
        x_int, y_int = int(x + 0.5), int(y + 0.5)
        if abs(x - x_int) + abs(y - y_int) > Actions.TOLERANCE:
            return [config.getDirection()]
        columns = walls.data if type(walls).__name__ == "Grid" else walls
        here = columns[x_int]
        return [
            name
            for name, (dx, dy) in Actions._directionsAsList
            if not (columns[x_int + dx] if dx else here)[y_int + dy]
        ]

    @staticmethod
    def getLegalNeighbors(position: Vector, walls: Grid) -> list[tuple[int, int]]:
        """The open cells next to a position, North, South, East, West, and the cell itself last."""
        x, y = position
        x_int, y_int = int(x + 0.5), int(y + 0.5)
        cells = [(x_int + dx, y_int + dy) for _, (dx, dy) in Actions._directionsAsList]
        return [
            (x, y)
            for x, y in cells
            if 0 <= x < walls.width and 0 <= y < walls.height and not walls[x][y]
        ]

    @staticmethod
    def getSuccessor(position: Vector, action: str) -> Vector:
        """The position after an action, as floats."""
        dx, dy = Actions.directionToVector(action)
        x, y = position
        return x + dx, y + dy
