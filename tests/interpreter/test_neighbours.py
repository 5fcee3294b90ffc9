"""Guests of one process, side by side in several threads, know nothing of each other."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from wasmtime.component._types import String

from pacman_engine.faults import FaultKind
from pacman_engine.runtime import current_image
from pacman_engine.teams.calls import setup_message
from pymw_bridge.interpreter.errors import InterpreterError, Interrupted
from pymw_bridge.interpreter.stage import on_stage
from pymw_bridge.interpreter.wasm import Guest
from tests.interpreter import guests
from tests.interpreter.guests import run_in_guest

REFUSED = "import wit_world\nwit_world.host_random(100_000)"
HONEST = "result = sum(len(str(i)) for i in range(3_000))"
ROUNDS = 12


def test_what_one_guest_is_refused_ends_no_other():
    sources = [REFUSED, HONEST] * ROUNDS
    with ThreadPoolExecutor(4) as threads:
        ran = list(threads.map(run_in_guest, sources))
    for refused, honest in zip(ran[::2], ran[1::2], strict=True):
        assert refused.fault.kind is FaultKind.EXIT
        assert "random bytes" in refused.fault.message
        assert honest.fault is None
        assert honest.result == 10 + 90 * 2 + 900 * 3 + 2_000 * 4


def test_a_failure_of_the_host_is_no_fault_of_the_guest():
    def broken(stream: int, data: bytes) -> None:
        raise OSError("the disk is full")

    source = base64.b64encode(b"print(1)").decode()
    setup = setup_message(guests.setup(), "main.py")

    def ask() -> None:
        guest = Guest(current_image(), seed=b"seed", write=broken)
        guest.call(json.dumps(["load", setup, {"main.py": source}]), 10**10)

    with pytest.raises(InterpreterError, match="disk is full") as caught:
        on_stage(ask)
    assert not isinstance(caught.value, Interrupted)


@pytest.mark.parametrize("way", ["convert_to_c", "convert_from_c"])
def test_a_host_without_memory_for_a_text_is_no_fault_of_the_guest(monkeypatch, way):
    def ask() -> None:
        guest = Guest(current_image(), seed=b"seed", write=lambda stream, data: None)
        monkeypatch.setattr(String, way, no_memory)
        guest.call('["hello"]', 10**10)

    with pytest.raises(InterpreterError, match="MemoryError") as caught:
        on_stage(ask)
    assert not isinstance(caught.value, Interrupted)


def no_memory(*arguments: object) -> None:
    raise MemoryError
