"""What the original engine costs on the machine this runs on, to compare ours with.

The original cannot be shipped. Its costs were measured once, as CPU time beside `calibration()`
on the same machine, and only the quotients are kept; they hold within about 20 %. So here the
original costs quotient x `calibration()`, both of this minute: a machine that is busy or throttled
slows both alike.

If the environment variable REFERENCE_SPEED names a Python file that has `calibration` and
`QUOTIENT`, that is used instead.
"""

from __future__ import annotations

import os
import runpy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import process_time

QUOTIENT: Mapping[str, float] = {
    "generateSuccessor, 32x16 board": 0.00048,
    "getLegalActions": 9.8e-05,
    "deepCopy, 32x16": 0.0137,
    "makeObservation, 32x16": 0.015,
    "makeObservation, 46x26": 0.03,
    "getBlueFood().asList(), 32x16": 0.00555,
    "hash(state), 32x16": 0.0023,
    "str(state), 32x16": 0.0135,
    "all-pairs maze distances, 32x16, 248 free cells": 9.0,
    "all-pairs maze distances, 46x26, 602 free cells": 65.0,
    "whole game, 1200 moves, random agents, full states, 32x16": 17.91,
    "whole game, 1200 moves, random agents, observations, 32x16": 35.5,
    "whole game, 1200 moves, stock baseline against itself, 32x16": 80.0,
}
"""Cost of the original / `calibration()`, on CPython 3.11."""

REACH = 45
ROUNDS = 15


@dataclass(frozen=True, slots=True)
class Original:
    """A way to time this machine, and what the original costs in that unit."""

    calibration: Callable[[], float]
    quotient: Mapping[str, float]


def original() -> Original:
    """Ours, or that of the file REFERENCE_SPEED names."""
    path = os.environ.get("REFERENCE_SPEED")
    if not path:
        return Original(calibration, QUOTIENT)
    if not Path(path).is_file():
        raise SystemExit(f"REFERENCE_SPEED names no file: {path}")
    names = runpy.run_path(path)
    return Original(names["calibration"], names["QUOTIENT"])


class _Spot:
    def __init__(self, x: int, y: int) -> None:
        self.x, self.y = x, y

    def moved(self, dx: int, dy: int) -> _Spot:
        return _Spot(self.x + dx, self.y + dy)


def calibration() -> float:
    """CPU seconds of a fixed search over a square, the fastest of fifteen.

    Objects, tuples, dictionaries, lists and calls, in about the mixture of the original engine.
    The workload must stay as it is: the quotients are in its unit.
    """
    return min(_search_time() for _ in range(ROUNDS))


def _search_time() -> float:
    start = process_time()
    seen: dict[tuple[int, int], int] = {}
    queue = [_Spot(0, 0)]
    for spot in queue:
        for dx, dy in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            beside = spot.moved(dx, dy)
            key = (beside.x, beside.y)
            if key not in seen and -REACH <= beside.x <= REACH and -REACH <= beside.y <= REACH:
                seen[key] = seen.get((spot.x, spot.y), 0) + 1
                queue.append(beside)
    if len(seen) != (2 * REACH + 1) ** 2:
        raise AssertionError("The calibration has been changed.")
    return process_time() - start
