"""What stands in one cell, drawn by our own code.

A `Look` says all there is to see in a floor cell; `draw_look` turns it into pixels. It is a pure
function, so equal cells are drawn once and frames can be compared by their looks. Red is round
and blue is square in everything, so that colour is never the only sign. Drawing happens at
`FINE` times the size and is averaged down, which makes smooth edges; the unit of all lengths
below is the side of the cell, (0, 0) its centre, y down.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw

from pacman_engine.render.palette import RGB, Ink, nearest, rgb

FINE = 8
Point = tuple[float, float]

AHEAD: dict[str, Point] = {
    "North": (0.0, -1.0),
    "South": (0.0, 1.0),
    "East": (1.0, 0.0),
    "West": (-1.0, 0.0),
}


class Form(Enum):
    """What an agent is at the moment."""

    PACMAN = "pacman"
    GHOST = "ghost"
    SCARED = "scared"
    CALMING = "calming"


class Item(Enum):
    """What lies on the floor."""

    NOTHING = "nothing"
    DOT = "dot"
    CAPSULE = "capsule"


class Figure(NamedTuple):
    """One agent as it looks: `second` is the team's second player, `load` 0..3 pips of carried
    dots, `stride` 0 or 1, which alternates from cell to cell."""

    is_red: bool
    second: bool
    form: Form
    direction: str
    load: int
    stride: int


class Look(NamedTuple):
    """All that is seen in a floor cell; figures are drawn in order, the last on top."""

    on_red: bool
    item: Item
    figures: tuple[Figure, ...]


class Brush:
    """A fine canvas for one cell, in units of the cell.

    `place` shifts and shrinks what is drawn from then on.
    """

    def __init__(self, size: int, ground: Ink) -> None:
        self.ground = ground
        self._unit = size * FINE
        self._image = Image.new("RGB", (self._unit, self._unit), rgb(ground))
        self._draw = ImageDraw.Draw(self._image)
        self.place((0.0, 0.0), 1.0)

    def place(self, centre: Point, scale: float) -> None:
        """Let (0, 0) mean `centre`, and make everything `scale` times as large."""
        self._centre, self._scale = centre, scale

    def _at(self, point: Point) -> Point:
        x, y = (c + p * self._scale for c, p in zip(self._centre, point, strict=True))
        return (x + 0.5) * self._unit - 0.5, (y + 0.5) * self._unit - 0.5

    def _box(self, centre: Point, rx: float, ry: float) -> tuple[Point, Point]:
        x, y = centre
        return self._at((x - rx, y - ry)), self._at((x + rx, y + ry))

    def ellipse(self, centre: Point, rx: float, ry: float, ink: Ink) -> None:
        """A filled ellipse."""
        self._draw.ellipse(self._box(centre, rx, ry), fill=rgb(ink))

    def block(self, centre: Point, rx: float, ry: float, ink: Ink, corner: float = 0.0) -> None:
        """A filled rectangle with rounded corners."""
        radius = corner * self._unit * self._scale
        self._draw.rounded_rectangle(self._box(centre, rx, ry), radius=radius, fill=rgb(ink))

    def polygon(self, points: list[Point], ink: Ink) -> None:
        """A filled polygon."""
        self._draw.polygon([self._at(point) for point in points], fill=rgb(ink))

    def squares(self, places: list[tuple[int, int]], ink: Ink) -> None:
        """Crisp little squares, a sixteenth of the cell wide, on a raster round the centre."""
        side = FINE * round(self._unit / FINE / 16 * self._scale) or FINE
        x, y = self._at((0.0, 0.0))
        for column, row in places:
            left, top = round(x + (column - 0.5) * side), round(y + (row - 0.5) * side)
            self._draw.rectangle((left, top, left + side - 1, top + side - 1), fill=rgb(ink))

    def pixels(self) -> bytes:
        """The cell in palette indices, row by row from the top."""
        return indexed(self._image.reduce(FINE))


def indexed(image: Image.Image) -> bytes:
    """The pixels of an RGB image as the nearest palette indices."""
    data = image.tobytes()
    colours: zip[RGB] = zip(data[0::3], data[1::3], data[2::3], strict=True)
    return bytes(map(nearest, colours))


_PLACES: dict[int, tuple[list[Point], float]] = {
    1: ([(0.0, 0.0)], 1.0),
    2: ([(-0.15, -0.12), (0.15, 0.12)], 0.7),
    3: ([(-0.18, -0.16), (0.18, -0.16), (0.0, 0.17)], 0.62),
    4: ([(-0.19, -0.19), (0.19, -0.19), (-0.19, 0.19), (0.19, 0.19)], 0.58),
}
"""Where the figures of a cell stand, and their scale, by how many they are."""


@lru_cache(maxsize=4096)
def draw_look(size: int, look: Look) -> bytes:
    """The `size` x `size` palette indices of a floor cell. `size` is odd, so a cell has a centre.

    One figure alone has its team's colour in the centre (a scared ghost its fear's).
    """
    brush = Brush(size, Ink.RED_FLOOR if look.on_red else Ink.BLUE_FLOOR)
    _draw_item(brush, look.item)
    if look.figures:
        places, scale = _PLACES[len(look.figures)]
        for place, figure in zip(places, look.figures, strict=True):
            brush.place(place, scale)
            _draw_figure(brush, figure)
    return brush.pixels()


def _draw_item(brush: Brush, item: Item) -> None:
    """A small dot; the capsule is a large one in a ring."""
    if item is Item.DOT:
        brush.ellipse((0, 0), 0.125, 0.125, Ink.DOT)
    elif item is Item.CAPSULE:
        brush.ellipse((0, 0), 0.36, 0.36, Ink.DOT_1)
        brush.ellipse((0, 0), 0.29, 0.29, brush.ground)
        brush.ellipse((0, 0), 0.22, 0.22, Ink.DOT)


def _draw_figure(brush: Brush, figure: Figure) -> None:
    if figure.form is Form.PACMAN:
        _draw_pacman(brush, figure)
    elif figure.form is Form.GHOST:
        _draw_body(brush, figure, team_ink(figure.is_red, figure.second))
        _draw_eyes(brush, figure)
    else:
        _draw_scared(brush, figure)


def team_ink(is_red: bool, second: bool = False) -> Ink:
    """The colour of a player: the team's own for the first, a paler one for the second."""
    if second:
        return Ink.PALE_RED if is_red else Ink.PALE_BLUE
    return Ink.RED if is_red else Ink.BLUE


