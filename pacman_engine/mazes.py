"""Seeded mazes: the left half is made of corridors and rooms, the right half is its rotation.

The numbers come from our own counter stream (blake2b), not from `random`, so that a seed means
one board on every machine and in every version of Python. Rows count from the top here, as in
the text.
"""

from __future__ import annotations

from collections import deque
from hashlib import blake2b
from typing import TypeVar

MIN_WIDTH, MIN_HEIGHT, MAX_SIDE = 12, 6, 64
CELLS_PER_PAIR = 17
"""Of dots, one on each side: this much of the board makes 60 dots on 32x16."""
MIN_DOTS_PER_SIDE, MAX_DOTS_PER_SIDE = 6, 120
MIN_CROSSINGS = 2
SAFE_DISTANCE = 4
"""Nothing to eat nearer than this to a start, so that a respawned ghost does not sit on dots."""

WALL, FLOOR, DOT, CAPSULE = "%", " ", ".", "o"
Spot = tuple[int, int]
Grid = list[list[str]]
T = TypeVar("T")


def generate_maze(seed: int, width: int = 32, height: int = 16) -> str:
    """The text of the maze of this seed: lines joined by newlines, border included.

    It is its own image when turned by 180 degrees (1 <-> 2, 3 <-> 4), all floor is reachable,
    there are at least two ways across, and each side has one or two capsules and as many dots as
    the other (60 in all on 32x16). Raises `ValueError` for an odd width or sides outside
    12..64 x 6..64.
    """
    _check_size(width, height)
    lots = _Lots(f"{seed}/{width}x{height}")
    half = _carve(lots, width // 2, height)
    _braid(lots, half)
    _open_front(lots, half)
    _furnish(lots, half)
    return "\n".join(row + twin for row, twin in zip(_texts(half), _turned(half), strict=True))


def _check_size(width: int, height: int) -> None:
    if width % 2 or not (MIN_WIDTH <= width <= MAX_SIDE and MIN_HEIGHT <= height <= MAX_SIDE):
        raise ValueError(
            f"A maze cannot be {width}x{height}. Choose an even width from {MIN_WIDTH} to "
            f"{MAX_SIDE} and a height from {MIN_HEIGHT} to {MAX_SIDE}."
        )


class _Lots:
    """Draws that depend on nothing but the key."""

    def __init__(self, key: str) -> None:
        self._key = f"pacman-maze/1/{key}".encode("ascii")
        self._drawn = 0

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1. The bias of 2**64 % limit is beyond notice."""
        self._drawn += 1
        block = blake2b(b"%s/%d" % (self._key, self._drawn), digest_size=8).digest()
        return int.from_bytes(block, "big") % limit

    def one(self, options: list[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]

    def some(self, options: list[T], count: int) -> list[T]:
        """At most `count` different options, in the order drawn."""
        rest = list(options)
        return [rest.pop(self.below(len(rest))) for _ in range(min(count, len(rest)))]


# --- walls -------------------------------------------------------------------------------------


def _carve(lots: _Lots, columns: int, rows: int) -> Grid:
    """The left half with its walls; its last column is the front, where both sides meet."""
    inside = [WALL] + [FLOOR] * (columns - 1)
    half = [[WALL] * columns, *(list(inside) for _ in range(rows - 2)), [WALL] * columns]
    has_front_wall = columns > 8 and lots.below(3) > 0
    if has_front_wall:
        _build_front(lots, half)
    last = columns - 2 if has_front_wall else columns - 1
    _divide(lots, half, (1, 1, rows - 2, last), lots.below(2) == 0)
    return half


def _build_front(lots: _Lots, half: Grid) -> None:
    """Wall up the front but for two to four gaps, which the turned half meets in its own."""
    rows = len(half)
    upper = list(range(1, rows // 2))
    for row in range(1, rows - 1):
        half[row][-1] = WALL
    for row in lots.some(upper, 1 + lots.below(2)):
        half[row][-1] = half[rows - 1 - row][-1] = FLOOR


def _divide(lots: _Lots, half: Grid, room: tuple[int, int, int, int], upright: bool) -> None:
    """Cut the room (top, left, bottom, right, all inside) by walls until only corridors stay."""
    for turned in (upright, not upright):
        options = _places(half, room, turned)
        if options and _is_wide(room, lots):
            place = lots.one(options)
            _build_wall(lots, half, room, turned, place)
            for part in _parts(room, turned, place):
                _divide(lots, half, part, _longer_side(lots, part))
            return


def _is_wide(room: tuple[int, int, int, int], lots: _Lots) -> bool:
    """Small rooms are left open now and then: a maze of corridors alone is dull."""
    top, left, bottom, right = room
    size = (bottom - top + 1) * (right - left + 1)
    return size > 12 or lots.below(4) > 0


def _longer_side(lots: _Lots, room: tuple[int, int, int, int]) -> bool:
    top, left, bottom, right = room
    wide, high = right - left, bottom - top
    return wide > high if wide != high else lots.below(2) == 0


def _places(half: Grid, room: tuple[int, int, int, int], upright: bool) -> list[int]:
    """Where a wall leaves a lane on either side and does not run into a gap."""
    top, left, bottom, right = room
    if upright:
        return [x for x in range(left + 1, right) if _ends(half, top - 1, x, bottom + 1, x)]
    return [y for y in range(top + 1, bottom) if _ends(half, y, left - 1, y, right + 1)]


def _ends(half: Grid, top: int, left: int, bottom: int, right: int) -> bool:
    """Whether a wall between these two spots leans on wall, or on the middle, at either end."""
    middle = len(half[0])
    return half[top][left] == WALL and (right == middle or half[bottom][right] == WALL)


def _build_wall(
    lots: _Lots, half: Grid, room: tuple[int, int, int, int], upright: bool, place: int
) -> None:
    top, left, bottom, right = room
    if upright:
        spots = [(row, place) for row in range(top, bottom + 1)]
    else:
        spots = [(place, column) for column in range(left, right + 1)]
    gaps = lots.some(spots, 1 + (len(spots) > 5) + (len(spots) > 11))
    for row, column in spots:
        half[row][column] = FLOOR if (row, column) in gaps else WALL


def _parts(
    room: tuple[int, int, int, int], upright: bool, place: int
) -> list[tuple[int, int, int, int]]:
    top, left, bottom, right = room
    if upright:
        return [(top, left, bottom, place - 1), (top, place + 1, bottom, right)]
    return [(top, left, place - 1, right), (place + 1, left, bottom, right)]


def _braid(lots: _Lots, half: Grid) -> None:
    """Open two of three dead ends, so that a chase seldom ends by itself."""
    for spot in _floor(half):
        if len(_steps(half, spot)) == 1 and lots.below(3) > 0:
            walls = [w for w in _beside(spot) if _is_inner_wall(half, w) and _opens(half, w, spot)]
            if walls:
                row, column = lots.one(walls)
                half[row][column] = FLOOR


def _is_inner_wall(half: Grid, spot: Spot) -> bool:
    row, column = spot
    return 0 < row < len(half) - 1 and 0 < column < len(half[0]) - 1 and half[row][column] == WALL


def _opens(half: Grid, wall: Spot, spot: Spot) -> bool:
    return any(other != spot for other in _steps(half, wall))


def _open_front(lots: _Lots, half: Grid) -> None:
    """See to it that there are two ways across: a row is open where its twin is open too."""
    rows = list(range(1, len(half) - 1))
    open_rows = [r for r in rows if half[r][-1] != WALL and half[-1 - r][-1] != WALL]
    shut = [r for r in rows if r not in open_rows and half[r][-2] != WALL]
    while len(open_rows) < MIN_CROSSINGS and shut:
        row = shut.pop(lots.below(len(shut)))
        half[row][-1] = half[-1 - row][-1] = FLOOR
        open_rows += [row, len(half) - 1 - row]


# --- what stands on the floor ------------------------------------------------------------------


def _furnish(lots: _Lots, half: Grid) -> None:
    """Starts farthest from the front, then capsules, then dots: dead ends first."""
    first, second = _start_spots(half)
    wanted = _dots_per_side(half)
    free = _away_from(half, (first, second), wanted)
    for row, column in lots.some(free, 1 + lots.below(2)):
        half[row][column] = CAPSULE
    free = [s for s in free if half[s[0]][s[1]] == FLOOR]
    ends = [s for s in free if len(_steps(half, s)) == 1][:wanted]
    others = [s for s in free if s not in ends]
    for row, column in ends + lots.some(others, wanted - len(ends)):
        half[row][column] = DOT
    half[first[0]][first[1]], half[second[0]][second[1]] = "1", "3"


def _dots_per_side(half: Grid) -> int:
    area = len(half) * 2 * len(half[0])
    return max(MIN_DOTS_PER_SIDE, min(MAX_DOTS_PER_SIDE, area // CELLS_PER_PAIR))


def _away_from(half: Grid, starts: tuple[Spot, Spot], wanted: int) -> list[Spot]:
    """The floor at a distance from the starts, or all of it where that would be too little."""
    to_start = _walk(half, list(starts))
    free = [spot for spot in _floor(half) if spot not in starts]
    far = [spot for spot in free if to_start[spot] >= SAFE_DISTANCE]
    return far if len(far) >= wanted + 2 else free


def _start_spots(half: Grid) -> tuple[Spot, Spot]:
    front = [spot for spot in _floor(half) if spot[1] == len(half[0]) - 1]
    far = _walk(half, front)
    ranked = sorted(far, key=lambda spot: (-far[spot], spot))
    return ranked[0], ranked[1]


def _walk(half: Grid, sources: list[Spot]) -> dict[Spot, int]:
    """Steps from the nearest source to every floor spot of the half."""
    steps = dict.fromkeys(sources, 0)
    queue = deque(sources)
    while queue:
        spot = queue.popleft()
        for other in _steps(half, spot):
            if other not in steps:
                steps[other] = steps[spot] + 1
                queue.append(other)
    return steps


def _floor(half: Grid) -> list[Spot]:
    return [(y, x) for y, row in enumerate(half) for x, here in enumerate(row) if here != WALL]


def _beside(spot: Spot) -> list[Spot]:
    row, column = spot
    return [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]


def _steps(half: Grid, spot: Spot) -> list[Spot]:
    """The floor spots next to this one that are in the half."""
    return [(y, x) for y, x in _beside(spot) if x < len(half[0]) and half[y][x] != WALL]


def _texts(half: Grid) -> list[str]:
    return ["".join(row) for row in half]


def _turned(half: Grid) -> list[str]:
    twins = str.maketrans("13", "24")
    return [text[::-1].translate(twins) for text in reversed(_texts(half))]
