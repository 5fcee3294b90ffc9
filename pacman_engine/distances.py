"""Maze distances of a board, all pairs, computed when first asked for.

A search from one cell runs on one large integer that has a lane of one or two bytes per cell:
every round adds 1 to the lanes of all cells not reached yet, so in the end each lane holds its
cell's distance. Where all neighbours of a cell were searched, its own lanes are one more than the
least of theirs; so of a whole board, coloured like a chess board, only one colour is searched.
Rows are kept, so each is made once per process.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache, reduce
from operator import itemgetter

from pacman_engine.layout import Cell, Layout, bit_numbers

UNREACHABLE = sys.maxsize
"""The distance between two floor cells that no path joins."""

Row = dict[Cell, int]


class MazeDistances(dict[Cell, Row]):
    """`distances[a][b]` = steps of a shortest path from floor cell a to floor cell b.

    Symmetric; 0 on the diagonal; `UNREACHABLE` where there is no path. Rows appear on first use.
    Raises KeyError for walls and for cells off the board. Positions as floats find the same rows.
    """

    def __init__(self, walls: int, width: int, height: int) -> None:
        super().__init__()
        self.floor = _floor_cells(walls, width, height)
        columns, rows = _extent(self.floor)
        self._stride = len(rows) + 1  # one lane more than rows: steps over the top end nowhere
        self._lanes = len(columns) * self._stride
        numbers = [(x - columns.start) * self._stride + y - rows.start for x, y in self.floor]
        self._number = dict(zip(self.floor, numbers, strict=True))
        self._pick = _picker(numbers)
        self._blank: Row = dict.fromkeys(self.floor, 0)
        self._use_lanes_of(1)

    def _use_lanes_of(self, size: int) -> None:
        self._size = size
        self._one = {cell: 1 << 8 * size * number for cell, number in self._number.items()}
        self._free = sum(self._one.values())
        self._searched: dict[Cell, int] = {}

    def __missing__(self, cell: Cell) -> Row:
        start = self._one[cell]
        lanes, unreached = self._by_neighbours(cell), 0
        if lanes is None:
            lanes, unreached = self._search(start)
            if not unreached:
                self._searched[cell] = lanes
        row = self._blank.copy()  # quicker than to let a new dictionary grow
        row.update(zip(self.floor, self._read(lanes), strict=False))
        if unreached:
            row.update((c, UNREACHABLE) for c in self.floor if unreached & self._one[c])
        self[cell] = row
        return row

    def _by_neighbours(self, cell: Cell) -> int | None:
        """The lanes of a cell whose neighbours were all searched and reach every cell."""
        x, y = cell
        beside = ((x, y + 1), (x, y - 1), (x + 1, y), (x - 1, y))
        neighbours = [other for other in beside if other in self._one]
        lanes = [self._searched[other] for other in neighbours if other in self._searched]
        if not lanes or len(lanes) < len(neighbours):
            return None
        return reduce(self._least, lanes) + self._free - 2 * self._one[cell]

    def _least(self, one: int, other: int) -> int:
        """Lane by lane the smaller value. The highest bit of every lane must be 0."""
        high = 8 * self._size - 1
        borrows = ((one | self._free << high) - other) & (self._free << high)
        larger = borrows - (borrows >> high)
        return one ^ ((one ^ other) & larger)

    def _search(self, start: int) -> tuple[int, int]:
        """The lanes with distances, and the cells never reached."""
        up, side = 8 * self._size, 8 * self._size * self._stride
        frontier, unseen, total = start, self._free ^ start, 0
        for _ in range(1 << up - 1):  # so many fit into a lane without its highest bit
            total += unseen
            frontier = (
                frontier << up | frontier >> up | frontier << side | frontier >> side
            ) & unseen
            if not frontier:
                return total, unseen
            unseen ^= frontier
        return self._search_wider(start)

    def _search_wider(self, start: int) -> tuple[int, int]:
        """Paths longer than one byte counts: two bytes from here on."""
        cell = next(cell for cell, one in self._one.items() if one == start)
        self._use_lanes_of(2)
        return self._search(self._one[cell])

    def _read(self, lanes: int) -> tuple[int, ...]:
        """The lanes of the floor cells, in their order."""
        values: bytes | array[int] = lanes.to_bytes(self._lanes * self._size, "little")
        if self._size == 2:
            values = array("H", values)
            if sys.byteorder == "big":
                values.byteswap()
        return self._pick(values)

    def complete(self) -> MazeDistances:
        """Make every row that is not there yet; returns itself."""
        for cell in sorted(self.floor, key=lambda cell: sum(cell) % 2):
            self[cell]
        return self


def _picker(numbers: list[int]) -> Callable[[Sequence[int]], tuple[int, ...]]:
    """A function that takes the values at these places out of a sequence."""
    if len(numbers) > 1:
        return itemgetter(*numbers)
    return lambda values: tuple(values[number] for number in numbers)


def _floor_cells(walls: int, width: int, height: int) -> list[Cell]:
    free = ~walls & ((1 << width * height) - 1)
    return [divmod(number, height) for number in bit_numbers(free)]


def _extent(floor: list[Cell]) -> tuple[range, range]:
    """The columns and the rows between the outermost floor cells."""
    columns, rows = zip(*floor, strict=True) if floor else ((0,), (0,))
    return range(min(columns), max(columns) + 1), range(min(rows), max(rows) + 1)


@lru_cache(maxsize=16)
def distances_of(walls: int, width: int, height: int) -> MazeDistances:
    """The distances of a board by its walls (bitboard), shared within the process."""
    return MazeDistances(walls, width, height)


def maze_distances(layout: Layout) -> MazeDistances:
    """The distances of a layout, shared within the process."""
    return distances_of(layout.walls, layout.width, layout.height)
