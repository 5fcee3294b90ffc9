"""What can go wrong with a team, and what it costs.

A fault is a team's own: it ends the match, the other team wins. A forfeit counts
min(the guilty team's score on the board, -1) from the guilty team's view, so that crashing is
never better than losing (the original engines always wrote -1, and forgot larger defeats).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """Why a team forfeits."""

    LOAD = "load"
    CREATE_TEAM = "create_team"
    START = "start"
    CRASH = "crash"
    ILLEGAL = "illegal"
    MOVE_TIME = "move_time"
    WARNINGS = "warnings"
    TOTAL_TIME = "total_time"
    MEMORY = "memory"
    EXIT = "exit"
    REPLY = "reply"
    FINAL = "final"


BEFORE_THE_GAME = frozenset({FaultKind.LOAD, FaultKind.CREATE_TEAM, FaultKind.START})
"""Kinds that always mean that no move was made."""

AT_ANY_TIME = frozenset({FaultKind.MEMORY, FaultKind.EXIT, FaultKind.REPLY})
"""Kinds that can arise before the game as well as in a move; all others but FINAL need a move."""


class Side(StrEnum):
    """The two sides of a match; red's agents are 0 and 2, blue's 1 and 3."""

    RED = "red"
    BLUE = "blue"

    @classmethod
    def of(cls, agent: int) -> Side:
        """The side of an agent index."""
        return cls.RED if agent % 2 == 0 else cls.BLUE


@dataclass(frozen=True, slots=True)
class Fault:
    """One team's fault: `move` is the number of moves made before it (0: before the first)."""

    team: Side
    agent: int
    move: int
    kind: FaultKind

    def document(self) -> dict[str, str | int]:
        """The fault as it stands in replays and digests."""
        return {
            "team": str(self.team),
            "agent": self.agent,
            "move": self.move,
            "kind": str(self.kind),
        }


def score_after_faults(board_score: int, faults: Sequence[Fault]) -> int:
    """The score that counts, red's view; two guilty teams make the match void: 0."""
    guilty = {fault.team for fault in faults}
    if guilty == {Side.RED}:
        return min(board_score, -1)
    if guilty == {Side.BLUE}:
        return max(board_score, 1)
    return 0 if guilty else board_score
