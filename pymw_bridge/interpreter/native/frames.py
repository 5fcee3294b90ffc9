"""Length-prefixed JSON frames over pipes: how a jailed process and the one that started it talk."""

from __future__ import annotations

import json
import os
import struct
from typing import Any

_LENGTH = struct.Struct(">I")
_PIECE = 65_536  # what a pipe holds; a larger buffer would be made for nothing


class BadFrame(ValueError):
    """The other side sent what is no frame, or a larger one than agreed."""


def pack(document: object) -> bytes:
    """``document`` as one frame: four bytes of length, then JSON in ASCII."""
    body = json.dumps(document, separators=(",", ":")).encode("ascii")
    return _LENGTH.pack(len(body)) + body


class FrameBuffer:
    """Puts frames together from pieces, and refuses those above ``limit`` bytes at once."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._bytes = bytearray()

    def __len__(self) -> int:
        return len(self._bytes)

    def feed(self, piece: bytes) -> None:
        """Add what was read; at most one frame and a little more is ever kept."""
        self._bytes += piece

    def pop(self) -> Any:
        """The next whole frame's document, or None; raises ``BadFrame``.

        A document can be None too (``null``), which no side of this protocol ever sends.
        """
        if len(self._bytes) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._bytes)
        if length > self._limit:
            raise BadFrame(f"a reply of {length} bytes, where {self._limit} are allowed")
        end = _LENGTH.size + length
        if len(self._bytes) < end:
            return None
        body = bytes(self._bytes[_LENGTH.size : end])
        del self._bytes[:end]
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise BadFrame("a reply that is not JSON") from error


def read_frame(descriptor: int) -> Any:
    """The next frame from a blocking pipe; EOFError when the other side is gone."""
    (length,) = _LENGTH.unpack(_read_exactly(descriptor, _LENGTH.size))
    return json.loads(_read_exactly(descriptor, length))


def _read_exactly(descriptor: int, size: int) -> bytes:
    pieces = bytearray()
    while len(pieces) < size:
        piece = os.read(descriptor, min(size - len(pieces), _PIECE))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of ``data`` to a blocking pipe."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
