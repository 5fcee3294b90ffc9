"""Output of a program, kept within limits however much it prints."""

from __future__ import annotations


class Captured:
    """The head and the tail of a stream, ``limit`` bytes each; what is between is counted only.

    ``size`` is the number of bytes that came in.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._head = bytearray()
        self._tail = bytearray()
        self._dropped = 0
        self.size = 0

    def feed(self, piece: bytes) -> None:
        """Add what was read."""
        self.size += len(piece)
        room = self._limit - len(self._head)
        self._head += piece[:room]
        self._tail += piece[max(room, 0) :]
        if len(self._tail) > 4 * self._limit:
            self._shorten()

    def _shorten(self) -> None:
        extra = max(len(self._tail) - self._limit, 0)
        del self._tail[:extra]
        self._dropped += extra

    @property
    def truncated(self) -> bool:
        """Whether something between head and tail is missing."""
        self._shorten()
        return self._dropped > 0

    def text(self) -> str:
        """What is kept as text; a line in the middle says how much is not."""
        head = bytes(self._head).decode("utf-8", "replace")
        if not self.truncated:
            return (self._head + self._tail).decode("utf-8", "replace")
        gap = f"\n… {self._dropped} bytes left out …\n"
        return head + gap + bytes(self._tail).decode("utf-8", "replace")
