"""The line above the board: both names, who leads by how much, and how far the match is.

And the banner at the end. Sizes are in pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageChops, ImageDraw

from pacman_engine.faults import Fault, FaultKind, Side
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
        ink = Ink.TEXT if score == 0 else side_ink(_leader(score))
        text = f"+{abs(score)}" if score else "0"
        shift = MARK + 5 if score else 0
        wide = text_width(text, SCORE_SIZE) + shift
        mask = Image.new("L", (MIDDLE, height), 0)
        start = (MIDDLE - wide) // 2
        letters = text_mask(text, SCORE_SIZE, wide - shift + 2, height)
        mask.paste(letters, (start + (shift if score > 0 else 0), 0))
        if score:
            mark_left = start if score > 0 else start + wide - MARK
            mask.paste(mark_mask(_leader(score), MARK), (mark_left, (height - MARK) // 2))
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


def _leader(score: int) -> Side:
    return Side.RED if score > 0 else Side.BLUE


# --- the end -----------------------------------------------------------------------------------

_REASONS: dict[FaultKind, str] = {
    FaultKind.LOAD: "could not be loaded",
    FaultKind.CREATE_TEAM: "could not create its team",
    FaultKind.START: "failed at the start",
    FaultKind.CRASH: "crashed",
    FaultKind.ILLEGAL: "chose an illegal action",
    FaultKind.MOVE_TIME: "took too long for a move",
    FaultKind.WARNINGS: "was slow too often",
    FaultKind.TOTAL_TIME: "used up its time",
    FaultKind.MEMORY: "used too much memory",
    FaultKind.EXIT: "left the game",
    FaultKind.REPLY: "sent no valid reply",
    FaultKind.FINAL: "failed after the last move",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The banner's words: who won (None: nobody), in one line, and how it came in another."""

    winner: Side | None
    headline: str
    reason: str


def verdict(replay: Mapping[str, Any], faults: list[Fault]) -> Verdict:
    """What to say at the end of a match."""
    names = {side: name_of(replay[side.value], side) for side in Side}
    score, moves = replay["score"], len(replay["moves"])
    if replay["end"] == "void":
        return Verdict(None, "No result", "Neither team could start")
    if score == 0:
        return Verdict(None, "A draw", _how(replay, faults, names, moves))
    winner = _leader(score)
    headline = f"{names[winner]} wins by {abs(score)}"
    return Verdict(winner, headline, _how(replay, faults, names, moves))


def _how(
    replay: Mapping[str, Any], faults: list[Fault], names: Mapping[Side, str], moves: int
) -> str:
    if replay["end"] == "returned":
        return f"Enough dots brought home after {moves} moves"
    if not faults:
        return f"All {moves} moves played"
    guilty = faults[0]
    return f"{names[guilty.team]} {_REASONS[guilty.kind]} at move {guilty.move}"


HEADLINE_SIZE, REASON_SIZE, PADDING = 20, 13, 18
BANNER_HEIGHT = 76


def banner(words: Verdict, canvas_width: int, middle: tuple[int, int]) -> Patch:
    """The verdict on a plate, centred on `middle` and inside the canvas' width."""
    mark = MARK + GAP if words.winner else 0
    room = canvas_width - 2 * MARGIN - 2 * PADDING
    headline = fitting(words.headline, HEADLINE_SIZE, room - mark)
    reason = fitting(words.reason, REASON_SIZE, room)
    head_width = text_width(headline, HEADLINE_SIZE) + mark
    inner = max(head_width, text_width(reason, REASON_SIZE))
    width = min(inner, room) + 2 * PADDING
    plate = _plate(words.winner, width)
    left = (width - head_width) // 2
    _stamp(plate, text_mask(headline, HEADLINE_SIZE, head_width, 30), (left + mark, 11), Ink.TEXT)
    _stamp(plate, text_mask(reason, REASON_SIZE, inner, 20, "m"), (PADDING, 44), Ink.SOFT)
    if words.winner:
        _stamp(plate, mark_mask(words.winner, MARK), (left, 21), side_ink(words.winner))
    x, y = middle
    return Patch(x - width // 2, y - BANNER_HEIGHT // 2, width, BANNER_HEIGHT, plate.tobytes())


def _plate(winner: Side | None, width: int) -> Image.Image:
    plate = Image.new("L", (width, BANNER_HEIGHT), int(Ink.UNCHANGED))
    rim = side_ink(winner) if winner else Ink.SOFT
    box = (0, 0, width - 1, BANNER_HEIGHT - 1)
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle(box, radius=10, fill=int(Ink.SURFACE), outline=int(rim), width=2)
    return plate


def _stamp(plate: Image.Image, mask: Image.Image, place: tuple[int, int], ink: Ink) -> None:
    """Set the mask's shape on the plate; what it does not cover stays."""
    covered = mask.point([0] * 43 + [255] * 213)
    inked = Image.frombytes("L", mask.size, mask.tobytes().translate(ramp(ink, Ink.SURFACE)))
    plate.paste(inked, place, ImageChops.lighter(covered, covered))
