"""LZW as GIF wants it, quick on pictures that are mostly runs of one colour."""

from __future__ import annotations

import re

MAX_CODES = 4096
_RUNS = re.compile(rb"(.)\1*", re.DOTALL)


def compress(pixels: bytes, bits: int) -> bytes:
    """The LZW stream of pixel indices below 2**bits (2 <= bits <= 8), without sub-blocks."""
    packer = _Packer(bits)
    for run in _RUNS.finditer(pixels):
        packer.take(run.group(1)[0], run.end() - run.start())
    return packer.finish()


class _Packer:
    """One stream under construction.

    Within a run of one colour the strings in the table are that colour 1, 2, 3 ... times;
    `_chains` remembers their codes, so that a run costs a step per code and not per pixel.
    """

    def __init__(self, bits: int) -> None:
        self._clear = 1 << bits
        self._start_width = bits + 1
        self._width = bits + 1
        self._out = bytearray()
        self._pending = 0
        self._pending_bits = 0
        self._prefix = -1
        self._reset()
        self._emit(self._clear)

    def _reset(self) -> None:
        self._codes: dict[int, int] = {}
        self._chains: dict[int, list[int]] = {}
        self._next = self._clear + 2
        self._width = self._start_width

    def take(self, pixel: int, count: int) -> None:
        """Add `count` pixels of one colour."""
        if self._prefix < 0:
            self._prefix, count = pixel, count - 1
        while count:
            code = self._codes.get(self._prefix << 8 | pixel)
            if code is not None:
                self._prefix, count = code, count - 1
                continue
            self._learn(pixel)
            count = self._leap(pixel, count - 1)

    def _leap(self, pixel: int, count: int) -> int:
        """Take as much of the run as the table knows at once; tell what is left of it."""
        chain = self._chains.get(pixel)
        if not chain:
            return count
        known = min(count, len(chain))
        if known:
            self._prefix = chain[known - 1]
        return count - known

    def _learn(self, pixel: int) -> None:
        """Write the prefix and remember it followed by `pixel`, which is the new prefix."""
        prefix = self._prefix
        self._emit(prefix)
        if self._next < MAX_CODES:
            self._remember(prefix, pixel)
        else:
            self._emit(self._clear)
            self._reset()
        self._prefix = pixel

    def _remember(self, prefix: int, pixel: int) -> None:
        code = self._next
        self._codes[prefix << 8 | pixel] = code
        chain = self._chains.setdefault(pixel, [])
        if prefix == (chain[-1] if chain else pixel):
            chain.append(code)
        if code == 1 << self._width:
            self._width += 1
        self._next = code + 1

    def _emit(self, code: int) -> None:
        self._pending |= code << self._pending_bits
        self._pending_bits += self._width
        while self._pending_bits >= 8:
            self._out.append(self._pending & 255)
            self._pending >>= 8
            self._pending_bits -= 8

    def finish(self) -> bytes:
        """Close the stream."""
        if self._prefix >= 0:
            self._emit(self._prefix)
            self._grow_for_end()
        self._emit(self._clear + 1)
        if self._pending_bits:
            self._out.append(self._pending & 255)
        return bytes(self._out)

    def _grow_for_end(self) -> None:
        """The reader learns one more string after the last code, which can widen the next."""
        if self._next < MAX_CODES and self._next == 1 << self._width:
            self._width += 1
