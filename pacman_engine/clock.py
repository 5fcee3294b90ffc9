"""Every agent's time: start-up, moves, warnings, total."""

from __future__ import annotations

from pacman_engine.faults import FaultKind
from pacman_engine.state import AGENTS
from pacman_engine.teams.driver import TeamFault
from pacman_engine.teams.limits import TimeLimits

LEAST_SECONDS = 0.001  # a call always gets a moment: its driver needs a positive limit


class Overtime(Exception):
    """An answer came, but its time forfeits the match; ``fault`` says why."""

    def __init__(self, fault: TeamFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Clock:
    """Keeps the accounts of the four agents of one match, in seconds."""

    def __init__(self, limits: TimeLimits) -> None:
        self.limits = limits
        self._startup = [0.0] * AGENTS
        self._total = [0.0] * AGENTS
        self._warnings = [0] * AGENTS

    def startup_left(self, agent: int) -> float:
        """What is left of the agent's start-up time."""
        return max(self.limits.startup - self._startup[agent], LEAST_SECONDS)

    def started(self, agent: int, seconds: float) -> None:
        """Charge a step of the start-up."""
        self._startup[agent] += seconds

    def move_left(self, agent: int) -> float:
        """How long the agent's next move may take before it is interrupted."""
        return max(min(self.limits.move, self.limits.total - self._total[agent]), LEAST_SECONDS)

    def interrupted(self, agent: int) -> TeamFault:
        """The fault of a move that took all that ``move_left`` gave it."""
        left = self.move_left(agent)
        self._total[agent] += left
        if left < self.limits.move:
            return self._total_fault(agent, left)
        message = f"The move was not done after {self.limits.move:g} s."
        return TeamFault(FaultKind.MOVE_TIME, message, seconds=left)

    def moved(self, agent: int, seconds: float) -> bool:
        """Charge a move that was answered; True if it earned a warning, Overtime if a forfeit."""
        self._total[agent] += seconds
        if seconds > self.limits.move:
            message = f"The move took {seconds:.2f} s; {self.limits.move:g} s are allowed."
            raise Overtime(TeamFault(FaultKind.MOVE_TIME, message, seconds=seconds))
        if self._total[agent] > self.limits.total:
            raise Overtime(self._total_fault(agent, seconds))
        if seconds <= self.limits.warning:
            return False
        self._warnings[agent] += 1
        if self._warnings[agent] >= self.limits.warnings:
            message = (
                f"This was move number {self._warnings[agent]} that took more than "
                f"{self.limits.warning:g} s."
            )
            raise Overtime(TeamFault(FaultKind.WARNINGS, message, seconds=seconds))
        return True

    def _total_fault(self, agent: int, seconds: float) -> TeamFault:
        message = (
            f"Agent {agent} has used up its {self.limits.total:g} s for all moves of the match."
        )
        return TeamFault(FaultKind.TOTAL_TIME, message, seconds=seconds)
