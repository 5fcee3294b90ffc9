"""The GIF container: written by hand, because every byte of 1200 frames counts."""

from __future__ import annotations

from pacman_engine.render.canvas import Patch
from pacman_engine.render.lzw import compress

_LOOP_FOR_EVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
_TRAILER = b"\x3b"
_KEEP_AND_SEE_THROUGH = 0b0000_0101
"""Disposal: leave the picture as it is; index 0 is transparent."""


def image_data(pixels: bytes) -> bytes:
    """The compressed pixels of a frame, with as few bits a pixel as they need."""
    bits = max(2, max(pixels).bit_length())
    stream = compress(pixels, bits)
    blocks = (stream[start : start + 255] for start in range(0, len(stream), 255))
    return bytes([bits]) + b"".join(bytes([len(b)]) + b for b in blocks) + b"\0"


class GifWriter:
    """A GIF under construction; frames add up, each tells only what changed.

    `table` is the colour table of all frames: 3 bytes for each of 2**n colours (n from 1 to 8).
    """

    def __init__(self, width: int, height: int, table: bytes) -> None:
        depth = (len(table) // 3).bit_length() - 1
        self._parts = [
            b"GIF89a",
            width.to_bytes(2, "little"),
            height.to_bytes(2, "little"),
            bytes([0b1000_0000 | (depth - 1) << 4 | (depth - 1), 0, 0]),
            table,
            _LOOP_FOR_EVER,
        ]

    def add(self, patch: Patch, delay: int) -> None:
        """A frame that shows for `delay` hundredths of a second."""
        self.add_packed(
            (patch.left, patch.top, patch.width, patch.height), image_data(patch.pixels), delay
        )

    def add_packed(self, box: tuple[int, int, int, int], data: bytes, delay: int) -> None:
        """A frame from `image_data` for the box (left, top, width, height)."""
        self._parts += [
            b"\x21\xf9\x04",
            bytes([_KEEP_AND_SEE_THROUGH]),
            delay.to_bytes(2, "little"),
            b"\0\0\x2c",
            b"".join(side.to_bytes(2, "little") for side in box),
            b"\0",
            data,
        ]

    def finish(self) -> bytes:
        """The file."""
        return b"".join([*self._parts, _TRAILER])
