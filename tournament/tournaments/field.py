"""The field of a tournament: which teams take part, with which version of their agent."""

from __future__ import annotations

from django.db.models import Max, QuerySet
from django.utils import timezone

from tournament.agents.models import Agent, Team
from tournament.agents.states import AgentState

from .models import Backend, Tournament


def field_of(tournament: Tournament) -> list[Agent]:
    """One agent per team, in order of the team names: each team's latest ready version.

    A version uploaded after `submissions_close_at` does not take part, and neither does one that
    plays only natively, unless the tournament is native. Two queries.
    """
    ready = _ready_in_time(tournament)
    if tournament.backend != Backend.NATIVE:
        ready = ready.filter(native_only=False)
    latest = ready.values("team").annotate(version=Max("version"))
    newest = {row["team"]: row["version"] for row in latest}
    agents = ready.filter(version__in=set(newest.values())).select_related("team")
    chosen = [agent for agent in agents if newest[agent.team_id] == agent.version]
    return sorted(chosen, key=lambda agent: (agent.team.name.casefold(), agent.team_id))


def left_out(tournament: Tournament) -> int:
    """How many teams' latest version would take part if the tournament were native. Two queries."""
    if tournament.backend == Backend.NATIVE:
        return 0
    latest = _ready_in_time(tournament).values("team").annotate(version=Max("version"))
    newest = {(row["team"], row["version"]) for row in latest}
    only = _ready_in_time(tournament).filter(native_only=True)
    return len(newest & set(only.values_list("team", "version")))


def _ready_in_time(tournament: Tournament) -> QuerySet[Agent]:
    agents = Agent.objects.filter(state=AgentState.READY)
    if tournament.all_ready:
        # A team that everybody has left enters only where an instructor chooses it.
        agents = agents.filter(team__in=Team.objects.filter(memberships__isnull=False))
    else:
        agents = agents.filter(team__in=tournament.teams.all())
    close = tournament.submissions_close_at
    if close is not None and close < timezone.now():
        agents = agents.filter(uploaded_at__lte=close)
    # The default order would join the grouping of `values().annotate()`.
    return agents.order_by()
