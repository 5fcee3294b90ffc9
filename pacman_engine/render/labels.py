"""The line above the board: both names, who leads by how much, and how far the match is.

Sizes are in pixels.
"""

from __future__ import annotations

from PIL import Image, ImageDraw

from pacman_engine.faults import Side
from pacman_engine.render.canvas import Patch
from pacman_engine.render.palette import Ink, ramp
from pacman_engine.render.text import fitting, printable, text_mask, text_width

HEADER = 48
MARGIN = 8
MIDDLE = 112
"""The width of the part with score and clock."""
NAME_SIZE, SCORE_SIZE, CLOCK_SIZE = 15, 20, 11
MARK = 11
GAP = 8


def _inked(mask: Image.Image, ink: Ink, left: int, top: int, ground: Ink = Ink.GROUND) -> Patch:
    pixels = mask.tobytes().translate(ramp(ink, ground))
    return Patch(left, top, mask.width, mask.height, pixels)


def side_ink(side: Side) -> Ink:
    """The colour of a side."""
    return Ink.RED if side is Side.RED else Ink.BLUE


def mark_mask(side: Side, size: int) -> Image.Image:
    """Red's round mark or blue's square one."""
    fine = size * 8
    mask = Image.new("L", (fine, fine), 0)
    draw = ImageDraw.Draw(mask)
    if side is Side.RED:
        draw.ellipse((0, 0, fine - 1, fine - 1), fill=255)
    else:
        inset = fine // 18
        box = (inset, inset, fine - 1 - inset, fine - 1 - inset)
        draw.rounded_rectangle(box, radius=fine // 8, fill=255)
    return mask.reduce(8)


def name_of(text: str, side: Side) -> str:
    """A team's name as it can be shown."""
    return printable(text) or f"{side.value.title()} team"


class Header:
    """The line above a board on a canvas `width` wide."""

    def __init__(self, width: int, red: str, blue: str, length: int) -> None:
        self._width = width
        self._names = {Side.RED: name_of(red, Side.RED), Side.BLUE: name_of(blue, Side.BLUE)}
        self._length = length
        self._left = (width - MIDDLE) // 2

    def names(self) -> list[Patch]:
        """Both names with their marks; they never change."""
        return [patch for side in Side for patch in self._name(side)]

    def _name(self, side: Side) -> list[Patch]:
        room = (self._width - MIDDLE) // 2 - MARGIN - MARK - 2 * GAP
        text = fitting(self._names[side], NAME_SIZE, room)
        is_red = side is Side.RED
        mask = text_mask(text, NAME_SIZE, room, HEADER - 12, "l" if is_red else "r")
        left = MARGIN + MARK + GAP if is_red else self._width - MARGIN - MARK - GAP - room
        mark = MARGIN if is_red else self._width - MARGIN - MARK
        mark_top = (HEADER - 12 - MARK) // 2 + 6
        return [
            _inked(mask, Ink.TEXT, left, 6),
            _inked(mark_mask(side, MARK), side_ink(side), mark, mark_top),
        ]

    def score(self, score: int) -> Patch:
        """How much the leader is ahead, in the leader's colour behind the leader's mark."""
        height = 24
        ink = Ink.TEXT if score == 0 else side_ink(leader(score))
        text = f"+{abs(score)}" if score else "0"
        shift = MARK + 5 if score else 0
        wide = text_width(text, SCORE_SIZE) + shift
        mask = Image.new("L", (MIDDLE, height), 0)
        start = (MIDDLE - wide) // 2
        letters = text_mask(text, SCORE_SIZE, wide - shift + 2, height)
        mask.paste(letters, (start + (shift if score > 0 else 0), 0))
        if score:
            mark_left = start if score > 0 else start + wide - MARK
            mask.paste(mark_mask(leader(score), MARK), (mark_left, (height - MARK) // 2))
        return _inked(mask, ink, self._left, 3)

    def clock(self, move: int) -> list[Patch]:
        """The number of moves made, as text and as a bar."""
        text = text_mask(f"{move} / {self._length}", CLOCK_SIZE, MIDDLE, 12, "m")
        bar_width = MIDDLE - 16
        done = bar_width * min(move, self._length) // max(1, self._length)
        row = bytes([Ink.SOFT] * done + [Ink.LINE] * (bar_width - done))
        return [
            _inked(text, Ink.SOFT, self._left, 27),
            Patch(self._left + 8, 42, bar_width, 2, row * 2),
        ]


def leader(score: int) -> Side:
    """Who is ahead; `score` is red's view and not 0."""
    return Side.RED if score > 0 else Side.BLUE
