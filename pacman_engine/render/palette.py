"""The night palette: 64 colours for everything that is drawn.

A colour is its index. Index 0 is never seen: it is the "as before" of a frame that only tells
what changed. Between a colour and the ground stand two mixtures, so that edges are smooth without
every frame needing colours of its own.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache

RGB = tuple[int, int, int]
COLOURS = 64


class Ink(IntEnum):
    """The colours by name; `_1` and `_2` are one and two thirds of the way from the ground.

    What moves has the small numbers, because a frame of small numbers packs smaller.
    """

    UNCHANGED = 0
    RED_FLOOR = 1
    BLUE_FLOOR = 2
    DOT = 3
    DOT_1 = 4
    DOT_2 = 5
    PUPIL = 6
    TEXT = 7
    RED = 8
    RED_1 = 9
    RED_2 = 10
    BLUE = 11
    BLUE_1 = 12
    BLUE_2 = 13
    PALE_RED = 14
    PALE_BLUE = 15
    TEXT_1 = 16
    TEXT_2 = 17
    RED_FEAR = 18
    BLUE_FEAR = 19
    RED_EYE = 20
    BLUE_EYE = 21
    SOFT = 22
    SOFT_1 = 23
    SOFT_2 = 24
    GROUND = 25
    SURFACE = 26
    LINE = 27
    RED_WALL = 28
    BLUE_WALL = 29
    RED_EDGE = 30
    BLUE_EDGE = 31
    RED_EDGE_1 = 32
    BLUE_EDGE_1 = 33
    RED_EDGE_2 = 34
    BLUE_EDGE_2 = 35


_PLAIN: dict[Ink, str] = {
    Ink.UNCHANGED: "000000",
    Ink.GROUND: "0f1020",
    Ink.SURFACE: "181a2e",
    Ink.LINE: "2b2e4a",
    Ink.RED_FLOOR: "150f1f",
    Ink.BLUE_FLOOR: "0e1224",
    Ink.RED_WALL: "261a30",
    Ink.BLUE_WALL: "192241",
    Ink.RED_EDGE: "a9586c",
    Ink.BLUE_EDGE: "4f72b4",
    Ink.RED: "ff6b6e",
    Ink.BLUE: "6aa5ff",
    Ink.PALE_RED: "ffa79c",
    Ink.PALE_BLUE: "a4cdff",
    Ink.DOT: "ffd23f",
    Ink.TEXT: "ecedf7",
    Ink.SOFT: "a4a8c3",
    Ink.PUPIL: "14152a",
    Ink.RED_FEAR: "5d2f44",
    Ink.BLUE_FEAR: "2f4674",
}

_MIXED: dict[Ink, tuple[Ink, Ink, float]] = {
    Ink.RED_EDGE_1: (Ink.RED_FLOOR, Ink.RED_EDGE, 0.35),
    Ink.BLUE_EDGE_1: (Ink.BLUE_FLOOR, Ink.BLUE_EDGE, 0.35),
    Ink.RED_EDGE_2: (Ink.RED_FLOOR, Ink.RED_EDGE, 0.7),
    Ink.BLUE_EDGE_2: (Ink.BLUE_FLOOR, Ink.BLUE_EDGE, 0.7),
    Ink.RED_1: (Ink.GROUND, Ink.RED, 0.33),
    Ink.BLUE_1: (Ink.GROUND, Ink.BLUE, 0.33),
    Ink.RED_2: (Ink.GROUND, Ink.RED, 0.67),
    Ink.BLUE_2: (Ink.GROUND, Ink.BLUE, 0.67),
    Ink.DOT_1: (Ink.GROUND, Ink.DOT, 0.33),
    Ink.DOT_2: (Ink.GROUND, Ink.DOT, 0.67),
    Ink.TEXT_1: (Ink.GROUND, Ink.TEXT, 0.33),
    Ink.TEXT_2: (Ink.GROUND, Ink.TEXT, 0.67),
    Ink.SOFT_1: (Ink.GROUND, Ink.SOFT, 0.33),
    Ink.SOFT_2: (Ink.GROUND, Ink.SOFT, 0.67),
    Ink.RED_EYE: (Ink.RED, Ink.TEXT, 0.5),
    Ink.BLUE_EYE: (Ink.BLUE, Ink.TEXT, 0.5),
}


@cache
def rgb(ink: Ink) -> RGB:
    """The colour of an index, 0..255 each."""
    if ink in _PLAIN:
        value = int(_PLAIN[ink], 16)
        return value >> 16, value >> 8 & 255, value & 255
    low, high, share = _MIXED[ink]
    red, green, blue = (
        round(a + (b - a) * share) for a, b in zip(rgb(low), rgb(high), strict=True)
    )
    return red, green, blue


@cache
def table() -> bytes:
    """The colour table of a GIF or PNG: 64 times red, green, blue."""
    return b"".join(bytes(rgb(ink)) for ink in Ink).ljust(COLOURS * 3, b"\0")


@cache
def nearest(colour: RGB) -> int:
    """The index of the colour that looks most like this one (never `UNCHANGED`)."""
    seen = [ink for ink in Ink if ink is not Ink.UNCHANGED]
    return min(seen, key=lambda ink: (_difference(rgb(ink), colour), ink))


def _difference(one: RGB, other: RGB) -> int:
    """Squared, green counting most, as eyes do."""
    (r, g, b), (s, h, c) = one, other
    return 3 * (r - s) ** 2 + 4 * (g - h) ** 2 + 2 * (b - c) ** 2


_STEPS: dict[Ink, tuple[Ink, Ink]] = {
    Ink.TEXT: (Ink.TEXT_1, Ink.TEXT_2),
    Ink.SOFT: (Ink.SOFT_1, Ink.SOFT_2),
    Ink.RED: (Ink.RED_1, Ink.RED_2),
    Ink.BLUE: (Ink.BLUE_1, Ink.BLUE_2),
    Ink.DOT: (Ink.DOT_1, Ink.DOT_2),
}


@cache
def ramp(ink: Ink, ground: Ink = Ink.GROUND) -> bytes:
    """From coverage (0..255) to index, for masks of text and shapes in `ink` on `ground`.

    `ink` must be TEXT, SOFT, RED, BLUE or DOT.
    """
    low, high = _STEPS[ink]
    return bytes([ground] * 43 + [low] * 85 + [high] * 85 + [ink] * 43)
