"""Find the prime numbers of a range: a parameter sweep over uneven pieces."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pymw_bridge import Master, get_interface, parse_options


def is_prime(number: int) -> bool:
    """By trial division: large numbers take longer, so the pieces are uneven."""
    if number < 2:
        return False
    divisor = 2
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 1
    return True


def primes_between(start: int, end: int) -> list[int]:
    """All primes from `start` up to, but without, `end`."""
    return [number for number in range(start, end) if is_prime(number)]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "-r", "--range", type=int, default=20_000, help="look below this (default: %(default)s)"
    )
    parser.add_argument(
        "-s", "--step", type=int, default=2_500, help="numbers per task (default: %(default)s)"
    )
    options = parse_options(parser, arguments)
    if options.range < 1 or options.step < 1:
        parser.error("range and step must be at least 1")
    with Master(get_interface(options)) as master:
        tasks = [
            # The last pieces take longest: begin with them.
            master.submit_task(
                primes_between,
                (start, min(start + options.step, options.range)),
                dep_funcs=[is_prime],
                priority=start,
            )
            for start in range(0, options.range, options.step)
        ]
        primes = [prime for task in tasks for prime in task.result()]
    print(f"{len(primes)} primes below {options.range}, the largest is {max(primes, default=None)}")


if __name__ == "__main__":
    main()
