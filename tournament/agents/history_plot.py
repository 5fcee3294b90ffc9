"""The plot of a team's places over its tournaments, as numbers for an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tournament.standings.selectors import Season

WIDTH, HEIGHT, MARGIN = 600, 120, 14
FEWEST, MOST = 2, 20


@dataclass(frozen=True)
class Point:
    """One tournament: where its dot stands, and the words for it."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Plot:
    """Dots from the oldest tournament on the left to the latest; the top is the first place."""

    points: list[Point]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def line(self) -> str:
        """The `points` of a polyline."""
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)


def history_plot(seasons: Sequence[Season]) -> Plot | None:
    """The plot of the latest MOST seasons (given latest first); None if there are too few."""
    ranked = [season for season in seasons if season.rank][:MOST][::-1]
    if len(ranked) < FEWEST:
        return None
    step = (WIDTH - 2 * MARGIN) / (len(ranked) - 1)
    return Plot([_point(season, MARGIN + step * index) for index, season in enumerate(ranked)])


def _point(season: Season, x: float) -> Point:
    rank = season.rank or season.teams
    share = (rank - 1) / max(1, season.teams - 1)
    y = MARGIN + share * (HEIGHT - 2 * MARGIN)
    words = f"{season.entry.tournament.name}: place {rank} of {season.teams}"
    return Point(round(x, 1), round(y, 1), words)
