"""`distanceCalculator`: maze distances as agents ask for them."""

from __future__ import annotations

from typing import Any

from pacman_engine.agent_api.boards import Layout
from pacman_engine.agent_api.naming import BothSpellings
from pacman_engine.agent_api.plane import manhattanDistance
from pacman_engine.distances import MazeDistances, distances_of

Position = tuple[Any, Any]
PairDistances = dict[tuple[Position, Position], int]

NO_DISTANCE = 100000
"""What the module function `getDistanceOnGrid` says of an unknown pair."""


def _rows_of(layout: Layout) -> MazeDistances:
    return distances_of(layout.walls.bits(), layout.width, layout.height)


class Distancer(BothSpellings):
    """Distances on one board: Manhattan until `getMazeDistances()` was called, then by the maze."""

    def __init__(self, layout: Layout, default: int = 10000) -> None:
        self.default = default
        self.layout = layout
        self.dc = DistanceCalculator(layout, self, default)
        self._rows: MazeDistances | dict[Any, Any] = {}
        self._ready = False
        self._pairs: PairDistances | None = None

    def getMazeDistances(self) -> None:
        """Switch to maze distances (shared by all Distancers of the process on these walls)."""
        self.dc.run()

    def use(self, rows: MazeDistances) -> None:
        """Switch to these distances."""
        self._rows, self._pairs = rows, None
        self._ready = True

    def isReadyForMazeDistance(self) -> bool:
        """Whether `getDistance` gives maze distances."""
        return self._ready

    @property
    def _distances(self) -> PairDistances | None:
        """{(p1, p2): distance} for every ordered pair of floor cells, None before the switch.

        Once asked for, or set, it is where the distances come from.
        """
        if self._pairs is None and isinstance(self._rows, MazeDistances):
            self._distances = _pairs(self._rows)
        return self._pairs

    @_distances.setter
    def _distances(self, pairs: PairDistances | None) -> None:
        self._pairs, self._rows = pairs, {}
        self._ready = pairs is not None

    def getDistance(self, pos1: Position, pos2: Position) -> Any:
        """Steps of a shortest path; an int between cells, a float from or to half positions.

        Raises an Exception for cells that are no floor.
        """
        try:
            return self._rows[pos1][pos2]
        except (KeyError, TypeError):
            return self._unusual_distance(pos1, pos2)

    def _unusual_distance(self, pos1: Position, pos2: Position) -> Any:
        if not self._ready:
            return manhattanDistance(pos1, pos2)
        if isInt(pos1) and isInt(pos2):
            return self.getDistanceOnGrid(pos1, pos2)
        between = [
            self.getDistanceOnGrid(cell1, cell2) + snap1 + snap2
            for cell1, snap1 in getGrids2D(pos1)
            for cell2, snap2 in getGrids2D(pos2)
        ]
        return min(self.default, *between)

    def getDistanceOnGrid(self, pos1: Position, pos2: Position) -> int:
        """The maze distance of two cells; an Exception if one is no floor."""
        try:
            return self._rows[pos1][pos2] if self._pairs is None else self._pairs[pos1, pos2]
        except KeyError:
            raise Exception(f"Positions not in grid: {(pos1, pos2)}") from None


class DistanceCalculator(BothSpellings):
    """What a Distancer computes with (`distancer.dc`)."""

    def __init__(self, layout: Layout, distancer: Distancer, default: int = 10000) -> None:
        self.layout = layout
        self.distancer = distancer
        self.default = default

    def run(self) -> None:
        """Give the distancer its maze distances."""
        self.distancer.use(_rows_of(self.layout))


def _pairs(rows: MazeDistances) -> PairDistances:
    rows.complete()
    return {(a, b): distance for a, row in rows.items() for b, distance in row.items()}


def computeDistances(layout: Layout) -> PairDistances:
    """{(p1, p2): distance} for every ordered pair of floor cells."""
    return _pairs(_rows_of(layout))


def getDistanceOnGrid(distances: PairDistances, pos1: Position, pos2: Position) -> int:
    """The entry of a pair in `computeDistances()`, 100000 if there is none."""
    return distances.get((pos1, pos2), NO_DISTANCE)


def isInt(pos: Position) -> bool:
    """Whether both coordinates are whole numbers."""
    x, y = pos
    return bool(x == int(x) and y == int(y))


def getGrids2D(pos: Position) -> list[tuple[tuple[int, int], float]]:
    """The cells around a position with their distance to it."""
    x, y = pos
    return [
        ((cell_x, cell_y), snap_x + snap_y)
        for cell_x, snap_x in getGrids1D(x)
        for cell_y, snap_y in getGrids1D(y)
    ]


def getGrids1D(x: float) -> list[tuple[int, float]]:
    """The whole numbers around x with their distance to it."""
    whole = int(x)
    if x == whole:
        return [(whole, 0)]
    return [(whole, x - whole), (whole + 1, whole + 1 - x)]
