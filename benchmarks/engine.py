"""How much faster than the original the engine and its agent API are: ratios original / ours.

    python -m benchmarks engine

CPU time in one process. Every repeat measures the machine (see `_original`) and then ours; the
median of the repeats counts, so a machine that changes its speed spoils little.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import process_time
from typing import Any

from benchmarks import _calls, _games
from benchmarks._original import Original, original

REPEATS = 5
ROUNDS = 3
MOVES_PER_SECOND = 100_000
IMPORT_MILLISECONDS = 40
STUDENT_IMPORTS = "captureAgents, capture, game, util, distanceCalculator, baselineTeam"


@dataclass(frozen=True, slots=True)
class Case:
    """One comparison.

    `original` are the reference's quantities that the original would need, together; `besides` is
    work that is the same on both sides, measured here and added to the original's. `prepare` makes
    the function that is timed; it does `times` units of work.
    """

    name: str
    original: tuple[str, ...]
    prepare: Callable[[], Callable[[], object]]
    at_least: float | None
    times: int = 1
    besides: Callable[[], Callable[[], object]] | None = None


def _case(name: str, reference: str, make: Callable[[], Any], at_least: float, **more: Any) -> Case:
    return Case(name, (reference,), make, at_least, **more)


MOVE, LIST = "generateSuccessor, 32x16 board", "getBlueFood().asList(), 32x16"
CALLS = [
    _case("deepCopy", "deepCopy, 32x16", _calls.deep_copy, 15, times=1000),
    _case("deepCopy, all parts in use", "deepCopy, 32x16", _calls.deep_copy_used, 15, times=1000),
    _case("makeObservation", "makeObservation, 32x16", _calls.observe, 15, times=500),
    _case(
        "makeObservation, all parts in use",
        "makeObservation, 32x16",
        _calls.observe_used,
        15,
        times=500,
    ),
    _case("makeObservation, 46x26", "makeObservation, 46x26", _calls.observe_large, 15, times=500),
    _case("getBlueFood().asList(), first time", LIST, _calls.list_food_first, 3, times=300),
    _case("getBlueFood().asList(), asked again", LIST, _calls.list_food, 8, times=1000),
    _case("hash(state)", "hash(state), 32x16", _calls.hash_state, 5, times=1000),
    _case("str(state)", "str(state), 32x16", _calls.print_state, 3, times=300),
    _case("getLegalActions", "getLegalActions", _calls.legal, 1, times=3000),
    _case("getLegalActions, all parts in use", "getLegalActions", _calls.legal_used, 1, times=3000),
    _case("generateSuccessor", MOVE, _calls.move, 1.2, times=2000),
    _case("generateSuccessor, mover looked at", MOVE, _calls.move_look_one, 1.2, times=2000),
    Case(
        "generateSuccessor, all agents looked at",
        (MOVE,),
        _calls.move_look_agents,
        1,
        2000,
        _calls.look_agents,
    ),
    Case(
        "generateSuccessor, all positions looked at",
        (MOVE,),
        _calls.move_look_positions,
        1,
        2000,
        _calls.look_positions,
    ),
    Case("generateSuccessor, food listed", (MOVE, LIST, LIST), _calls.move_list_food, 1, 1000),
    _case("generateSuccessor, all parts in use", MOVE, _calls.move_used, 1, times=2000),
    Case(
        "generateSuccessor, all in use, agents looked at",
        (MOVE,),
        _calls.move_used_look_agents,
        0.8,  # as dear as on the original; docs/speed.md says why
        2000,
        _calls.look_agents,
    ),
    _case(
        "all-pairs maze distances, 32x16",
        "all-pairs maze distances, 32x16, 248 free cells",
        _calls.distances,
        10,
    ),
    _case(
        "all-pairs maze distances, 46x26",
        "all-pairs maze distances, 46x26, 602 free cells",
        _calls.distances_large,
        10,
    ),
]
OBSERVED = "whole game, 1200 moves, random agents, observations, 32x16"
BASELINE = "whole game, 1200 moves, stock baseline against itself, 32x16"
GAMES = [
    Case(
        "whole game, random agents, full states",
        ("whole game, 1200 moves, random agents, full states, 32x16",),
        _games.random_unobserved,
        None,
    ),
    _case("whole game, random agents, observations", OBSERVED, _games.random_observed, 8),
    Case("whole game, random agents, with referee", (OBSERVED,), _games.random_refereed, None),
    _case("whole game, baseline twice", BASELINE, _games.baseline, 4),
    _case("whole game, baseline twice, with referee", BASELINE, _games.baseline_refereed, 4),
]


def run() -> Iterable[dict[str, Any]]:
    """The ratio of every quantity, then what is promised in absolute numbers."""
    reference = original()
    rows = [ratio(case, reference) for case in (*CALLS, *GAMES)]
    return [*rows, resimulation(), import_time()]


def ratio(case: Case, reference: Original) -> dict[str, Any]:
    """The measurement of one comparison."""
    ours = case.prepare()
    besides = case.besides() if case.besides else None
    quotient = sum(reference.quotient[name] for name in case.original)
    ratios = []
    for _ in range(REPEATS):
        theirs = quotient * reference.calibration()
        if besides:
            theirs += cpu_seconds(besides, case.times)
        ratios.append(theirs / cpu_seconds(ours, case.times))
    found = {"name": case.name, "value": statistics.median(ratios), "unit": "x"}
    return found if case.at_least is None else {**found, "at_least": case.at_least}


def cpu_seconds(call: Callable[[], object], times: int = 1) -> float:
    """CPU seconds of one call, the fastest of some rounds of so many calls."""
    rounds = []
    for _ in range(ROUNDS):
        gc.collect()
        start = process_time()
        for _ in range(times):
            call()
        rounds.append((process_time() - start) / times)
    return min(rounds)


def resimulation() -> dict[str, Any]:
    """Moves a second in which a replay is checked."""
    again, moves = _games.resimulation()
    rates = [moves / cpu_seconds(again) for _ in range(REPEATS)]
    return {
        "name": "re-simulation of a replay",
        "value": statistics.median(rates),
        "unit": "moves/s",
        "at_least": MOVES_PER_SECOND,
    }


def import_time() -> dict[str, Any]:
    """CPU milliseconds in which a fresh process, with bytecode, imports all that agents import."""
    with tempfile.TemporaryDirectory() as bytecode:
        times = [_import_seconds(bytecode) for _ in range(1 + 2 * REPEATS)][1:]
    return {
        "name": "import of the agent API",
        "value": 1000 * statistics.median(times),
        "unit": "ms",
        "at_most": IMPORT_MILLISECONDS,
    }


def _import_seconds(bytecode: str) -> float:
    program = (
        "from time import process_time; start = process_time()\n"
        "from pacman_engine.agent_api.importing import install; install()\n"
        f"import {STUDENT_IMPORTS}; print(process_time() - start)"
    )
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", program]
    return float(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
