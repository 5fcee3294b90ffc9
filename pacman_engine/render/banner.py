"""The plate with the result that the last frame lays over the board."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from PIL import Image, ImageDraw

from pacman_engine.faults import Fault, FaultKind, Side
from pacman_engine.render.canvas import Patch
from pacman_engine.render.labels import GAP, MARGIN, MARK, leader, mark_mask, name_of, side_ink
from pacman_engine.render.palette import Ink, ramp
from pacman_engine.render.text import fitting, text_mask, text_width
from pacman_engine.replay import End, faults_of

HEADLINE_SIZE, REASON_SIZE, PADDING = 20, 13, 18
BANNER_HEIGHT = 76

_REASONS: dict[FaultKind, str] = {
    FaultKind.LOAD: "could not be loaded",
    FaultKind.CREATE_TEAM: "could not create its team",
    FaultKind.START: "failed at the start",
    FaultKind.CRASH: "crashed",
    FaultKind.ILLEGAL: "chose an illegal action",
    FaultKind.MOVE_TIME: "took too long",
    FaultKind.WARNINGS: "was slow too often",
    FaultKind.TOTAL_TIME: "used up its time",
    FaultKind.MEMORY: "used too much memory",
    FaultKind.EXIT: "left the game",
    FaultKind.REPLY: "sent no valid reply",
    FaultKind.FINAL: "failed after the last move",
}


class Line(NamedTuple):
    """A sentence that begins with a team's name, which is cut where there is too little room."""

    name: str
    rest: str

    def fitted(self, size: int, room: int) -> str:
        """The sentence in at most `room` pixels, as far as only the name has to give way."""
        return fitting(self.name, size, room - text_width(self.rest, size)) + self.rest


class Verdict(NamedTuple):
    """The banner's words: who won (None: nobody), and how it came."""

    winner: Side | None
    headline: Line
    reason: Line


def verdict(replay: Mapping[str, Any]) -> Verdict:
    """What to say at the end of a match. Raises `ReplayError` when a fault is not well formed."""
    names = {side: name_of(replay[side.value], side) for side in Side}
    reason = _reason(replay, names)
    if replay["end"] == End.VOID:
        return Verdict(None, Line("", "No result"), reason)
    if replay["score"] == 0:
        return Verdict(None, Line("", "A draw"), reason)
    winner = leader(replay["score"])
    by = "forfeit" if replay["end"] == End.FAULT else str(abs(replay["score"]))
    return Verdict(winner, Line(names[winner], f" wins by {by}"), reason)


def _reason(replay: Mapping[str, Any], names: Mapping[Side, str]) -> Line:
    moves, faults = len(replay["moves"]), faults_of(replay)
    if replay["end"] == End.VOID:
        return Line("", "Neither team could start")
    if faults:
        return Line(names[faults[0].team], _what_failed(faults[0]))
    if replay["end"] == End.RETURNED:
        return Line("", f"Enough dots brought home after {moves} moves")
    return Line("", f"Move limit of {moves} reached")


def _what_failed(fault: Fault) -> str:
    has_move = fault.move > 0 and fault.kind is not FaultKind.FINAL
    return f" {_REASONS[fault.kind]}" + (f" at move {fault.move}" if has_move else "")


def banner(words: Verdict, canvas_width: int, middle: tuple[int, int]) -> Patch:
    """The verdict on a plate, centred on `middle` and inside the canvas' width."""
    mark = MARK + GAP if words.winner else 0
    room = canvas_width - 2 * MARGIN - 2 * PADDING
    headline = words.headline.fitted(HEADLINE_SIZE, room - mark)
    reason = words.reason.fitted(REASON_SIZE, room)
    head_width = text_width(headline, HEADLINE_SIZE) + mark
    inner = min(room, max(head_width, text_width(reason, REASON_SIZE)))
    plate = _plate(words.winner, inner + 2 * PADDING)
    left = (plate.width - head_width) // 2
    letters = text_mask(headline, HEADLINE_SIZE, head_width - mark, 30)
    _stamp(plate, letters, (left + mark, 11), Ink.TEXT)
    _stamp(plate, text_mask(reason, REASON_SIZE, inner, 20, "m"), (PADDING, 44), Ink.SOFT)
    if words.winner:
        _stamp(plate, mark_mask(words.winner, MARK), (left, 21), side_ink(words.winner))
    x, y = middle[0] - plate.width // 2, middle[1] - BANNER_HEIGHT // 2
    return Patch(x, y, plate.width, plate.height, plate.tobytes())


def _plate(winner: Side | None, width: int) -> Image.Image:
    """The empty plate, in palette indices; outside its round corners it is `UNCHANGED`."""
    plate = Image.new("L", (width, BANNER_HEIGHT), int(Ink.UNCHANGED))
    rim = side_ink(winner) if winner else Ink.SOFT
    box = (0, 0, width - 1, BANNER_HEIGHT - 1)
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle(box, radius=10, fill=int(Ink.SURFACE), outline=int(rim), width=2)
    return plate


def _stamp(plate: Image.Image, mask: Image.Image, place: tuple[int, int], ink: Ink) -> None:
    """Set the mask's shape on the plate's surface."""
    indices = mask.tobytes().translate(ramp(ink, Ink.SURFACE))
    plate.paste(Image.frombytes("L", mask.size, indices), place)
