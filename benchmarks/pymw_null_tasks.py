"""How many tasks that do nothing can a second hold? Two workers, interface by interface.

In the same run the pool of the standard library does the same tasks, for comparison; the other
reference is what the library of 2009 did with its interface `generic`.

    python -m benchmarks.pymw_null_tasks
"""

from __future__ import annotations

import argparse
import concurrent.futures
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks._null import null
from pymw_bridge import Master, get_interface

WORKERS = 2
ORIGINAL = 17.5  # tasks a second of the original, two workers, one process per task
ROUNDS = 3
AT_LEAST = {"multicore": 3000, "multicore, durable journal": 1000, "generic": 60}


def rate(executor: concurrent.futures.Executor, tasks: int) -> float:
    """Tasks a second from the first submission to the last result; the workers are warm."""
    for future in [executor.submit(null) for _ in range(2 * WORKERS)]:
        future.result()
    begin = time.perf_counter()
    for future in [executor.submit(null) for _ in range(tasks)]:
        future.result()
    return tasks / (time.perf_counter() - begin)


def median_rate(make: Callable[[], concurrent.futures.Executor], tasks: int) -> float:
    """The median of several rounds, each with an executor of its own."""
    rates = []
    for _ in range(ROUNDS):
        with make() as executor:
            rates.append(rate(executor, tasks))
    return statistics.median(rates)


def run() -> list[dict[str, Any]]:
    """Rows {name, value, unit, reference, at_least} for all interfaces."""
    pool = median_rate(lambda: concurrent.futures.ProcessPoolExecutor(WORKERS), 5000)
    against_pool = f"ProcessPoolExecutor {pool:.0f}"
    against_original = f"original, generic {ORIGINAL:g}"

    def bridge(name: str, **options: Any) -> Master:
        return Master(get_interface(name, workers=WORKERS), **options)

    with tempfile.TemporaryDirectory() as directory:
        numbers = iter(range(ROUNDS))

        def durable() -> Master:
            return bridge("multicore", journal=Path(directory, f"journal-{next(numbers)}"))

        measured = [
            ("multicore", median_rate(lambda: bridge("multicore"), 5000), against_pool),
            ("multicore, durable journal", median_rate(durable, 3000), against_pool),
            ("generic", median_rate(lambda: bridge("generic"), 100), against_original),
            ("inline", median_rate(lambda: bridge("inline"), 2000), against_pool),
            ("simulator", median_rate(lambda: bridge("simulator"), 2000), against_pool),
        ]
    return [
        {
            "name": f"null tasks, {name}",
            "value": value,
            "unit": "tasks/s",
            "reference": reference,
            "at_least": AT_LEAST.get(name, 0),
        }
        for name, value, reference in measured
    ]


def main() -> None:
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    for row in run():
        print(f"{row['name']:40} {row['value']:9.0f} {row['unit']}   ({row['reference']})")


if __name__ == "__main__":
    main()
