"""A progress bar: redrawn in place on a terminal, a line for every tenth elsewhere."""

from __future__ import annotations

from typing import TextIO

WIDTH = 30


class Bar:
    """Shows one thing's progress; `end()` leaves its last state standing."""

    def __init__(self, stream: TextIO, label: str) -> None:
        self._stream = stream
        self._label = label
        self._in_place = stream.isatty()
        self._tenth = -1

    def show(self, share: float, note: str) -> None:
        """Show a share from 0 to 1 with a short note."""
        if self._in_place:
            self._stream.write(f"\r\033[K{self._line(share, note)}")
        elif int(share * 10) > self._tenth:
            self._tenth = int(share * 10)
            self._stream.write(f"{self._line(share, note)}\n")
        self._stream.flush()

    def end(self) -> None:
        if self._in_place:
            self._stream.write("\n")

    def _line(self, share: float, note: str) -> str:
        full = round(share * WIDTH)
        return f"{self._label:<9} {'#' * full}{'.' * (WIDTH - full)} {100 * share:3.0f} %  {note}"
