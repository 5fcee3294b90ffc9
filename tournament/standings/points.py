"""Points and places: pure functions, no database.

A job is worth three points to its winner and one to each team of a draw. A void job (both agents
failed to load in all three matches) is worth nothing to anybody: not playing is never better than
losing. Forfeits need no rule here: a match's score has them counted in already, as
min(the guilty team's score on the board, -1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

WIN_POINTS = 3
DRAW_POINTS = 1


@dataclass
class Tally:
    """What a team collected in its counted jobs. `score` is its own score difference."""

    jobs: int = 0
    won: int = 0
    drawn: int = 0
    void: int = 0
    matches_won: int = 0
    matches_lost: int = 0
    score: int = 0

    @property
    def points(self) -> int:
        return WIN_POINTS * self.won + DRAW_POINTS * self.drawn

    @property
    def lost(self) -> int:
        return self.jobs - self.won - self.drawn - self.void

    @property
    def average(self) -> float:
        """Points per job, 0 to 3; 0 when nothing was played."""
        return self.points / self.jobs if self.jobs else 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            jobs=self.jobs + other.jobs,
            won=self.won + other.won,
            drawn=self.drawn + other.drawn,
            void=self.void + other.void,
            matches_won=self.matches_won + other.matches_won,
            matches_lost=self.matches_lost + other.matches_lost,
            score=self.score + other.score,
        )


@dataclass(frozen=True)
class Played:
    """One done job: `outcome` is first, second, draw or void; `score` is the first team's view."""

    first: int
    second: int
    outcome: str
    score: int
    first_wins: int = 0
    second_wins: int = 0


@dataclass
class Place:
    """A line of a table: `rank` is shared by teams that nothing separates."""

    key: int
    tally: Tally
    name: str = ""
    rank: int = 0
    extra: dict[str, object] = field(default_factory=dict)


def tally_of(played: Played, *, first: bool) -> Tally:
    """What one job is worth to its first (or second) team."""
    won = played.outcome == ("first" if first else "second")
    return Tally(
        jobs=1,
        won=int(won),
        drawn=int(played.outcome == "draw"),
        void=int(played.outcome == "void"),
        matches_won=played.first_wins if first else played.second_wins,
        matches_lost=played.second_wins if first else played.first_wins,
        score=played.score if first else -played.score,
    )


def tallies(keys: Iterable[int], jobs: Iterable[Played]) -> dict[int, Tally]:
    """The tally of every key; jobs with a team outside `keys` do not count."""
    table = {key: Tally() for key in keys}
    for job in jobs:
        if job.first in table and job.second in table:
            table[job.first] += tally_of(job, first=True)
            table[job.second] += tally_of(job, first=False)
    return table


def rank(places: Iterable[Place], *, by_average: bool = False) -> list[Place]:
    """Orders the lines and gives them their rank.

    More points come first (points per job with `by_average`), then more jobs won, then the better
    score difference, then more matches won. Teams equal in all of them share a rank and stand in
    order of their names; the next team's rank leaves the gap that sport tables leave.
    """

    def worth(place: Place) -> tuple[float, ...]:
        tally = place.tally
        if by_average:
            jobs = tally.jobs or 1
            return (tally.jobs > 0, tally.average, tally.won / jobs, tally.score / jobs)
        return (tally.points, tally.won, tally.score, tally.matches_won)

    ordered = sorted(places, key=lambda place: (place.name.casefold(), place.key))
    ordered.sort(key=worth, reverse=True)
    position = 1
    for _, group in groupby(ordered, key=worth):
        tied = list(group)
        for place in tied:
            place.rank = position
        position += len(tied)
    return ordered
