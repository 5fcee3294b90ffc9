"""The ends of streams."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pymw_bridge.child.tails import OVERHEAD, Tail


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=1, max_value=20), st.lists(st.binary(max_size=50), max_size=10))
def test_a_tail_is_the_end_of_what_was_written(capacity, pieces):
    memory = bytearray(b"\xee" * (OVERHEAD + capacity + 3))
    tail = Tail(memory, 2, capacity)
    tail.clear()
    for piece in pieces:
        tail.write(bytes(byte & 0x7F for byte in piece))
    whole = "".join(chr(byte & 0x7F) for piece in pieces for byte in piece)
    cut = len(whole) - capacity
    expected = whole if cut <= 0 else f"[{cut} bytes were cut off here]\n{whole[cut:]}"
    assert tail.text() == expected
    assert tail.total == len(whole)
    assert memory[:2] == b"\xee\xee"
    assert memory[-1:] == b"\xee"


def test_a_character_that_was_cut_in_two_is_dropped():
    tail = Tail(bytearray(OVERHEAD + 4), 0, 4)
    tail.write("ab€cd".encode())
    assert tail.text() == "[3 bytes were cut off here]\ncd"


def test_a_cleared_tail_is_empty():
    tail = Tail(bytearray(OVERHEAD + 4), 0, 4)
    tail.write(b"abcdef")
    tail.clear()
    assert tail.text() == ""
