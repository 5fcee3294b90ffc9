"""Plays random games on all cores and looks for anything that does not fit.

    python -m benchmarks.soak [GAMES] [FIRST_SEED]

Every game is played by the core and by the agent API at once; their positions are compared after
every move, and in the end its replay is verified. Exit code 1 if anything differs.
"""

from __future__ import annotations

import argparse
import sys
from multiprocessing import Pool
from time import perf_counter

from benchmarks.soak.games import Figures, soak_game

GAMES = 10_000
MAX_GAMES = 1_000_000
CHUNK = 20
BAR = 40
SHOWN_MISMATCHES = 10


def count(text: str) -> int:
    """A number of games from the command line."""
    number = int(text)
    if not 0 <= number <= MAX_GAMES:
        raise argparse.ArgumentTypeError(f"must be from 0 to {MAX_GAMES}")
    return number


def soak(games: int, first: int, workers: int | None = None) -> Figures:
    """Play games of consecutive seeds; shows how far it is on a terminal."""
    total = Figures()
    with Pool(workers) as pool:
        for figures in pool.imap_unordered(soak_game, range(first, first + games), CHUNK):
            total.add(figures)
            if sys.stderr.isatty():
                show_progress(total.games, games)
    return total


def show_progress(done: int, games: int) -> None:
    """One line that stays in its place."""
    bar = "#" * (BAR * done // games)
    end = "\n" if done == games else ""
    print(f"\r[{bar:<{BAR}}] {done}/{games} games", end=end, file=sys.stderr, flush=True)


def report(figures: Figures, seconds: float) -> str:
    """The figures, one a line."""
    rows = {
        "games": figures.games,
        "moves": figures.moves,
        **dict(sorted(figures.events.items())),
        "mismatches": len(figures.mismatches),
        "moves/s": round(figures.moves / seconds),
    }
    lines = [f"{name:<36} {value:>12,}" for name, value in rows.items()]
    return "\n".join(lines + figures.mismatches[:SHOWN_MISMATCHES])


def main(arguments: list[str]) -> int:
    """Play as many games as asked for."""
    parser = argparse.ArgumentParser("python -m benchmarks.soak", description="A soak test.")
    parser.add_argument("games", type=count, nargs="?", default=GAMES)
    parser.add_argument("first_seed", type=count, nargs="?", default=0)
    options = parser.parse_args(arguments)
    started = perf_counter()
    figures = soak(options.games, options.first_seed)
    print(report(figures, perf_counter() - started))
    return 1 if figures.mismatches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
