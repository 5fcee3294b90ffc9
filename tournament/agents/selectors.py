"""Reading teams, agents and invitations; each function has a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tournament.accounts.models import User
from tournament.work import WorkState

from .models import Agent, Check, Invitation, Membership, Team
from .states import AgentState, InvitationState


def ready_agents() -> QuerySet[Agent]:
    """The latest ready version of every team that still has members, by team name. One query."""
    latest = Agent.objects.filter(team=OuterRef("pk"), state=AgentState.READY).order_by("-version")
    teams = Team.objects.filter(memberships__isnull=False).distinct().order_by()
    chosen = teams.annotate(latest=Subquery(latest.values("pk")[:1])).values("latest")
    return Agent.objects.filter(pk__in=chosen).select_related("team").order_by("team__name")


def latest_ready_agent(team: Team) -> Agent | None:
    """The version that would play now."""
    return team.agents.filter(state=AgentState.READY).order_by("-version").first()


def team_of(user: User) -> Team | None:
    """The team that `user` is in."""
    if user.team_id is None:
        return None
    return Team.objects.get(pk=user.team_id)


def versions(team: Team) -> QuerySet[Agent]:
    """All versions, the latest first, with their checks and who uploaded them. One query."""
    return (
        team.agents.select_related("check_row", "uploaded_by", "team")
        .defer("check_row__report")
        .order_by("-version")
    )


def members(team: Team) -> QuerySet[Membership]:
    """The members in the order they came. One query."""
    return team.memberships.select_related("user")


def open_invitations(team: Team) -> QuerySet[Invitation]:
    """What the team has sent and nobody has answered yet. One query."""
    return _open(Invitation.objects.filter(team=team)).select_related("invitee", "team")


def invitations_for(user: User) -> QuerySet[Invitation]:
    """What `user` may answer (links sent by mail are not in it). One query."""
    return _open(Invitation.objects.filter(invitee=user)).select_related("team", "invited_by")


def _open(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return invitations.filter(state=InvitationState.OPEN, expires_at__gt=timezone.now())


@dataclass(frozen=True)
class TeamLine:
    """A team as the instructor sees it: its people and its last version, if it has one."""

    team: Team
    people: list[User]
    latest: Agent | None


def team_lines(teams: Iterable[Team]) -> list[TeamLine]:
    """One line per given team, in their order. Two queries."""
    teams = list(teams)
    people: dict[int, list[User]] = {team.pk: [] for team in teams}
    for member in Membership.objects.filter(team__in=teams).select_related("user"):
        people[member.team_id].append(member.user)
    newest = Agent.objects.filter(team=OuterRef("team")).order_by("-version").values("pk")[:1]
    latest = {
        agent.team_id: agent for agent in Agent.objects.filter(team__in=teams, pk=Subquery(newest))
    }
    return [TeamLine(team, people[team.pk], latest.get(team.pk)) for team in teams]


def teams_matching(words: str) -> QuerySet[Team]:
    """Teams by part of their name or of a member's; all for an empty text."""
    teams = Team.objects.order_by("name_key")
    if not words:
        return teams
    found = Q(name__icontains=words) | Q(members__username__icontains=words)
    return teams.filter(found).distinct()


def people_matching(words: str) -> QuerySet[User]:
    """People by part of their name or address; instructors first."""
    people = User.objects.select_related("membership__team").order_by("role", "username")
    if not words:
        return people
    return people.filter(Q(username__icontains=words) | Q(email__icontains=words))


def failed_checks() -> QuerySet[Check]:
    """Checks that broke through a fault of ours and need somebody."""
    return (
        Check.objects.filter(state=WorkState.FAILED)
        .select_related("agent__team")
        .defer("report")
        .order_by("-finished_at")
    )


def check_counts() -> dict[str, int]:
    """How many checks wait and run. One query."""
    return Check.objects.aggregate(
        waiting=Count("pk", filter=Q(state=WorkState.QUEUED)),
        running=Count("pk", filter=Q(state=WorkState.RUNNING)),
    )
