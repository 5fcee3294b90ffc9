"""What the sandbox costs: a move, the start of a match, memory, and whole games.

    python -m benchmarks sandbox

CPU time, because other work may run beside it; what is compared is measured in turns. A match
without a sandbox begins as in a fresh process: nothing is remembered of its board.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from time import process_time, thread_time
from typing import Any

from benchmarks._original import original
from pacman_engine.agent_api import place
from pacman_engine.distances import distances_of
from pacman_engine.layout import Layout, load_layout
from pacman_engine.observation import Observation, observe
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.rules import MODERN
from pacman_engine.runtime import current_image
from pacman_engine.state import State
from pacman_engine.teams.archive import TeamArchive, find_team
from pacman_engine.teams.backends import opener
from pacman_engine.teams.driver import Team, TeamSetup
from pymw_bridge.interpreter import wasm
from pymw_bridge.interpreter.stage import on_stage

OVERHEAD, START, OPEN, MEMORY = 100, 30, 50, 120
AGAINST_ORIGINAL, AGAINST_NONE = 1.0, 4.0
ROUNDS, MOVES, LENGTH = 5, 1_000, 1_200
TEAMS = (
    "baseline",
    "capsule_hunter",
    "greedy",
    "homebound",
    "pathfinder",
    "sentinels",
    "tactician",
    "wanderer",
)
BOARD = "nightgarden"  # 32x16
REFERENCE = "whole game, 1200 moves, stock baseline against itself, 32x16"
IDLE = TeamArchive(
    {
        "myTeam.py": b"""
from captureAgents import CaptureAgent
def createTeam(firstIndex, secondIndex, isRed):
    return [Idle(firstIndex), Idle(secondIndex)]
class Idle(CaptureAgent):
    def registerInitialState(self, gameState):
        pass
    def chooseAction(self, gameState):
        return 'Stop'
"""
    },
    "myTeam.py",
)
Measurement = dict[str, Any]


def run() -> Iterable[Measurement]:
    """Measurements with the bounds that the project promises."""
    wasm.prepare(current_image())
    yield from on_stage(_small_costs)
    yield _memory()
    yield from _whole_games()


# -- one move, one start


def _small_costs() -> list[Measurement]:
    board = load_layout(BOARD)
    return [_overhead(board), _opening(), _start(board)]


def _setup(board: Layout) -> TeamSetup:
    return TeamSetup(red=True, layout=board, rules=MODERN, length=LENGTH, random_key="5eed")


def _overhead(board: Layout) -> Measurement:
    """What a move costs beside the agent: of an agent that does not think, against none."""
    seen = observe(State.initial(board, MODERN, LENGTH), 0, (0, 0, 0, 0))
    teams = {name: _ready(name, board) for name in ("wasm", "none")}
    times: dict[str, list[float]] = {name: [] for name in teams}
    for _ in range(MOVES):
        for name, team in teams.items():
            times[name].append(_timed(lambda team=team: _move(team, seen)))
    for team in teams.values():
        team.close()
    extra = statistics.median(times["wasm"]) - statistics.median(times["none"])
    return _found("overhead per move, median", 1e6 * extra, "us", at_most=OVERHEAD)


def _ready(backend: str, board: Layout) -> Team:
    team = opener(backend, IDLE)(_setup(board))
    _load(team)
    team.start(0, State.initial(board, MODERN, LENGTH), 15)
    return team


def _move(team: Team, seen: Observation) -> None:
    team.act(0, seen, 3)


def _load(team: Team) -> None:
    team.load(15)
    team.create(15)


def _opening() -> Measurement:
    """A guest of an image that this process has loaded."""
    image = current_image()

    def open_and_close() -> None:
        wasm.Guest(image, seed=b"seed", write=lambda stream, data: None).close()

    found = statistics.median(_timed(open_and_close) for _ in range(20))
    return _found("a guest of a loaded image", 1e3 * found, "ms", at_most=OPEN)


def _start(board: Layout) -> Measurement:
    """Both teams opened, their files loaded, their agents made."""
    open_team = opener("wasm", find_team("baseline"))

    def start() -> None:
        teams = [open_team(_setup(board)) for _ in range(2)]
        for team in teams:
            _load(team)
            team.close()

    found = statistics.median(_timed(start) for _ in range(10))
    return _found("start of a match, two teams", 1e3 * found, "ms", at_most=START)


def _timed(call: Callable[[], object]) -> float:
    began = thread_time()
    call()
    return thread_time() - began


# -- memory

_RESIDENT = """
import resource
from benchmarks import sandbox
from pymw_bridge.interpreter import wasm
wasm.prepare(sandbox.current_image())
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
before = resident()
peak = before
def watch(state):
    global peak
    peak = max(peak, resident())
sandbox.match("wasm", "tactician", watch=watch)
print(peak - before)
"""


def _memory() -> Measurement:
    """What a match adds to a process that has the image loaded, at its highest."""
    done = subprocess.run(
        [sys.executable, "-c", _RESIDENT], capture_output=True, text=True, check=True
    )
    grown = int(done.stdout) / 1e6
    return _found("memory of a match beside the image", grown, "MB", at_most=MEMORY)


# -- whole games


def match(backend: str, team: str, **options: Any) -> float:
    """CPU seconds of a match of a team against itself."""
    board = load_layout(BOARD)
    sides = [Contestant(side, opener(backend, find_team(team)), {}) for side in ("red", "blue")]
    spec = MatchSpec(layout=board, rules=MODERN, seed="5eed", starter=0, length=LENGTH)
    _forget_boards()
    began = process_time()
    play_match(spec, *sides, **options)
    return process_time() - began


def _forget_boards() -> None:
    for remembered in (distances_of, place._wall_columns, place._legal_by_cell):
        remembered.cache_clear()


def _whole_games() -> Iterable[Measurement]:
    reference = original()
    costs = [
        (match("wasm", "baseline"), reference.calibration() * reference.quotient[REFERENCE])
        for _ in range(ROUNDS)
    ]
    ratio = statistics.median(ours / theirs for ours, theirs in costs)
    name = "baseline game / original without sandbox"
    yield _found(name, ratio, "x", at_most=AGAINST_ORIGINAL)
    for team in TEAMS:
        pairs = [(match("wasm", team), match("none", team)) for _ in range(ROUNDS)]
        ratio = statistics.median(jailed / free for jailed, free in pairs)
        yield _found(f"{team} game / without sandbox", ratio, "x", at_most=AGAINST_NONE)


def _found(name: str, value: float, unit: str, **bounds: float) -> Measurement:
    return {"name": name, "value": value, "unit": unit, **bounds}
