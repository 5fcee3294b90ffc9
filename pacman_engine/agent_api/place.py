"""The board of an observation and its successors, with tables of it that are made once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pacman_engine.agent_api.agent_states import Configuration
from pacman_engine.agent_api.boards import Layout
from pacman_engine.agent_api.directions import Directions
from pacman_engine.agent_api.grid import Grid, columns_of
from pacman_engine.layout import Layout as CoreLayout


class Place:
    """The board of one observation and its successors: the core's, and the student's view of it."""

    __slots__ = ("board", "columns", "core", "legal", "starts")

    def __init__(self, core: CoreLayout) -> None:
        self.core = core
        self.starts: list[Configuration] | None = None
        self.columns = _wall_columns(core)
        self.legal = _legal_by_cell(core)
        self.board: Layout | None = None

    def fresh(self) -> Place:
        """The same board, of which nobody has seen anything yet."""
        new = Place.__new__(Place)
        new.core, new.columns, new.legal = self.core, self.columns, self.legal
        new.board = new.starts = None
        return new

    def __reduce__(self) -> tuple[Any, ...]:
        return _place_again, (self.core, self.board, self.starts)

    def layout(self) -> Layout:
        """The student's layout; one object for an observation and all its successors."""
        if self.board is None:
            self.board = Layout.of(self.core)
        return self.board

    def make_starts(self) -> list[Configuration]:
        """Where the agents start: the same objects for an observation and all its successors."""
        self.starts = [Configuration(cell, Directions.STOP) for cell in self.core.starts]
        return self.starts

    def written_walls(self) -> Grid | None:
        """The walls, if somebody may have written to them."""
        if self.board is not None and self.board.walls_exposed():
            return self.board.walls
        return None


def _place_again(
    core: CoreLayout, board: Layout | None, starts: list[Configuration] | None
) -> Place:
    place = Place(core)
    place.board, place.starts = board, starts
    return place


@lru_cache(maxsize=16)
def _wall_columns(core: CoreLayout) -> list[list[bool]]:
    """For reading only: these columns are never handed out."""
    return columns_of(core.walls, core.width, core.height)


@lru_cache(maxsize=16)
def _legal_by_cell(core: CoreLayout) -> dict[Any, tuple[str, ...]]:
    """The legal actions on every floor cell; positions as floats find the same."""
    cells = [divmod(number, core.height) for number in range(core.width * core.height)]
    return {cell: core.legal[n] for n, cell in enumerate(cells) if not core.is_wall(*cell)}
