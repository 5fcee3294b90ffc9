"""Shows a match on standard output: as a moving picture on a terminal, else frame after frame.

On a terminal each frame is drawn over the last one, at a steady pace; elsewhere (a file, a pipe)
frames are written one below the other without waiting and without control characters.
"""

from __future__ import annotations

import os
import shutil
import sys
from time import monotonic, sleep

from pacman_engine.cli.board_text import LINES_AROUND, BoardText
from pacman_engine.cli.errors import UsageError
from pacman_engine.layout import Layout
from pacman_engine.state import State

DEFAULT_FPS = 20.0
_FIRST, _HOME = "\x1b[2J\x1b[H", "\x1b[H"
_END_OF_LINE, _REST = "\x1b[K", "\x1b[J"
_PLAIN_COLUMNS = 100
_BELOW = 1  # the line that the cursor rests in


class Screen:
    """Where the frames of one match go; UsageError if a terminal is too small for them."""

    def __init__(
        self, layout: Layout, names: tuple[str, str], length: int, fps: float | None = None
    ) -> None:
        self._terminal = sys.stdout.isatty()
        self._moving = self._terminal and os.environ.get("TERM") != "dumb"
        columns = shutil.get_terminal_size().columns if self._terminal else _PLAIN_COLUMNS
        if self._moving:
            _check_size(layout)
        self._text = BoardText(
            names,
            length,
            colours=self._moving and not os.environ.get("NO_COLOR"),
            columns=columns,
        )
        self._pause = 1 / (fps or DEFAULT_FPS) if self._terminal else 0.0
        self._due = 0.0
        self._drawn = False

    def show(self, state: State) -> None:
        """Draw a state, once it is time for it."""
        self._wait()
        lines = self._text.lines(state)
        if self._moving:
            start = _HOME if self._drawn else _FIRST
            text = start + "".join(f"{line}{_END_OF_LINE}\n" for line in lines) + _REST
        else:
            text = "".join(f"{line}\n" for line in [*lines, ""])
        sys.stdout.write(text)
        sys.stdout.flush()
        self._drawn = True

    def _wait(self) -> None:
        now = monotonic()
        if self._due > now:
            sleep(self._due - now)
        self._due = max(self._due, now) + self._pause


def _check_size(layout: Layout) -> None:
    size = shutil.get_terminal_size()
    columns, lines = layout.width, layout.height + LINES_AROUND + _BELOW
    if size.columns < columns or size.lines < lines:
        raise UsageError(
            f"This board needs a terminal of {columns} columns and {lines} lines, and this one has "
            f"{size.columns} and {size.lines}: enlarge it, choose a smaller layout, or send the "
            "match to a file."
        )
