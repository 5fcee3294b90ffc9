"""Opening the runtime image whose machine code lies ready, in a process that runs."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from pacman_engine.runtime import current_image
from pymw_bridge.interpreter import wasm
from pymw_bridge.interpreter.stage import on_stage

TIMES = 20


def run() -> list[dict[str, Any]]:
    """Milliseconds, medians."""
    image = current_image()
    wasm.prepare(image)

    def opened() -> None:
        wasm._load.cache_clear()
        wasm.prepare(image)

    def born() -> None:
        wasm.Guest(image, seed=b"", write=lambda stream, data: None).close()

    return [
        {"name": "open a compiled image", "value": _time(opened), "unit": "ms", "at_most": 50},
        {"name": "make a guest", "value": on_stage(lambda: _time(born)), "unit": "ms"},
    ]


def _time(function: Callable[[], None]) -> float:
    taken = []
    for _ in range(TIMES):
        began = perf_counter()
        function()
        taken.append(perf_counter() - began)
    return 1_000 * median(taken)
