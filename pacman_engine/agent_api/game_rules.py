"""`capture`'s constants and halves of the board, for agents that look rules up in code."""

from __future__ import annotations

from pacman_engine import rules as core_rules
from pacman_engine.agent_api.grid import Cell, Grid

KILL_POINTS = 0
SIGHT_RANGE = core_rules.SIGHT_RANGE
MIN_FOOD = core_rules.MIN_FOOD
TOTAL_FOOD = 60
DUMP_FOOD_ON_DEATH = True
SCARED_TIME = core_rules.SCARED_TIME


def halfGrid(grid: Grid, red: bool) -> Grid:
    """A new Grid with only the cells of red's half (or blue's)."""
    column = (1 << grid.height) - 1
    half = grid.width // 2
    columns = range(half) if red else range(half, grid.width)
    mask = sum(column << x * grid.height for x in columns)
    return Grid.from_bits(grid.width, grid.height, grid.bits() & mask)


def halfList(l: list[Cell], grid: Grid, red: bool) -> list[Cell]:  # noqa: E741 (its public name)
    """The cells on red's half (or blue's), in their order."""
    half = grid.width // 2
    return [(x, y) for x, y in l if (x < half) == bool(red)]
