"""Board text ⟷ `Layout`.

A board is text, top line first. `%` wall, `.` dot, `o` capsule, `1`-`4` the start cells of agents
0-3, anything else floor. Cells are `(x, y)`, x to the right, y up, (0, 0) bottom left.

Sets of cells are integers ("bitboards"): cell (x, y) is bit `x * height + y`, so counting bits
upward visits x first and y inside it, which is the order students know from `Grid.asList()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Cell = tuple[int, int]
Starts = tuple[Cell, Cell, Cell, Cell]

MAX_SIDE = 64
MIN_SIDE = 4
DEFAULT_LAYOUT = "nightgarden"
RANDOM_PREFIX = "RANDOM"
MAX_MAZE_SEED = 2**63 - 1
STEPS: dict[str, Cell] = {
    "North": (0, 1),
    "South": (0, -1),
    "East": (1, 0),
    "West": (-1, 0),
    "Stop": (0, 0),
}


class LayoutError(ValueError):
    """The text is no playable board, or no board has this name; the message says what to change."""


class Layout:
    """A board: immutable, shared by every state of a match.

    `walls`, `food`, `red_cells`, `blue_cells` are bitboards; `capsules` keeps the order of the
    original engine (y from 0 upward, inside that x from 0 upward).
    """

    def __init__(self, name: str, rows: list[str]) -> None:
        """Use `parse`; `rows` are checked lines of equal length, top first."""
        self.name = name
        self.text = "\n".join(rows)
        self.width = len(rows[0])
        self.height = len(rows)
        self.walls = self._bits(rows, "%")
        self.food = self._bits(rows, ".")
        self.total_food = self.food.bit_count()
        self.capsules: tuple[Cell, ...] = tuple(
            (x, y) for y in range(self.height) for x in range(self.width) if rows[-1 - y][x] == "o"
        )
        self.starts = _starts(rows)
        half = self.width // 2 * self.height
        self.red_cells = (1 << half) - 1
        self.blue_cells = ((1 << self.width * self.height) - 1) ^ self.red_cells

    @classmethod
    def parse(cls, text: str, name: str = "") -> Layout:
        """Read a board. White space around lines is dropped, as are empty lines at either end.

        Raises `LayoutError` when a line differs in length, a side is below 4 or above 64, the
        border has a gap, or not each of 1-4 stands once, 1 and 3 left, 2 and 4 right.
        """
        rows = [line.strip() for line in text.strip().splitlines()]
        _check_shape(rows)
        _check_border(rows)
        _check_starts(rows)
        return cls(name, rows)

    @staticmethod
    def _bits(rows: list[str], char: str) -> int:
        height, bits = len(rows), 0
        for row_number, row in enumerate(rows):
            y = height - 1 - row_number
            for x, here in enumerate(row):
                if here == char:
                    bits |= 1 << (x * height + y)
        return bits

    def bit(self, x: int, y: int) -> int:
        """The bitboard with only (x, y) set."""
        return 1 << (x * self.height + y)

    def cell(self, number: int) -> Cell:
        """The cell of a bit number."""
        return divmod(number, self.height)

    def cells(self, bits: int) -> list[Cell]:
        """The cells of a bitboard, x first and y inside it, ascending."""
        return [divmod(number, self.height) for number in bit_numbers(bits)]

    def is_wall(self, x: int, y: int) -> bool:
        """Whether (x, y), which must be on the board, is a wall."""
        return bool(self.walls >> (x * self.height + y) & 1)

    def is_red(self, x: int) -> bool:
        """Whether column x belongs to red's half (x < width // 2)."""
        return x < self.width // 2

    @cached_property
    def legal(self) -> list[tuple[str, ...]]:
        """Per bit number the actions that lead to no wall, in the order N, S, E, W, Stop."""
        return [
            tuple(a for a, (dx, dy) in STEPS.items() if self._open(x + dx, y + dy) or a == "Stop")
            for x in range(self.width)
            for y in range(self.height)
        ]

    def _open(self, x: int, y: int) -> bool:
        return 0 <= x < self.width and 0 <= y < self.height and not self.is_wall(x, y)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Layout) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Layout({self.name!r}, {self.width}x{self.height})"


def bit_numbers(bits: int) -> Iterator[int]:
    """The numbers of the set bits, ascending."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def _starts(rows: list[str]) -> Starts:
    found = {
        here: (x, len(rows) - 1 - row_number)
        for row_number, row in enumerate(rows)
        for x, here in enumerate(row)
        if here in "1234"
    }
    return found["1"], found["2"], found["3"], found["4"]


def _check_shape(rows: list[str]) -> None:
    if not rows:
        raise LayoutError("The layout is empty. Draw the board with % for walls.")
    width, height = len(rows[0]), len(rows)
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise LayoutError(
                f"Line {number} of the layout has {len(row)} characters, line 1 has {width}. "
                "Make all lines equally long."
            )
    if not (MIN_SIDE <= width <= MAX_SIDE and MIN_SIDE <= height <= MAX_SIDE):
        raise LayoutError(
            f"The layout is {width}x{height}. Each side must have {MIN_SIDE} to {MAX_SIDE} cells."
        )


def _check_border(rows: list[str]) -> None:
    border = rows[0] + rows[-1] + "".join(row[0] + row[-1] for row in rows)
    if set(border) != {"%"}:
        raise LayoutError("The border of the layout has a gap. Close it with % on all four sides.")


def _check_starts(rows: list[str]) -> None:
    text = "".join(rows)
    for digit in "1234":
        if text.count(digit) != 1:
            raise LayoutError(
                f"Start cell {digit} stands {text.count(digit)} times in the layout. "
                "Put each of 1, 2, 3 and 4 in exactly one cell."
            )
    half = len(rows[0]) / 2
    for index, (x, _) in enumerate(_starts(rows)):
        if (x < half) != (index % 2 == 0):
            raise LayoutError("Start cells 1 and 3 must be in the left half, 2 and 4 in the right.")


def layout_names() -> list[str]:
    """The names of the shipped layouts, sorted."""
    folder = _shipped()
    return sorted(f.name[: -len(".lay")] for f in folder.iterdir() if f.name.endswith(".lay"))


def load_layout(name: str) -> Layout:
    """A shipped layout by name, or the maze of `RANDOM<seed>` (digits).

    Raises `LayoutError` naming what there is.
    """
    if name.startswith(RANDOM_PREFIX):
        from pacman_engine.mazes import generate_maze  # late: see _shipped

        return Layout.parse(generate_maze(_maze_seed(name)), name)
    if name not in layout_names():
        raise LayoutError(
            f"There is no layout {name!r}. Take one of {', '.join(layout_names())}, "
            f"or {RANDOM_PREFIX} with a number for a maze."
        )
    file = _shipped() / f"{name}.lay"
    return Layout.parse(file.read_text(encoding="ascii"), name)


def _shipped() -> Traversable:
    """The folder of the shipped layouts.

    Imported late: every child that runs agents imports this module, and none needs the folder.
    """
    from importlib import resources

    return resources.files("pacman_engine") / "layouts"


def _maze_seed(name: str) -> int:
    digits = name[len(RANDOM_PREFIX) :]
    if not (digits.isascii() and digits.isdigit()) or int(digits[:20]) > MAX_MAZE_SEED:
        raise LayoutError(
            f"{name!r} names no maze. Write {RANDOM_PREFIX} and a number up to 18 digits, "
            f"such as {RANDOM_PREFIX}7."
        )
    return int(digits)
