"""A match as a moving picture: one frame at the start, one for every move, one with the result."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from itertools import islice
from typing import Any

from pacman_engine.render.banner import banner, verdict
from pacman_engine.render.canvas import Patch, crop_to_change, join
from pacman_engine.render.gif import GifWriter, image_data
from pacman_engine.render.labels import Header
from pacman_engine.render.looks import Change, changes
from pacman_engine.render.palette import Ink, table
from pacman_engine.render.sprites import draw_look
from pacman_engine.render.stage import Stage
from pacman_engine.replay import MAX_LENGTH, ReplayError, play_through
from pacman_engine.state import State

CLOCK_STEP = 10
"""The clock is drawn anew every so many moves, and whenever the score changes."""

START_DELAY, END_DELAY = 100, 500
"""How long the first and the last frame are shown, in hundredths of a second."""

WHOLE_FILM = 4800
SHORTEST_DELAY, LONGEST_DELAY = 3, 12
"""Browsers make ten hundredths of a delay below two."""

_NOTHING = Patch(0, 0, 1, 1, bytes([Ink.UNCHANGED]))
Box = tuple[int, int, int, int]


def render_gif(replay: Mapping[str, Any], *, max_moves: int = MAX_LENGTH) -> bytes:
    """The GIF of a match: `len(moves) + 2` frames, about 50 seconds for 1200 moves, looping.

    Frame n shows the state after n moves; the last one lays the result over the board. Takes a
    replay in the form that `parse_replay` checks. Raises `ReplayError` when it cannot be played
    or is longer than `max_moves`.
    """
    moves = len(replay["moves"])
    if moves > max_moves:
        raise ReplayError(f"A film of {moves} moves is too long: at most {max_moves} are drawn.")
    states = play_through(replay)
    state = next(states)
    film = _Film(state, replay)
    for number, after in enumerate(states, start=1):
        film.show_move(state, after, number)
        state = after
    return film.finish()


def render_still(replay: Mapping[str, Any], move: int | None = None) -> bytes:
    """A PNG of the match after `move` moves, or of its end with the result (None).

    Raises `ReplayError` when the replay cannot be played or has no such move.
    """
    last = len(replay["moves"])
    wanted = last if move is None else move
    if not 0 <= wanted <= last:
        raise ReplayError(f"The match has the moves 0 to {last}, so none is number {wanted}.")
    state = next(islice(play_through(replay), wanted, None))
    stage, header = _stage_of(state, replay)
    canvas = stage.draw(state, header, wanted)
    if move is None:
        canvas.put(header.score(replay["score"]))
        canvas.lay(_banner(stage, replay))
    out = BytesIO()
    canvas.image().save(out, "PNG", optimize=True)
    return out.getvalue()


def _stage_of(state: State, replay: Mapping[str, Any]) -> tuple[Stage, Header]:
    stage = Stage(state.layout)
    return stage, Header(stage.width, replay["red"], replay["blue"], replay["length"])


def _banner(stage: Stage, replay: Mapping[str, Any]) -> Patch:
    return banner(verdict(replay), stage.width, stage.middle())


class _Film:
    """The frames of one match. What moves look like is packed once and used again and again."""

    def __init__(self, state: State, replay: Mapping[str, Any]) -> None:
        self._replay = replay
        self._stage, self._header = _stage_of(state, replay)
        self._writer = GifWriter(self._stage.width, self._stage.height, table())
        self._packed: dict[object, tuple[Box, bytes]] = {}
        per_move = WHOLE_FILM // max(1, len(replay["moves"]))
        self._delay = max(SHORTEST_DELAY, min(LONGEST_DELAY, per_move))
        self._writer.add(self._stage.draw(state, self._header, 0).whole(), START_DELAY)

    def show_move(self, before: State, after: State, number: int) -> None:
        """Add the frame after move `number`."""
        changed = changes(before, after)
        scored = before.score != after.score
        if scored or number % CLOCK_STEP == 0:
            patches = self._header.clock(number)
            if scored:
                patches.append(self._header.score(after.score))
            self._writer.add(join(patches + self._cells(changed)), self._delay)
        elif not changed:
            self._writer.add(_NOTHING, self._delay)
        elif _lie_together(changed):
            self._add_packed(changed)
        else:
            self._writer.add(join(self._cells(changed)), self._delay)

    def _cells(self, changed: list[Change]) -> list[Patch]:
        size = self._stage.cell
        return [self._stage.patch(c.cell, draw_look(size, c.after)) for c in changed]

    def _add_packed(self, changed: list[Change]) -> None:
        """A step to the next cell: looks the same wherever it happens."""
        first, last = changed[0], changed[-1]
        is_upright = first.cell[0] == last.cell[0]
        key = (is_upright, *((c.before, c.after) for c in changed))
        if key not in self._packed:
            self._packed[key] = self._pack(changed)
        (left, top, width, height), data = self._packed[key]
        x, y = self._stage.corner(first.cell)
        self._writer.add_packed((x + left, y + top, width, height), data, self._delay)

    def _pack(self, changed: list[Change]) -> tuple[Box, bytes]:
        """The changed rectangle, relative to the corner of the first cell, and its data."""
        size = self._stage.cell
        olds = [self._stage.patch(c.cell, draw_look(size, c.before)) for c in changed]
        patch = crop_to_change(join(olds), join(self._cells(changed)))
        x, y = self._stage.corner(changed[0].cell)
        return (patch.left - x, patch.top - y, patch.width, patch.height), image_data(patch.pixels)

    def finish(self) -> bytes:
        """Add the frame with the result; the file."""
        score, moves = self._replay["score"], len(self._replay["moves"])
        header = [*self._header.clock(moves), self._header.score(score)]
        plate = _banner(self._stage, self._replay)
        self._writer.add(join([*header, plate]), END_DELAY)
        return self._writer.finish()


def _lie_together(changed: list[Change]) -> bool:
    """Whether it is one cell, or two side by side."""
    (x, y), (x2, y2) = changed[0].cell, changed[-1].cell
    return len(changed) <= 2 and abs(x - x2) + abs(y - y2) <= 1
