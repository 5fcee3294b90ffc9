"""Standard output and standard error of a guest, handed to the host line by line."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

_PIECE = 32 * 1024


class HostStream(io.RawIOBase):
    """A stream whose bytes go to ``write(number, text)``, each byte as one character."""

    def __init__(self, number: int, write: Callable[[int, str], None]) -> None:
        self._number = number
        self._write = write

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """1 or 2."""
        return self._number

    def write(self, data: Any, /) -> int:
        """Hand over one piece; what called it writes the rest."""
        piece = bytes(data[:_PIECE])
        self._write(self._number, piece.decode("latin-1"))
        return len(piece)


def text_stream(number: int, write: Callable[[int, str], None]) -> io.TextIOWrapper:
    """A text stream for `sys.stdout` or `sys.stderr`."""
    raw = io.BufferedWriter(HostStream(number, write), _PIECE)
    return io.TextIOWrapper(raw, "utf-8", "backslashreplace", "\n", line_buffering=True)


def empty_input() -> io.TextIOWrapper:
    """Standard input: always at its end."""
    return io.TextIOWrapper(io.BytesIO(), "utf-8")
