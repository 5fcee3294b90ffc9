"""The fuel account of a match: what its teams used, where time is counted in instructions.

Only calls that were answered count. A call that ended in a fault is not in the account: where
exactly a native stack overflows, for one, may differ from one processor to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pacman_engine.clock import LEAST_SECONDS, Clock, Overtime
from pacman_engine.faults import Side
from pacman_engine.schema import Count, Each
from pacman_engine.state import AGENTS
from pacman_engine.teams.limits import TimeLimits
from pymw_bridge.interpreter.constants import FUEL_PER_SECOND

METERED_BACKEND = "wasm"
MAX_FUEL = 9 * 10**15  # all readers of JSON keep such numbers exact
MAX_MOVES = 20_000
_STARTUP_CALLS = 3

FuelDoc = dict[str, Any]
_USE = {"total": Count(MAX_FUEL), "largest": Count(MAX_FUEL), "largest_move": int}
FUEL = {
    "startup": Each(Count(MAX_FUEL), AGENTS, AGENTS),
    "moves": Each(Count(MAX_FUEL), MAX_MOVES),
    "red": _USE,
    "blue": _USE,
}
"""The shape of a fuel record."""


def seconds_of(fuel: int) -> float:
    """The reference seconds that so much fuel is."""
    return fuel / FUEL_PER_SECOND


def fuel_document(startup: Sequence[int], moves: Sequence[int], starter: int) -> FuelDoc:
    """The fuel record of a match: per agent before the game, per move, and per team.

    ``total`` is a team's start-up and moves together; ``largest`` its largest move, the first of
    equals, and ``largest_move`` that move's number (-1 if it made none).
    """
    used = {
        str(side): _use_of(side, startup, list(_moves_of(side, moves, starter))) for side in Side
    }
    return {"startup": list(startup), "moves": list(moves), **used}


def _moves_of(side: Side, moves: Sequence[int], starter: int) -> Iterator[tuple[int, int]]:
    """(move number, fuel) of the moves of a team."""
    for number, fuel in enumerate(moves):
        if Side.of((starter + number) % AGENTS) is side:
            yield number, fuel


def _use_of(side: Side, startup: Sequence[int], moves: Sequence[tuple[int, int]]) -> dict[str, int]:
    own_startup = sum(fuel for agent, fuel in enumerate(startup) if Side.of(agent) is side)
    number, largest = max(moves, key=lambda move: move[1], default=(-1, 0))
    return {
        "total": own_startup + sum(fuel for _, fuel in moves),
        "largest": largest,
        "largest_move": number,
    }


class FuelAccount:
    """Keeps the account during a match, from what a team's ``fuel`` was before and after a call."""

    def __init__(self) -> None:
        self._startup = [0] * AGENTS
        self._moves: list[int] = []
        self._counted = True

    def started(self, agent: int, before: int | None, after: int | None) -> None:
        """Charge an agent with a step of the start-up."""
        self._startup[agent] += self._used(before, after)

    def moved(self, before: int | None, after: int | None) -> None:
        """Charge the move that was just made."""
        self._moves.append(self._used(before, after))

    def opened(self, fuel: int | None) -> None:
        """A team was opened: where one is not metered, the match has no fuel record."""
        self._counted &= fuel is not None

    def _used(self, before: int | None, after: int | None) -> int:
        if before is None or after is None:
            self._counted = False
            return 0
        return after - before

    def document(self, starter: int) -> FuelDoc | None:
        """The fuel record so far; None unless both teams are metered."""
        return fuel_document(self._startup, self._moves, starter) if self._counted else None


def inconsistencies(
    fuel: FuelDoc | None, *, backend: str, moves: int, starter: int
) -> Iterator[str]:
    """What in a fuel record (of the shape `FUEL`, or None) does not fit the match it is of."""
    if (fuel is not None) != (backend == METERED_BACKEND):
        yield f"a match in {backend} has a fuel record exactly if that is {METERED_BACKEND}."
    elif fuel is not None:
        if len(fuel["moves"]) != moves:
            yield f"its fuel is that of {len(fuel['moves'])} moves, but it has {moves}."
        if fuel != fuel_document(fuel["startup"], fuel["moves"], starter):
            yield "its fuel per team is not what its start-ups and moves come to."


def beyond_limits(fuel: Mapping[str, Any], *, starter: int, limits: TimeLimits) -> Iterator[str]:
    """Where a fuel record tells of calls that the limits would not have let be answered."""
    most = limits.startup + _STARTUP_CALLS * LEAST_SECONDS
    for agent, used in enumerate(fuel["startup"]):
        if seconds_of(used) > most:
            yield f"agent {agent} used more fuel for its start-up than the limits allow."
    clock = Clock(limits)
    for number, used in enumerate(fuel["moves"]):
        try:
            clock.moved((starter + number) % AGENTS, seconds_of(used))
        except Overtime:
            yield f"move {number} used more fuel than the limits allow."
            return
