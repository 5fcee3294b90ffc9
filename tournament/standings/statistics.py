"""What all those matches say together: a fixed number of queries for any number of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet, Sum
from django.db.models.functions import Abs

from tournament.tournaments.models import Fault, Match, Tournament, Winner
from tournament.tournaments.states import STARTED_STATES, JobState


@dataclass(frozen=True)
class LayoutStatistics:
    name: str
    matches: int
    red: int
    blue: int
    drawn: int
    margin: float
    moves: float


@dataclass(frozen=True)
class Statistics:
    """Totals over matches; averages are 0 where nothing was played. `margin` has no sign."""

    matches: int
    moves: int
    seconds: float
    red: int
    blue: int
    drawn: int
    margin: float
    average_moves: float
    ends: dict[str, int]
    faults: dict[str, int]
    layouts: list[LayoutStatistics]

    @property
    def fault_total(self) -> int:
        return sum(self.faults.values())


def statistics(tournament: Tournament | None = None) -> Statistics:
    """Over one tournament, or over all that started. Four queries."""
    matches = _matches(tournament)
    totals = matches.aggregate(
        **_counts(), all_moves=Sum("moves"), time=Sum("seconds"), **_averages()
    )
    ends = matches.order_by().values_list("end").annotate(number=Count("pk"))
    return Statistics(
        matches=totals["number"],
        moves=totals["all_moves"] or 0,
        seconds=totals["time"] or 0.0,
        red=totals["red"],
        blue=totals["blue"],
        drawn=totals["drawn"],
        margin=totals["margin"] or 0.0,
        average_moves=totals["mean_moves"] or 0.0,
        ends=dict(sorted(ends)),
        faults=_faults(matches),
        layouts=_layouts(matches),
    )


def _matches(tournament: Tournament | None) -> QuerySet[Match]:
    done = Match.objects.filter(job__state=JobState.DONE)
    if tournament is not None:
        return done.filter(job__tournament=tournament)
    return done.filter(job__tournament__state__in=STARTED_STATES)


def _counts() -> dict[str, Any]:
    return {
        "number": Count("pk"),
        "red": Count("pk", filter=Q(winner=Winner.RED)),
        "blue": Count("pk", filter=Q(winner=Winner.BLUE)),
        "drawn": Count("pk", filter=Q(winner=Winner.DRAW)),
    }


def _averages() -> dict[str, Any]:
    return {"margin": Avg(Abs("score")), "mean_moves": Avg("moves")}


def _faults(matches: QuerySet[Match]) -> dict[str, int]:
    rows = Fault.objects.filter(match__in=matches).order_by().values_list("kind")
    return dict(rows.annotate(number=Count("pk")).order_by("-number", "kind"))


def _layouts(matches: QuerySet[Match]) -> list[LayoutStatistics]:
    rows = matches.order_by().values("layout_name").annotate(**_counts(), **_averages())
    return [
        LayoutStatistics(
            name=row["layout_name"],
            matches=row["number"],
            red=row["red"],
            blue=row["blue"],
            drawn=row["drawn"],
            margin=row["margin"],
            moves=row["mean_moves"],
        )
        for row in rows.order_by("-number", "layout_name")
    ]
