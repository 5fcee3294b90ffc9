"""The tournament of the demo: found, made, started."""

from __future__ import annotations

from dataclasses import dataclass

from pacman_engine.layout import layout_names
from tournament.processes.demo import entrants, people
from tournament.replays.models import Gif
from tournament.tournaments import services
from tournament.tournaments.models import Tournament
from tournament.tournaments.states import TournamentState
from tournament.work import WorkState

LENGTH = 400
LAYOUTS = 3
"""So many of the shipped boards are played on, evenly chosen from the list."""
LOTS = "a demo is a show: its lots are known to everybody"
"""Of every demo, so that all of them come to the same results."""


@dataclass(frozen=True)
class Drawing:
    """How many pictures of a tournament are drawn."""

    over: int
    total: int


def latest() -> Tournament | None:
    """The demo tournament that was made last, in whatever state."""
    made = Tournament.objects.filter(created_by__is_demo=True)
    return made.exclude(state=TournamentState.CANCELLED).order_by("-pk").first()


def ensure_started(*, again: bool, length: int) -> Tournament:
    """Go on with the demo tournament that is under way, or make and start one."""
    found = latest()
    if found is None or (again and found.state == TournamentState.FINISHED):
        found = _make(length)
    if found.state == TournamentState.DRAFT:
        services.start_tournament(tournament=found, actor=people.instructor())
        found.refresh_from_db()
    return found


def drawing(tournament: Tournament) -> Drawing:
    gifs = Gif.objects.filter(match__job__tournament=tournament)
    over = gifs.filter(state__in=[WorkState.DONE, WorkState.FAILED]).count()
    return Drawing(over, gifs.count())


def _make(length: int) -> Tournament:
    boards = layout_names()
    number = Tournament.objects.filter(created_by__is_demo=True).count() + 1
    return services.create_tournament(
        name="Demo cup" if number == 1 else f"Demo cup {number}",
        actor=people.instructor(),
        teams=entrants.demo_teams(),
        length=length,
        secret=LOTS,
        layouts=boards[:: max(1, len(boards) // LAYOUTS)][:LAYOUTS],
    )
