"""Simulate a crowd of volunteers: how much does it help to give tasks to the fastest host?

By default the tasks run on virtual hosts that come and go, in virtual time. With another
interface they really run, and the matcher has nothing to choose from.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pymw_bridge import Master, Task, add_options, get_interface
from pymw_bridge.interfaces.simulator import SimulatorInterface
from pymw_bridge.virtual import VirtualHost, make_hosts

HOUR = 3600.0


def work_unit(number: int) -> int:
    """Stands for hours of work; the simulation knows what it costs."""
    return number * number


def cost(task: Task) -> float:
    """CPU seconds of a work unit: from one to three hours."""
    (number,) = task.input_data
    return HOUR * (1 + number % 3)


def fastest_first(tasks: list[Task], hosts: Sequence[VirtualHost]) -> tuple[Task, VirtualHost]:
    """The most costly task to the fastest host."""
    return max(tasks, key=cost), max(hosts, key=lambda host: host.speed)


def simulate(options: argparse.Namespace, clever: bool) -> str:
    """Run all tasks once; a line about it."""
    hosts = make_hosts(
        options.num_workers,
        seed=options.seed,
        availability=options.availability,
        spread=0.8,
        error_rate=0.02,
        loss_rate=0.02,
    )
    simulator = SimulatorInterface(hosts=hosts, cost=cost, lost_after=24 * HOUR)
    with Master(simulator, matcher=fastest_first if clever else None) as master:
        with simulator.paused():
            tasks = [
                master.submit_task(work_unit, (number,), retries=10)
                for number in range(options.tasks)
            ]
        done = sum(task.exception() is None for task in tasks)
        attempts = sum(task.attempts for task in tasks)
    return f"{done} tasks done in {simulator.now / HOUR:.1f} hours, {attempts} attempts"


def run_for_real(options: argparse.Namespace) -> str:
    """The same tasks on another interface."""
    with Master(get_interface(options)) as master:
        results = list(master.map(work_unit, range(options.tasks)))
    return f"{len(results)} tasks done"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("-t", "--tasks", type=int, default=100, help="tasks (default: %(default)s)")
    parser.add_argument(
        "-v", "--availability", type=float, default=0.4, help="of a host (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of all lots (default: %(default)s)")
    add_options(parser, interface="simulator", workers=20)
    options = parser.parse_args(arguments)
    if options.tasks < 1 or not 0 < options.availability <= 1:
        parser.error("at least one task, and an availability above 0 and up to 1")
    if options.interface != "simulator":
        print(run_for_real(options))
        return
    print(f"first to any:     {simulate(options, clever=False)}")
    print(f"most to fastest:  {simulate(options, clever=True)}")


if __name__ == "__main__":
    main()
