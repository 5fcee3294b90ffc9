"""Plays full-length matches in the sandbox again and again, in several processes, and compares.

    python -m benchmarks.soak.repeats [REPEATS]

Every repeat plays each pair to the end; moves, fuel of every move and output must be those of the
first. Shows how much memory a process holds after its first and after its last match. Exit code 1
if anything differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from multiprocessing import get_context
from time import perf_counter
from typing import NamedTuple

from benchmarks.soak.__main__ import show_progress
from pacman_engine.layout import load_layout
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.rules import Rules
from pacman_engine.runtime import current_image
from pacman_engine.teams.archive import TeamArchive, find_team
from pacman_engine.teams.isolated import IsolatedOpener
from tests.determinism.agents import AGENTS

REPEATS = 100
MAX_REPEATS = 100_000
LENGTH = 1200
PAIRS = [
    ("baseline", "tactician"),
    ("until 0.02 s are over", "sentinels"),
    ("a set of objects", "learner"),
    ("collecting garbage", "particles"),
    ("pathfinder", "greedy"),
]


class Outcome(NamedTuple):
    """What a match came to: a digest over all that must be equal; process and megabytes it held."""

    pair: int
    digest: str
    moves: int
    process: int
    megabytes: float


def team(name: str) -> TeamArchive:
    """A team of the tests of determinism, or one of our own."""
    return AGENTS[name] if name in AGENTS else find_team(name)


def play(pair: int) -> Outcome:
    """Play one pair to the end."""
    image = current_image(build=False)
    red, blue = (Contestant(n, IsolatedOpener(image, team(n)), {}) for n in PAIRS[pair])
    spec = MatchSpec(load_layout("nightgarden"), Rules.named("modern"), "5eed", 0, LENGTH)
    record = play_match(spec, red, blue)
    printed = [[log["stdout"], log["stderr"]] for log in record.logs.values()]
    content = json.dumps([record.replay["digest"], record.fuel, printed], sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Outcome(pair, digest, len(record.replay["moves"]), os.getpid(), megabytes_held())


def megabytes_held() -> float:
    """Memory of this process that is in use."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def soak(repeats: int, workers: int | None = None) -> list[Outcome]:
    """Play every pair so often; shows how far it is on a terminal."""
    current_image(lambda text: print(text, file=sys.stderr))
    jobs = [pair for _ in range(repeats) for pair in range(len(PAIRS))]
    outcomes = []
    with get_context("spawn").Pool(workers) as pool:
        for outcome in pool.imap(play, jobs):
            outcomes.append(outcome)
            if sys.stderr.isatty():
                show_progress(len(outcomes), len(jobs))
    return outcomes


def differing(outcomes: list[Outcome]) -> list[str]:
    """The pairs that did not always come to the same, as sentences."""
    found = []
    for pair, names in enumerate(PAIRS):
        digests = [outcome.digest for outcome in outcomes if outcome.pair == pair]
        odd = sum(digest != digests[0] for digest in digests)
        if odd:
            found.append(f"{' - '.join(names)}: {odd} of {len(digests)} matches differ")
    return found


def growth(outcomes: list[Outcome]) -> float:
    """Megabytes by which a process grew, at most, from its first full round to its last match."""
    by_process: dict[int, list[float]] = {}
    for outcome in outcomes:
        by_process.setdefault(outcome.process, []).append(outcome.megabytes)
    return max((held[-1] - held[min(len(PAIRS), len(held)) - 1]) for held in by_process.values())


def report(outcomes: list[Outcome], seconds: float) -> str:
    """The figures, one a line, then what differs."""
    rows = {
        "matches in the sandbox": len(outcomes),
        "moves": sum(outcome.moves for outcome in outcomes),
        "pairs": len(PAIRS),
        "processes": len({outcome.process for outcome in outcomes}),
        "seconds": round(seconds),
        "growth of a process, MB": round(growth(outcomes)),
        "differences": len(differing(outcomes)),
    }
    lines = [f"{name:<36} {value:>12,}" for name, value in rows.items()]
    return "\n".join(lines + differing(outcomes))


def count(text: str) -> int:
    """A number of repeats from the command line."""
    number = int(text)
    if not 1 <= number <= MAX_REPEATS:
        raise argparse.ArgumentTypeError(f"must be from 1 to {MAX_REPEATS}")
    return number


def main(arguments: list[str]) -> int:
    """Play as often as asked for."""
    parser = argparse.ArgumentParser("python -m benchmarks.soak.repeats", description="A soak.")
    parser.add_argument("repeats", type=count, nargs="?", default=REPEATS)
    options = parser.parse_args(arguments)
    began = perf_counter()
    outcomes = soak(options.repeats)
    print(report(outcomes, perf_counter() - began))
    return 1 if differing(outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
