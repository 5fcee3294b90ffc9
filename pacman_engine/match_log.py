"""What is kept of a match for a team's authors: output, fault, times. Private to them."""

from __future__ import annotations

from typing import Any

from pacman_engine.teams.driver import Output, TeamFault
from pacman_engine.teams.hints import hint_for

LogDoc = dict[str, Any]
MAX_WARNINGS = 20


class TeamLog:
    """Collects one team's log during a match."""

    def __init__(self) -> None:
        self._fault: dict[str, Any] | None = None
        self._total = 0.0
        self._slowest = 0.0
        self._slowest_move = 0
        self._warnings: list[dict[str, Any]] = []
        self._output = Output()

    def moved(self, move: int, seconds: float) -> None:
        """Note how long the team took for move number ``move`` (0: the first of the match)."""
        self._total += seconds
        if seconds > self._slowest:
            self._slowest, self._slowest_move = seconds, move

    def warn(self, agent: int, move: int, seconds: float) -> None:
        """Note a move that was slow enough for a warning."""
        if len(self._warnings) < MAX_WARNINGS:
            self._warnings.append({"agent": agent, "move": move, "seconds": round(seconds, 3)})

    def fault(self, fault: TeamFault, agent: int, move: int) -> None:
        """Note why the team forfeits."""
        self._fault = {
            "kind": str(fault.kind),
            "agent": agent,
            "move": move,
            "message": fault.message,
            "traceback": [dict(frame) for frame in fault.traceback],
            "hint": hint_for(fault),
        }

    def printed(self, output: Output) -> None:
        """Keep what the team printed."""
        self._output = output

    def document(self) -> LogDoc:
        """The log as plain JSON."""
        return {
            "stdout": self._output.stdout,
            "stderr": self._output.stderr,
            "truncated": self._output.truncated,
            "fault": self._fault,
            "seconds": {
                "total": round(self._total, 3),
                "slowest": round(self._slowest, 3),
                "slowest_move": self._slowest_move,
            },
            "warnings": self._warnings,
        }
