"""Maze lines: walls are soft bodies with a thin bright edge, drawn cell by cell.

How a wall cell looks depends on its eight neighbours only, so a board needs a few dozen
drawings. Each quarter of a cell is one of five things: full, a flat edge (two ways), an outer
corner or an inner corner.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from PIL import Image, ImageDraw

from pacman_engine.layout import Layout
from pacman_engine.render.palette import Ink, rgb
from pacman_engine.render.sprites import FINE, indexed

INSET, EDGE = 0.2, 0.085
"""In cells: how far the edge stands back from the floor, and how thick it is."""

Neighbours = frozenset[tuple[int, int]]


def neighbours(layout: Layout, x: int, y: int) -> Neighbours:
    """The directions (dx, dy), y up, in which a wall is next to (x, y)."""
    return frozenset(
        (dx, dy)
        for dx, dy in product((-1, 0, 1), repeat=2)
        if 0 <= x + dx < layout.width
        and 0 <= y + dy < layout.height
        and layout.is_wall(x + dx, y + dy)
    )


@lru_cache(maxsize=4096)
def draw_wall(size: int, on_red: bool, walls: Neighbours) -> bytes:
    """The `size` x `size` palette indices of a wall cell."""
    floor, edge, body = (
        (Ink.RED_FLOOR, Ink.RED_EDGE, Ink.RED_WALL)
        if on_red
        else (Ink.BLUE_FLOOR, Ink.BLUE_EDGE, Ink.BLUE_WALL)
    )
    unit = size * FINE
    image = Image.new("RGB", (unit, unit), rgb(floor))
    image.paste(rgb(edge), mask=_body(unit, walls, INSET))
    image.paste(rgb(body), mask=_body(unit, walls, INSET + EDGE))
    return indexed(image.reduce(FINE))


def _body(unit: int, walls: Neighbours, inset: float) -> Image.Image:
    """Where the wall is when it stands back so far from the floor."""
    mask = Image.new("L", (unit, unit), 0)
    for dx, dy in product((-1, 1), repeat=2):
        quarter = _quarter(unit, inset, ((dx, 0) in walls, (0, dy) in walls, (dx, dy) in walls))
        if dx > 0:
            quarter = quarter.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        if dy < 0:
            quarter = quarter.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        half = unit // 2
        mask.paste(quarter, (half if dx > 0 else 0, half if dy < 0 else 0))
    return mask


def _quarter(unit: int, inset: float, walls: tuple[bool, bool, bool]) -> Image.Image:
    """The top left quarter; `walls` are beside, above and diagonal."""
    beside, above, diagonal = walls
    half, gap = unit // 2, round(inset * unit)
    image = Image.new("L", (half, half), 255)
    draw = ImageDraw.Draw(image)
    if beside and above:
        if not diagonal:
            draw.ellipse((-gap - 1, -gap - 1, gap, gap), fill=0)
        return image
    if not beside:
        draw.rectangle((0, 0, gap - 1, half), fill=0)
    if not above:
        draw.rectangle((0, 0, half, gap - 1), fill=0)
    if not beside and not above:
        draw.rectangle((gap, gap, half, half), fill=0)
        draw.ellipse((gap, gap, unit - gap, unit - gap), fill=255)
    return image
