"""Where everything stands in the picture, and pictures of single states."""

from __future__ import annotations

from PIL import Image

from pacman_engine.layout import Cell, Layout
from pacman_engine.render.canvas import Canvas, Patch
from pacman_engine.render.labels import HEADER, MARGIN, Header
from pacman_engine.render.looks import look_at
from pacman_engine.render.palette import Ink
from pacman_engine.render.sprites import draw_look
from pacman_engine.render.walls import draw_wall, neighbours
from pacman_engine.state import State

BOARD_SIDE = 660
"""Cells shrink so that the board's longer side stays within this, but never below the least."""
LEAST_CELL, LARGEST_CELL = 11, 21
LEAST_WIDTH, LEAST_HEIGHT = 340, 80
"""Of the picture, and of the room for the board in it: names and banner must have place."""


def cell_size(layout: Layout) -> int:
    """The side of a cell in pixels: odd, so that every cell has a pixel in its centre."""
    fitting = BOARD_SIDE // max(layout.width, layout.height)
    size = max(LEAST_CELL, min(LARGEST_CELL, fitting))
    return size if size % 2 else size - 1


class Stage:
    """The picture of one board: the line with the names above, a margin around."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.cell = cell_size(layout)
        self.board_width = layout.width * self.cell
        self.board_height = layout.height * self.cell
        self.width = max(self.board_width + 2 * MARGIN, LEAST_WIDTH)
        room = max(self.board_height, LEAST_HEIGHT)
        self.height = HEADER + room + MARGIN
        self._left = (self.width - self.board_width) // 2
        self._top = HEADER + (room - self.board_height) // 2

    def corner(self, cell: Cell) -> tuple[int, int]:
        """The top left pixel (x, y) of a cell."""
        x, y = cell
        return self._left + x * self.cell, self._top + (self.layout.height - 1 - y) * self.cell

    def centre(self, cell: Cell) -> tuple[int, int]:
        """The pixel (x, y) in the centre of a cell."""
        x, y = self.corner(cell)
        return x + self.cell // 2, y + self.cell // 2

    def middle(self) -> tuple[int, int]:
        """The pixel in the middle of the board."""
        return self.width // 2, self._top + self.board_height // 2

    def patch(self, cell: Cell, pixels: bytes) -> Patch:
        """The pixels of a cell at their place."""
        left, top = self.corner(cell)
        return Patch(left, top, self.cell, self.cell, pixels)

    def cell_patch(self, state: State, cell: Cell) -> Patch:
        """A floor cell of a state."""
        return self.patch(cell, draw_look(self.cell, look_at(state, cell)))

    def draw(self, state: State, header: Header, move: int, score: int | None = None) -> Canvas:
        """The whole picture of a state; `score` replaces that of the board where it differs."""
        canvas = Canvas(self.width, self.height, Ink.GROUND)
        for x in range(self.layout.width):
            for y in range(self.layout.height):
                canvas.put(self._any_cell(state, (x, y)))
        shown = state.score if score is None else score
        for patch in (*header.names(), header.score(shown), *header.clock(move)):
            canvas.put(patch)
        return canvas

    def _any_cell(self, state: State, cell: Cell) -> Patch:
        x, y = cell
        if not self.layout.is_wall(x, y):
            return self.cell_patch(state, cell)
        around = neighbours(self.layout, x, y)
        return self.patch(cell, draw_wall(self.cell, self.layout.is_red(x), around))


def render_frame(
    state: State, *, red: str = "Red", blue: str = "Blue", move: int = 0
) -> Image.Image:
    """The picture (mode P) of one state, `move` moves after the start."""
    stage = Stage(state.layout)
    header = Header(stage.width, red, blue, move + max(0, state.timeleft))
    return stage.draw(state, header, move).image()
