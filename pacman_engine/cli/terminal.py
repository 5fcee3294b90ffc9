"""What people see while they wait."""

from __future__ import annotations

import sys
from time import monotonic

STARTING = "(the teams get ready)"
_PATIENCE = 0.7
_EVERY = 0.1


class Progress:
    """One line on stderr that shows how far a longer task is; silent when that is no terminal.

    It appears when the task has lasted ``patience`` seconds: none for a task that may stay long in
    its first step.
    """

    def __init__(self, label: str, patience: float = _PATIENCE) -> None:
        self._label = label
        self._patience = patience
        self._began = monotonic()
        self._shown = 0.0
        self._width = 0

    def __call__(self, share: float, note: str = "") -> None:
        """Show that ``share`` (0 to 1) is done."""
        now = monotonic()
        wanted = sys.stderr.isatty() and now - self._began >= self._patience
        if not wanted or now - self._shown < min(_EVERY, self._patience):
            return
        self._shown = now
        line = f"{self._label} {share:4.0%} {note}"
        self._width = max(self._width, len(line))
        sys.stderr.write("\r" + line.ljust(self._width))
        sys.stderr.flush()

    def done(self) -> None:
        """Take the line away."""
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0
