"""Reading tables out of jobs; each function has a fixed number of queries, however many jobs.

A job counts when it is done and neither of its entries was withdrawn or disqualified.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from tournament.agents.models import Team
from tournament.tournaments.models import Entry, Fault, Job, Tournament
from tournament.tournaments.states import (
    STARTED_STATES,
    EntryState,
    JobState,
    Outcome,
    TournamentState,
)

from .points import Place, Tally, rank

COUNTED = Q(state=JobState.DONE, first__state=EntryState.ACTIVE, second__state=EntryState.ACTIVE)
NO_TALLY = Tally()


@dataclass(frozen=True)
class Line:
    """One line of a tournament's standings; `rank` is None for a team that was taken out."""

    entry: Entry
    tally: Tally
    faults: int
    rank: int | None


@dataclass(frozen=True)
class LeaderboardLine:
    """One line of the overall leaderboard, ranked by points per job."""

    team: Team
    tally: Tally
    tournaments: int
    rank: int


@dataclass(frozen=True)
class Season:
    """A team's part in one tournament."""

    entry: Entry
    tally: Tally
    rank: int | None
    teams: int


@dataclass(frozen=True)
class Opponent:
    """What a team did against one other."""

    team: Team
    tally: Tally


def standings(tournament: Tournament) -> list[Line]:
    """The lines in order of their ranks, then the teams that were taken out. Four queries."""
    entries = {entry.pk: entry for entry in _entries(tournament)}
    counted = Job.objects.filter(COUNTED, tournament=tournament)
    table = _tallies(counted, by="{side}")
    faults = _fault_counts(tournament)
    active = [entry for entry in entries.values() if entry.is_active]
    lines = [
        Line(entries[place.key], place.tally, faults.get(place.key, 0), place.rank)
        for place in rank(_places(active, table))
    ]
    out = [entry for entry in entries.values() if not entry.is_active]
    return lines + [Line(entry, NO_TALLY, faults.get(entry.pk, 0), None) for entry in out]


def leaderboard(limit: int | None = None) -> list[LeaderboardLine]:
    """All teams over all finished tournaments that count, the best first. Four queries."""
    counted = Job.objects.filter(COUNTED, **_finished("tournament__"))
    table = _tallies(counted, by="{side}__team")
    entered = (
        Entry.objects.filter(state=EntryState.ACTIVE, **_finished("tournament__"))
        .values_list("team")
        .annotate(number=Count("pk"))
        .order_by()
    )
    tournaments = dict(entered)
    teams = Team.objects.in_bulk(tournaments)
    places = [
        Place(key=key, name=team.name, tally=table.get(key, NO_TALLY))
        for key, team in teams.items()
    ]
    return [
        LeaderboardLine(teams[place.key], place.tally, tournaments[place.key], place.rank)
        for place in rank(places, by_average=True)[:limit]
    ]


def history(team: Team) -> list[Season]:
    """The team's tournaments, the latest first, with its rank in each. Four queries."""
    own = list(
        Entry.objects.filter(team=team, tournament__state__in=STARTED_STATES)
        .select_related("tournament", "agent", "team")
        .order_by("-tournament__started_at", "-pk")
    )
    ids = [entry.tournament_id for entry in own]
    rivals = Entry.objects.filter(tournament__in=ids, state=EntryState.ACTIVE)
    fields: dict[int, list[Entry]] = {pk: [] for pk in ids}
    for entry in rivals.select_related("team"):
        fields[entry.tournament_id].append(entry)
    table = _tallies(Job.objects.filter(COUNTED, tournament__in=ids), by="{side}")
    return [_season(entry, fields[entry.tournament_id], table) for entry in own]


def head_to_head(team: Team) -> list[Opponent]:
    """What the team did against each opponent in tournaments that started. Three queries."""
    counted = Job.objects.filter(COUNTED, tournament__state__in=STARTED_STATES)
    as_first = _side(counted.filter(first__team=team), by="second__team", first=True)
    as_second = _side(counted.filter(second__team=team), by="first__team", first=False)
    opponents = Team.objects.in_bulk({*as_first, *as_second})
    lines = [
        Opponent(other, as_first.get(pk, NO_TALLY) + as_second.get(pk, NO_TALLY))
        for pk, other in opponents.items()
    ]
    return sorted(lines, key=lambda line: line.team.name.casefold())


def _season(entry: Entry, field: list[Entry], table: dict[int, Tally]) -> Season:
    ranks = {place.key: place.rank for place in rank(_places(field, table))}
    tally = table.get(entry.pk, NO_TALLY)
    return Season(entry=entry, tally=tally, rank=ranks.get(entry.pk), teams=len(field))


def _entries(tournament: Tournament) -> QuerySet[Entry]:
    return tournament.entries.select_related("team", "agent").order_by("number")


def _places(entries: Iterable[Entry], table: dict[int, Tally]) -> list[Place]:
    return [
        Place(key=entry.pk, name=entry.team.name, tally=table.get(entry.pk, NO_TALLY))
        for entry in entries
    ]


def _finished(prefix: str) -> dict[str, object]:
    return {f"{prefix}state": TournamentState.FINISHED, f"{prefix}counts": True}


def _tallies(jobs: QuerySet[Job], *, by: str) -> dict[int, Tally]:
    """The tally by entry or team (`by` names it with `{side}` for first/second). Two queries."""
    table = _side(jobs, by=by.format(side="first"), first=True)
    for key, tally in _side(jobs, by=by.format(side="second"), first=False).items():
        table[key] = table.get(key, NO_TALLY) + tally
    return table


def _side(jobs: QuerySet[Job], *, by: str, first: bool) -> dict[int, Tally]:
    rows = (
        jobs.order_by()
        .values(by)
        .annotate(
            jobs=Count("pk"),
            won=Count("pk", filter=Q(outcome=Outcome.FIRST if first else Outcome.SECOND)),
            drawn=Count("pk", filter=Q(outcome=Outcome.DRAW)),
            void=Count("pk", filter=Q(outcome=Outcome.VOID)),
            matches_won=Sum("first_wins" if first else "second_wins"),
            matches_lost=Sum("second_wins" if first else "first_wins"),
            difference=Sum("score"),
        )
    )
    return {row[by]: _tally(row, 1 if first else -1) for row in rows}


def _tally(row: dict[str, int], sign: int) -> Tally:
    return Tally(
        jobs=row["jobs"],
        won=row["won"],
        drawn=row["drawn"],
        void=row["void"],
        matches_won=row["matches_won"],
        matches_lost=row["matches_lost"],
        score=sign * row["difference"],
    )


def _fault_counts(tournament: Tournament) -> dict[int, int]:
    rows = Fault.objects.filter(entry__tournament=tournament).order_by().values_list("entry")
    return dict(rows.annotate(number=Count("pk")))