def fear_ink(is_red: bool) -> Ink:
    """The body of a scared ghost: dim, whoever it is."""
    return Ink.RED_FEAR if is_red else Ink.BLUE_FEAR


def _turned(ahead: Point, forward: float, sideward: float) -> Point:
    """The point so far ahead and to the right, for somebody who looks `ahead`."""
    dx, dy = ahead
    return dx * forward - dy * sideward, dy * forward + dx * sideward


def _draw_pacman(brush: Brush, figure: Figure) -> None:
    ink = team_ink(figure.is_red, figure.second)
    ahead = AHEAD.get(figure.direction, AHEAD["East"])
    if figure.is_red:
        brush.ellipse((0, 0), 0.43, 0.43, ink)
    else:
        brush.block((0, 0), 0.385, 0.385, ink, corner=0.1)
    gape = 0.42 if figure.stride else 0.2
    throat, teeth = (0.08, 0.0), ((0.5, -gape), (0.5, gape))
    brush.polygon([_turned(ahead, *point) for point in (throat, *teeth)], brush.ground)
    side = 0.23 if ahead[0] < 0 else -0.23
    x, y = (round(16 * side) for side in _turned(ahead, 0.0, side))
    brush.squares([(x, y), (x - 1, y), (x, y - 1), (x - 1, y - 1)], Ink.PUPIL)
    if figure.load:
        radius = (0.09, 0.13, 0.165)[figure.load - 1]
        brush.ellipse(_turned(ahead, -0.235, 0.0), radius, radius, Ink.DOT)


def _draw_body(brush: Brush, figure: Figure, ink: Ink, inset: float = 0.0) -> None:
    """A dome for red, a block for blue, on a skirt that swings with the stride."""
    half, hem = 0.39 - inset, 0.42 - inset
    if figure.is_red:
        brush.ellipse((0, half - hem), half, half, ink)
        brush.block((0, half / 2), half, hem - half / 2, ink)
    else:
        brush.block((0, 0), half, hem, ink, corner=0.09)
    for cut in (-0.2, 0.2) if figure.stride else (-0.27, 0.0, 0.27):
        if figure.is_red:
            teeth: list[Point] = [(cut - 0.1, 0.46), (cut, 0.27), (cut + 0.1, 0.46)]
            brush.polygon(teeth, brush.ground)
        else:
            brush.block((cut, 0.38), 0.06, 0.08, brush.ground)


def _draw_eyes(brush: Brush, figure: Figure) -> None:
    dx, dy = AHEAD.get(figure.direction, (0.0, 0.0))
    for side in (-0.17, 0.17):
        brush.ellipse((side + dx * 0.04, dy * 0.03 - 0.13), 0.125, 0.145, Ink.TEXT)
        brush.ellipse((side + dx * 0.1, dy * 0.1 - 0.13), 0.07, 0.075, Ink.PUPIL)


_FRIGHTENED_EYES = [(x, y) for x in (-3, -2, 2, 3) for y in (-3, -2)]
_CROOKED_MOUTH = [(-3, 2), (-2, 1), (-1, 2), (0, 1), (1, 2), (2, 1), (3, 2)]


def _draw_scared(brush: Brush, figure: Figure) -> None:
    """Hollow: a bright rim round a dim body. A calming one flickers back to its colour."""
    flickers = figure.form is Form.CALMING and figure.stride == 1
    rim, body = Ink.SOFT, fear_ink(figure.is_red)
    if flickers:
        rim, body = body, team_ink(figure.is_red)
    _draw_body(brush, figure, rim)
    _draw_body(brush, figure, body, inset=0.065)
    brush.squares(_FRIGHTENED_EYES + _CROOKED_MOUTH, Ink.TEXT)
