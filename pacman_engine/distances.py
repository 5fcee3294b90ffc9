"""Maze distances of a board, all pairs, computed when first asked for.

A search from one cell runs on one large integer that has a lane of one or two bytes per cell:
every round adds 1 to the lanes of all cells not reached yet, so in the end each lane holds its
cell's distance. Rows are kept, so each start cell is searched once per process.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter

from pacman_engine.layout import Cell, Layout, bit_numbers

UNREACHABLE = sys.maxsize
"""The distance between two floor cells that no path joins."""

_ONE_BYTE = 255
Row = dict[Cell, int]


class MazeDistances(dict[Cell, Row]):
    """`distances[a][b]` = steps of a shortest path from floor cell a to floor cell b.

    Symmetric; 0 on the diagonal; `UNREACHABLE` where there is no path. Rows appear on first use.
    Raises KeyError for walls and for cells off the board. Positions as floats find the same rows.
    """

    def __init__(self, walls: int, width: int, height: int) -> None:
        super().__init__()
        self.floor = _floor_cells(walls, width, height)
        self._stride = height + 1  # one lane more than rows: steps over the top end in no column
        self._lanes = width * self._stride
        numbers = [x * self._stride + y for x, y in self.floor]
        self._number = dict(zip(self.floor, numbers, strict=True))
        self._pick = _picker(numbers)
        self._use_lanes_of(1)

    def _use_lanes_of(self, size: int) -> None:
        self._size = size
        self._one = {cell: 1 << 8 * size * number for cell, number in self._number.items()}
        self._free = sum(self._one.values())

    def __missing__(self, cell: Cell) -> Row:
        start = self._one[cell]
        rounds, unreached = self._search(start)
        row = dict(zip(self.floor, self._read(rounds), strict=False))
        if unreached:
            row.update((c, UNREACHABLE) for c in self.floor if unreached & self._one[c])
        self[cell] = row
        return row

    def _search(self, start: int) -> tuple[int, int]:
        """The lanes with distances, and the cells never reached."""
        up, side = 8 * self._size, 8 * self._size * self._stride
        frontier, unseen, total, rounds = start, self._free ^ start, 0, 0
        while unseen and frontier:
            total += unseen
            rounds += 1
            if rounds > _ONE_BYTE and self._size == 1:
                return self._search_wider(start)
            frontier = (
                frontier << up | frontier >> up | frontier << side | frontier >> side
            ) & unseen
            unseen ^= frontier
        return total, unseen

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
        """Search from every cell that has no row yet; returns itself."""
        for cell in self.floor:
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


@lru_cache(maxsize=16)
def distances_of(walls: int, width: int, height: int) -> MazeDistances:
    """The distances of a board by its walls (bitboard), shared within the process."""
    return MazeDistances(walls, width, height)


def maze_distances(layout: Layout) -> MazeDistances:
    """The distances of a layout, shared within the process."""
    return distances_of(layout.walls, layout.width, layout.height)
