"""`game.Grid`: a board of booleans, kept as one integer until somebody looks at its columns.

Bit `x * height + y` of the integer is cell (x, y). As soon as a column is handed out it may be
written to, so from then on the columns are the truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pacman_engine.agent_api.naming import BothSpellings

Cell = tuple[int, int]
CELLS_PER_INT = 30
_MEMO_LIMIT = 4096
_cells_memo: dict[tuple[int, int], list[Cell]] = {}
_column_memo: dict[tuple[int, int], list[bool]] = {}


def cells_of(bits: int, height: int) -> list[Cell]:
    """A fresh list of the set cells, x first and y inside it, ascending."""
    known = _cells_memo.get((bits, height))
    if known is None:
        known = [divmod(number, height) for number in _set_bits(bits)]
        _remember(_cells_memo, (bits, height), known)
    return known[:]


def columns_of(bits: int, width: int, height: int) -> list[list[bool]]:
    """Fresh columns of booleans."""
    full, columns = (1 << height) - 1, []
    for _ in range(width):
        key = (bits & full, height)
        column = _column_memo.get(key)
        if column is None:
            column = [bool(key[0] >> y & 1) for y in range(height)]
            _remember(_column_memo, key, column)
        columns.append(column[:])
        bits >>= height
    return columns


def _remember(memo: dict[Any, Any], key: Any, value: Any) -> None:
    if len(memo) >= _MEMO_LIMIT:
        memo.clear()
    memo[key] = value


def _set_bits(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


class Grid(BothSpellings):
    """`grid[x][y]`, x to the right and y up; made of booleans, but cells can be set to anything."""

    __slots__ = ("__dict__", "__weakref__", "_bits", "_columns", "height", "width")
    CELLS_PER_INT = CELLS_PER_INT

    def __init__(
        self,
        width: int,
        height: int,
        initialValue: bool = False,
        bitRepresentation: tuple[int, ...] | None = None,
    ) -> None:
        if initialValue not in (False, True):
            raise Exception("Grids can only contain booleans")
        self.width = width
        self.height = height
        self._bits = ((1 << width * height) - 1) if initialValue else 0
        self._columns: list[Any] | None = None
        if type(initialValue) is not bool:  # 0 and 1 are welcome, and stay what they are
            self._columns = [[initialValue] * height for _ in range(width)]
        if bitRepresentation:
            self._bits = _unpacked(bitRepresentation, width * height)

    @classmethod
    def from_bits(cls, width: int, height: int, bits: int) -> Grid:
        """A grid whose set cells are the bits."""
        grid = cls.__new__(cls)
        grid.width = width
        grid.height = height
        grid._bits = bits
        grid._columns = None
        return grid

    @property
    def data(self) -> list[Any]:
        """The columns; writing to them writes to the grid."""
        if self._columns is None:
            self._columns = columns_of(self._bits, self.width, self.height)
        return self._columns

    @data.setter
    def data(self, columns: list[Any]) -> None:
        self._columns = columns

    @property
    def exposed(self) -> bool:
        """Whether columns were handed out, so that anybody may have written to them."""
        return self._columns is not None

    def _untouched(self) -> bool:
        """Whether the integer still says what the columns say."""
        if self._columns is None:
            return True
        return columns_of(self._bits, self.width, self.height) == self._columns

    def bits(self) -> int:
        """The cells that are true, as an integer."""
        if self._columns is not None and not self._untouched():
            self._bits = sum(
                1 << x * self.height + y
                for x, column in enumerate(self.data)
                for y, value in enumerate(column)
                if value
            )
        return self._bits

    def __getitem__(self, i: Any) -> Any:
        columns = self._columns
        if columns is None:
            columns = self.data
        return columns[i]

    def __setitem__(self, key: Any, item: Any) -> None:
        self.data[key] = item

    def __str__(self) -> str:
        columns, rows = self.data, range(self.height - 1, -1, -1)
        return "\n".join("".join(str(columns[x][y])[0] for x in range(self.width)) for y in rows)

    def __eq__(self, other: object) -> bool:
        if other is None:
            return False
        if isinstance(other, Grid) and self._columns is None and other._columns is None:
            mine = (self._bits, self.width, self.height)
            return mine == (other._bits, other.width, other.height)
        return bool(self.data == other.data)  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash(self.bits())

    def copy(self) -> Grid:
        """A grid of its own with the same cells."""
        grid = Grid.from_bits(self.width, self.height, self._bits)
        if self._columns is not None:
            grid._columns = [column[:] for column in self._columns]
        return grid

    def deepCopy(self) -> Grid:
        """The same as `copy`."""
        return self.copy()

    def shallowCopy(self) -> Grid:
        """A grid that shares its columns with this one."""
        grid = Grid.from_bits(self.width, self.height, self._bits)
        grid._columns = self.data
        return grid

    def count(self, item: Any = True) -> int:
        """How many cells equal `item`."""
        if item in (True, False) and self._untouched():
            number = self._bits.bit_count()
            return number if item else self.width * self.height - number
        return sum(column.count(item) for column in self.data)

    def asList(self, key: Any = True) -> list[Cell]:
        """The cells that equal `key`, x first and y inside it, ascending; a fresh list."""
        if key in (True, False) and self._untouched():
            bits = self._bits if key else self._bits ^ ((1 << self.width * self.height) - 1)
            return cells_of(bits, self.height)
        return [
            (x, y)
            for x, column in enumerate(self.data)
            for y, value in enumerate(column)
            if value == key
        ]

    def packBits(self) -> tuple[int, ...]:
        """(width, height, integers of 30 cells each); `reconstituteGrid` undoes it."""
        bits, size = self.bits(), self.width * self.height
        chunks = range(0, size, CELLS_PER_INT)
        return self.width, self.height, *(_reversed_chunk(bits >> start) for start in chunks)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.width, self.height, self._bits, self._columns, vars(self) or None)


def _rebuilt(
    width: int, height: int, bits: int, columns: list[Any] | None, extra: dict[str, Any] | None
) -> Grid:
    grid = Grid.from_bits(width, height, bits)
    grid._columns = columns
    vars(grid).update(extra or {})
    return grid


def _reversed_chunk(bits: int) -> int:
    """The first cell of a chunk is its highest bit, as on the original."""
    return sum(1 << CELLS_PER_INT - 1 - n for n in range(CELLS_PER_INT) if bits >> n & 1)


def _unpacked(packed: tuple[int, ...], size: int) -> int:
    bits = sum(
        _reversed_chunk(chunk) << place * CELLS_PER_INT for place, chunk in enumerate(packed)
    )
    return bits & ((1 << size) - 1)


def reconstituteGrid(bitRep: Any) -> Any:
    """The grid of `packBits()`; anything that is no tuple comes back unchanged."""
    if not isinstance(bitRep, tuple):
        return bitRep
    width, height = bitRep[:2]
    return Grid(width, height, bitRepresentation=bitRep[2:])
