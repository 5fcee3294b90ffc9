"""What does a task cost that does nothing? Time per task, with some data each way."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pymw_bridge import Master, get_interface, parse_options


def echo(data: bytes) -> bytes:
    """Do nothing but send the data back."""
    return data


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-t", "--tasks", type=int, default=50, help="tasks (default: %(default)s)")
    parser.add_argument(
        "-s", "--size", type=int, default=1, help="kB of data each way (default: %(default)s)"
    )
    options = parse_options(parser, arguments)
    if options.tasks < 1 or options.size < 0:
        parser.error("there must be at least one task, and no less than no data")
    data = bytes(options.size * 1024)
    with Master(get_interface(options)) as master:
        begin = time.perf_counter()
        tasks = [master.submit(echo, data) for _ in range(options.tasks)]
        wrong = sum(task.result() != data for task in tasks)
        seconds = time.perf_counter() - begin
    print(f"{options.tasks} tasks in {seconds:.3f} s: {options.tasks / seconds:.0f} a second")
    if wrong:
        sys.exit(f"{wrong} tasks came back with other data")


if __name__ == "__main__":
    main()
