"""Small functions on points and tables that `util` offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def manhattanDistance(xy1: Sequence[Any], xy2: Sequence[Any]) -> Any:
    """|x1 - x2| + |y1 - y2|, of the points' own number type."""
    return abs(xy1[0] - xy2[0]) + abs(xy1[1] - xy2[1])


def nearestPoint(pos: tuple[float, float]) -> tuple[int, int]:
    """The grid cell of a position: (int(x + 0.5), int(y + 0.5))."""
    x, y = pos
    return int(x + 0.5), int(y + 0.5)


def sign(x: float) -> int:
    """1 for zero and above, else -1."""
    return 1 if x >= 0 else -1


def arrayInvert(array: list[list[Any]]) -> list[list[Any]]:
    """The transposed square table."""
    result: list[list[Any]] = [[] for _ in array]
    for outer in array:
        for place, value in enumerate(outer):
            result[place].append(value)
    return result


def matrixAsList(matrix: Any, value: Any = True) -> list[tuple[int, int]]:
    """The (row, column) pairs that hold `value`."""
    columns = range(len(matrix[0]))
    return [(r, c) for r in range(len(matrix)) for c in columns if matrix[r][c] == value]
