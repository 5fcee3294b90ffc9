"""What a tournament may cost at most: if every agent used all the time that its limits allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pacman_engine.state import AGENTS

from .estimate import MATCHES_PER_JOB
from .schedule import job_count

SECONDS_PER_HOUR = 3600


@dataclass(frozen=True)
class WorstCase:
    """CPU hours, on machines that do a reference second in a second."""

    jobs: int
    hours: float

    @classmethod
    def of(cls, *, teams: int, rounds: int, length: int, limits: Mapping[str, float]) -> WorstCase:
        """An agent makes a quarter of a match's moves. worst-case.js computes the same."""
        jobs = job_count(teams, rounds)
        moves = min(limits["total"], length / AGENTS * limits["move"])
        seconds = jobs * MATCHES_PER_JOB * AGENTS * (limits["startup"] + moves)
        return cls(jobs, seconds / SECONDS_PER_HOUR)

    @property
    def words(self) -> str:
        """The hours as people say them: 0.4, 12, 1 300."""
        if self.hours < 10:
            return f"{self.hours:.1f}"
        digits = 10 ** max(0, len(str(int(self.hours))) - 2)
        rounded = round(self.hours / digits) * digits
        return f"{rounded:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
