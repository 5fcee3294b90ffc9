"""Floods reach the referee's process only as far as its limits let them."""

from __future__ import annotations

import pytest

from .arena import hostile, play
from .meter import peak_within

KEPT = 2 * 64_000 + 100


@pytest.mark.parametrize("stream", [1, 2])
def test_of_a_flood_head_and_tail_are_kept(backend, stream):
    body = f"""
        os.write({stream}, b"the first" + b"x" * 100_000)
        for n in range(50):
            os.write({stream}, b"y" * 100_000)
        os.write({stream}, b"z" * 100_000 + b"the last")
    """
    play(backend, hostile("return 'Stop'"))
    with peak_within(300 if backend == "wasm" else 20):
        record = play(backend, hostile(body))
    log = record.logs["red"]
    text = log["stdout" if stream == 1 else "stderr"]
    assert text.startswith("the first")
    assert text.rstrip().endswith("the last")
    assert "bytes left out" in text
    assert log["truncated"]
    assert len(text) <= KEPT
    assert record.replay["faults"] == []


FLOODS = {
    "a plain text": "'x' * 60_000_000",
    "characters that take four bytes": "'\\U0001F600' * 12_000_000",
    "one wide character in a plain text": "'\\U0001F600' + 'x' * 25_000_000",
}


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS)
@pytest.mark.parametrize(
    "way", ["guest_entry.answer = lambda request: text", "wit_world.host_write(1, text)"]
)
def test_a_text_as_large_as_a_guest_takes_the_host_little_more_than_that(text, way):
    body = f"import guest_entry, wit_world\ntext = {text}\n{way}"
    play("wasm", hostile("return 'Stop'"))
    with peak_within(700):  # two guests of up to 256 MB each, and the text
        record = play("wasm", hostile(body))
    (fault,) = record.replay["faults"]
    assert fault["kind"] in ("reply", "exit")


def test_an_error_is_told_in_a_few_lines_however_long_it_is(backend):
    body = """
        def deep(n):
            if n:
                deep(n - 1)
            raise ValueError("x" * 10**6)
        deep(900)
    """
    record = play(backend, hostile(body))
    told = record.logs["red"]["fault"]
    assert len(told["message"]) < 2_200
    assert len(told["traceback"]) <= 40
