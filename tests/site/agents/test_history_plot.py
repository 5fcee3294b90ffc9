from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tournament.agents.history_plot import HEIGHT, MARGIN, MOST, WIDTH, history_plot


def season(rank: int | None, teams: int = 11, name: str = "Cup") -> Any:
    entry = SimpleNamespace(tournament=SimpleNamespace(name=name))
    return SimpleNamespace(rank=rank, teams=teams, entry=entry)


def test_one_tournament_makes_no_plot() -> None:
    assert history_plot([season(1)]) is None
    assert history_plot([season(1), season(None)]) is None


def test_the_first_place_is_at_the_top_and_the_latest_tournament_on_the_right() -> None:
    plot = history_plot([season(1, name="Late"), season(11, name="Early")])
    assert plot is not None
    early, late = plot.points
    assert (early.x, early.y) == (MARGIN, HEIGHT - MARGIN)
    assert (late.x, late.y) == (WIDTH - MARGIN, MARGIN)
    assert late.words == "Late: place 1 of 11"


def test_many_tournaments_stay_inside_the_picture() -> None:
    plot = history_plot([season(1 + n % 3, teams=1 + n % 5) for n in range(100)])
    assert plot is not None
    assert len(plot.points) == MOST
    assert all(0 <= point.x <= WIDTH and 0 <= point.y <= 2 * HEIGHT for point in plot.points)
