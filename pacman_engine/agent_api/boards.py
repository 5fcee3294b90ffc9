"""`layout.Layout` as students know it, made of the engine's own `Layout` where there is one."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import copy
from typing import Any

from pacman_engine.agent_api.grid import Cell, Grid
from pacman_engine.agent_api.naming import BothSpellings
from pacman_engine.agent_api.plane import manhattanDistance
from pacman_engine.layout import Layout as CoreLayout


def _part(name: str, make: Callable[[CoreLayout], Any]) -> Any:
    """A part that is made when first looked at, and can be written to."""

    def get(layout: Layout) -> Any:
        parts = layout._parts
        if name not in parts:
            parts[name] = make(layout._core)  # type: ignore[arg-type]
        return parts[name]

    def put(layout: Layout, value: Any) -> None:
        layout._parts[name] = value

    return property(get, put)


class Layout(BothSpellings):
    """A board. `Layout(lines)`, top line first, or `Layout(name, lines)`.

    `walls` and `food` are Grids, `capsules` a list, `agentPositions` [(False, (x, y)), …] by agent
    index, `layoutText` the lines, `totalFood` the number of dots, `numGhosts` the number of agents.
    """

    __slots__ = (
        "__dict__",
        "__weakref__",
        "_core",
        "_parts",
        "_walls",
        "height",
        "layout_name",
        "width",
    )

    height: int
    width: int
    _parts: dict[str, Any]
    _walls: Grid | None

    def __init__(self, layoutText: Any, layout_text: list[str] | None = None) -> None:
        lines: list[str] = layoutText if layout_text is None else layout_text
        self._core: CoreLayout | None = None
        self._parts = {}
        self.layout_name = "" if layout_text is None else layoutText
        self.width = len(lines[0])
        self.height = len(lines)
        self.layoutText = lines
        self._read(lines)

    @classmethod
    def of(cls, core: CoreLayout) -> Layout:
        """The student's view of an engine layout; its parts are made when first looked at."""
        layout = cls.__new__(cls)
        layout._core = core
        layout._parts = {}
        layout._walls = None
        layout.width = core.width
        layout.height = core.height
        layout.layout_name = core.name
        return layout

    food = _part("food", lambda core: Grid.from_bits(core.width, core.height, core.food))
    capsules = _part("capsules", lambda core: list(core.capsules))
    agentPositions = _part("agentPositions", lambda core: [(False, c) for c in core.starts])
    layoutText = _part("layoutText", lambda core: core.text.split("\n"))
    totalFood = _part("totalFood", lambda core: core.total_food)
    numGhosts = _part("numGhosts", lambda core: len(core.starts))

    @property
    def walls(self) -> Grid:
        """The walls; writing to the columns counts for the states on this board."""
        if self._walls is None and self._core is not None:
            self._walls = Grid.from_bits(self.width, self.height, self._core.walls)
        return self._walls  # type: ignore[return-value]

    @walls.setter
    def walls(self, grid: Grid) -> None:
        self._walls = grid

    def _read(self, lines: list[str]) -> None:
        self._walls = Grid(self.width, self.height)
        self.food = Grid(self.width, self.height)
        self.capsules = []
        agents: list[tuple[int, Cell]] = []
        for y in range(self.height):
            for x in range(self.width):
                self._read_cell(x, y, lines[self.height - 1 - y][x], agents)
        self.agentPositions = [(number == 0, cell) for number, cell in sorted(agents)]
        self.numGhosts = sum(1 for number, _ in agents if number)
        self.totalFood = self.food.count()

    def _read_cell(self, x: int, y: int, char: str, agents: list[tuple[int, Cell]]) -> None:
        if char == "%":
            self.walls[x][y] = True
        elif char == ".":
            self.food[x][y] = True
        elif char == "o":
            self.capsules.append((x, y))
        elif char in "P1234":
            agents.append((0 if char == "P" else int(char), (x, y)))
        elif char == "G":
            agents.append((1, (x, y)))

    def core(self) -> CoreLayout:
        """The engine's layout, with the walls as they are now."""
        if self._core is None:
            self._core = CoreLayout(str(self.layout_name), list(self.layoutText))
        walls = self.walls.bits() if self.walls_exposed() else self._core.walls
        return self._core if walls == self._core.walls else _with_walls(self._core, walls)

    def walls_exposed(self) -> bool:
        """Whether somebody holds the columns of the walls and may have written to them."""
        return self._walls is not None and self._walls.exposed

    def getNumGhosts(self) -> int:
        """The number of agents."""
        return int(self.numGhosts)

    def isWall(self, pos: Cell) -> bool:
        """Whether (x, y) is a wall."""
        x, y = pos
        return bool(self.walls[x][y])

    def isVisibleFrom(self, ghostPos: Cell, pacPos: Cell, pacDirection: str) -> bool:
        """AttributeError, as on the original, which has no table of what is visible."""
        raise AttributeError("'Layout' object has no attribute 'visibility'")

    def getRandomLegalPosition(self) -> Cell:
        """A random floor cell."""
        while True:
            cell = random.choice(range(self.width)), random.choice(range(self.height))
            if not self.isWall(cell):
                return cell

    def _corners(self) -> list[Cell]:
        right, top = self.width - 2, self.height - 2
        return [(1, 1), (1, top), (right, 1), (right, top)]

    def getRandomCorner(self) -> Cell:
        """One of the four corners inside the border."""
        return random.choice(self._corners())

    def getFurthestCorner(self, pacPos: Cell) -> Cell:
        """The corner farthest from a position (Manhattan)."""
        return max((manhattanDistance(cell, pacPos), cell) for cell in self._corners())[1]

    def deepCopy(self) -> Layout:
        """A layout of its own, read again from the text."""
        if self._core is not None:
            return Layout.of(self._core)
        return Layout(self.layoutText[:])

    def __deepcopy__(self, memo: dict[int, Any]) -> Layout:
        new = self.deepCopy()
        if self.walls_exposed():
            new.walls = self.walls.deepCopy()
        return new

    def __str__(self) -> str:
        return "\n".join(self.layoutText)


def _with_walls(core: CoreLayout, walls: int) -> CoreLayout:
    """A copy of the engine's layout with other walls."""
    new = copy(core)
    vars(new).pop("legal", None)
    new.walls = walls
    return new
