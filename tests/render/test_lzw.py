"""Our LZW, against a reader written from the GIF89a standard."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.render.lzw import compress


def expand(stream: bytes, bits: int) -> bytes:
    """The pixels of a stream; fails on anything that a strict reader would refuse."""
    value = int.from_bytes(stream, "little")
    clear, end = 1 << bits, (1 << bits) + 1
    out, table, width, before, position = bytearray(), [], bits + 1, None, 0
    while True:
        code = value >> position & (1 << width) - 1
        position += width
        assert position <= len(stream) * 8, "the stream ends too early"
        if code == clear:
            table = [bytes([i]) for i in range(clear)] + [b"", b""]
            width, before = bits + 1, None
            continue
        if code == end:
            assert len(stream) * 8 - position < 8, "bytes after the end"
            return bytes(out)
        assert code <= len(table), "a code that nobody knows"
        entry = table[code] if code < len(table) else before + before[:1]
        out += entry
        if before is not None and len(table) < 4096:
            table.append(before + entry[:1])
        if len(table) == 1 << width and width < 12:
            width += 1
        before = entry


runs = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 400)), max_size=60)


@settings(max_examples=80, deadline=None)
@given(runs)
def test_runs_come_back_as_they_were(runs):
    pixels = b"".join(bytes([pixel]) * count for pixel, count in runs)
    assert expand(compress(pixels, 2), 2) == pixels


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=3000), st.integers(2, 8))
def test_any_pixels_come_back_as_they_were(data, bits):
    pixels = bytes(value & (1 << bits) - 1 for value in data)
    assert expand(compress(pixels, bits), bits) == pixels


@pytest.mark.parametrize("bits", [2, 6, 8])
def test_a_picture_that_fills_the_table_many_times_comes_back(bits):
    lots = random.Random(bits)
    noise = bytes(lots.randrange(1 << bits) for _ in range(60_000))
    pixels = noise + bytes(200_000) + noise[:9_000] + bytes([3]) * 70_000
    assert expand(compress(pixels, bits), bits) == pixels


def test_a_run_of_any_length_ends_cleanly():
    for size in range(1, 600):
        assert expand(compress(bytes(size), 2), 2) == bytes(size)


def test_a_long_run_takes_few_bytes():
    assert len(compress(bytes(200_000), 6)) < 1_000
