"""What a team's time in a check says about its time in a match, and when to warn of it."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean, median
from typing import Any

from pacman_engine.state import AGENTS
from pacman_engine.teams.limits import TimeLimits
from pacman_engine.teams.stand_ins import Account

NEAR = 0.5
"""From this share of a limit on there is a warning."""
_WHERE = {"moves": "at the start", "self": "against itself", "baseline": "against the baseline"}
_NAMED = 8  # so many slow moves of a match are named


def times(account: Account, limits: TimeLimits, length: int) -> dict[str, Any] | None:
    """The times of a team for its report; None before its first move.

    ``startup`` and ``moves`` (agent, seconds; in their order) as they were, the largest and the
    median move, and ``projected``: the seconds that each agent's moves would take in a match of
    ``length`` moves at the mean of the check, the larger of the two.
    """
    if not account.moves:
        return None
    seconds = [taken for _, taken in account.moves]
    largest = max(range(len(seconds)), key=seconds.__getitem__)
    return {
        "startup": {str(agent): round(taken, 7) for agent, taken in account.startup.items()},
        "moves": [[agent, round(taken, 7)] for agent, taken in account.moves],
        "largest": round(seconds[largest], 7),
        "largest_move": largest,
        "median": round(median(seconds), 7),
        "projected": round(max(_means(account)) * length / AGENTS, 1),
        "limits": limits.document(),
    }


def _means(account: Account) -> Iterator[float]:
    for agent in {agent for agent, _ in account.moves}:
        yield fmean(taken for one, taken in account.moves if one == agent)


def warnings(found: dict[str, Any] | None, limits: TimeLimits) -> Iterator[str]:
    """A sentence for every limit that the team comes near to."""
    if found is None:
        return
    slowest_start = max(found["startup"].values(), default=0.0)
    if slowest_start > NEAR * limits.startup:
        yield (
            f"An agent needed {slowest_start:.1f} s to start; {limits.startup:g} s are allowed. "
            "Prepare less, or the match is lost before it begins."
        )
    if found["largest"] > NEAR * limits.warning:
        yield (
            f"Its slowest move took {found['largest']:.2f} s: above {limits.warning:g} s is a "
            f"warning, above {limits.move:g} s the match is lost."
        )
    if found["projected"] > NEAR * limits.total:
        yield (
            f"At this pace an agent's moves take {found['projected']:.0f} s in a whole match; "
            f"{limits.total:g} s are allowed."
        )


def slow_moves(moves: list[int], step: str, limits: TimeLimits) -> str:
    """A sentence on the (one or more) moves of a step that were slow enough for a warning."""
    first = ", ".join(str(move) for move in moves[:_NAMED]) + (", …" if moves[_NAMED:] else "")
    count = "1 move" if len(moves) == 1 else f"{len(moves)} moves"
    numbers = f"number {first}" if len(moves) == 1 else f"numbers {first}"
    return (
        f"{count} {_WHERE[step]} took more than {limits.warning:g} s ({numbers}). "
        f"Each is a warning, and warning {limits.warnings} of one agent loses the match."
    )
