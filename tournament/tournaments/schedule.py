"""Who plays whom: the pairings of a round robin, in an order that lets every team play early."""

from __future__ import annotations

from collections.abc import Iterator

Pairing = tuple[int, int]


def job_count(teams: int, rounds: int) -> int:
    """How many jobs `rounds` round robins of `teams` teams have."""
    return rounds * teams * (teams - 1) // 2


def round_robin(teams: int, number: int) -> Iterator[Pairing]:
    """Yields each pairing of `range(teams)` exactly once, as (first, second).

    `number` is the round, from 1; every second round swaps first and second, so that over an even
    number of rounds nobody is named first more often than their opponent.
    """
    for first, second in _circle(teams):
        yield (first, second) if number % 2 else (second, first)


def _circle(teams: int) -> Iterator[Pairing]:
    """The circle method: one seat stays, the others move on by one after every leg."""
    seats: list[int | None] = list(range(teams))
    if teams % 2:
        seats.append(None)
    half = len(seats) // 2
    for leg in range(len(seats) - 1):
        for table, (near, far) in enumerate(zip(seats[:half], reversed(seats[half:]), strict=True)):
            if near is None or far is None:
                continue
            # Alternating the sides spreads "first" evenly over the legs.
            yield (near, far) if (leg + table) % 2 == 0 else (far, near)
        seats = [seats[0], seats[-1], *seats[1:-1]]
