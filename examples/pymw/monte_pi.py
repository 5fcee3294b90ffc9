"""Estimate pi by throwing darts: helper functions, modules, results in any order."""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pymw_bridge import Master, get_interface, parse_options


def is_hit(x: float, y: float) -> bool:
    """Whether a dart in the unit square lies in the quarter circle."""
    return x * x + y * y < 1


def throw(darts: int, seed: str) -> int:
    """Hits among so many darts."""
    lots = random.Random(seed)
    return sum(is_hit(lots.random(), lots.random()) for _ in range(darts))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-t", "--tasks", type=int, default=10, help="tasks (default: %(default)s)")
    parser.add_argument(
        "-d", "--darts", type=int, default=100_000, help="darts per task (default: %(default)s)"
    )
    options = parse_options(parser, arguments)
    if options.tasks < 1 or options.darts < 1:
        parser.error("there must be at least one task and one dart")
    hits = 0
    with Master(get_interface(options)) as master:
        tasks = [
            master.submit_task(
                throw, (options.darts, f"thrower {number}"), ["random"], dep_funcs=[is_hit]
            )
            for number in range(options.tasks)
        ]
        for task in master.as_completed(tasks):
            hits += task.result()
            print(f"{task} done after {task.times.total:.2f} s", file=sys.stderr)
    print(f"pi is about {4 * hits / (options.tasks * options.darts):.4f}")


if __name__ == "__main__":
    main()
