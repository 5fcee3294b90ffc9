"""My team, and what everybody sees of a team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tournament.accounts.permissions import Resource, allowed, require, requires
from tournament.standings.selectors import LeaderboardLine, head_to_head, history, leaderboard
from tournament.tournaments.selectors import recent_jobs

from .. import selectors
from ..forms import InviteForm, TeamForm, UploadForm
from ..history_plot import history_plot
from ..models import Agent, Membership, Team
from ..refusals import Refusal
from ..services import teams
from ..services.uploads import open_checks
from ..steps import steps_of

SHOWN_VERSIONS = 10
SHOWN_JOBS = 6


@requires(Resource.ACCOUNT)
@require_safe
def my_team(request: HttpRequest) -> HttpResponse:
    team = selectors.team_of(request.user)
    if team is None:
        return no_team(request, TeamForm())
    agreed = Agent.objects.filter(uploaded_by=request.user).exists()
    return team_page(request, team, UploadForm(initial={"consent": agreed}), InviteForm())


def no_team(request: HttpRequest, form: TeamForm, status: int = 200) -> HttpResponse:
    """The page of somebody without a team: found one or accept an invitation."""
    invitations = selectors.invitations_for(request.user)
    context = {"form": form, "invitations": invitations}
    return render(request, "agents/no_team.html", context, status=status)


def team_page(
    request: HttpRequest, team: Team, upload: UploadForm, invite: InviteForm, status: int = 200
) -> HttpResponse:
    """The page of a member; the forms may come back with their errors."""
    members = list(selectors.members(team))
    context = {
        **status_context(team, leaderboard()),
        **versions_context(team),
        "members": members,
        "is_lead": any(m.is_lead and m.user_id == request.user.pk for m in members),
        "places_left": teams.MAX_MEMBERS - len(members),
        "invitations": selectors.open_invitations(team),
        "upload": upload,
        "invite": invite,
        **record_context(team),
    }
    return render(request, "agents/my_team.html", context, status=status)


def record_context(team: Team) -> dict[str, Any]:
    """What the team has played: its tournaments, their plot, its latest jobs."""
    seasons = history(team)
    recent = recent_jobs(team, SHOWN_JOBS)
    return {"seasons": seasons, "plot": history_plot(seasons), "recent": recent}


def status_context(team: Team, lines: list[LeaderboardLine]) -> dict[str, Any]:
    """What the live status of the team's last version shows; `lines` is the whole leaderboard."""
    latest = team.agents.select_related("check_row", "team").order_by("-version").first()
    return {
        "team": team,
        "agent": latest,
        "steps": steps_of(latest.check_row) if latest else [],
        "playing": selectors.latest_ready_agent(team),
        "place": next((line for line in lines if line.team.pk == team.pk), None),
        "places": len(lines),
        "live": open_checks(team),
    }


def versions_context(team: Team) -> dict[str, Any]:
    """The latest versions for the table of a member."""
    found = list(selectors.versions(team)[: SHOWN_VERSIONS + 1])
    return {"versions": found[:SHOWN_VERSIONS], "more_versions": len(found) > SHOWN_VERSIONS}


@requires(Resource.ACCOUNT)
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """The live table of versions on My team."""
    team = selectors.team_of(request.user)
    if team is None:
        return HttpResponse(status=404)
    context = {"team": team, "live": open_checks(team), **versions_context(team)}
    return render(request, "agents/versions.html", context)


@requires(Resource.ACCOUNT)
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """The live part of My team."""
    team = selectors.team_of(request.user)
    if team is None:
        return HttpResponse(status=404)
    return render(request, "agents/status.html", status_context(team, leaderboard()))


@requires(Resource.ACCOUNT)
@require_POST
def found(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST)
    if form.is_valid():
        try:
            teams.found_team(user=request.user, name=form.cleaned_data["name"])
            return redirect("agents:my_team")
        except (Refusal, ValidationError) as error:
            form.add_error("name", str(error))
    return no_team(request, form, 422)


@requires(Resource.ACCOUNT)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    try:
        team = teams.leave(user=request.user)
        messages.success(request, f"You have left {team}.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("agents:my_team")


@requires(Resource.ACCOUNT)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Membership.objects.select_related("team", "user"), pk=pk)
    if not request.user.is_instructor:
        require(request.user, Resource.UPLOAD, member.team)
    try:
        teams.remove(member=member, by=request.user)
        messages.success(request, f"{member.user} is no longer in {member.team}.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    back = request.user.team_id == member.team_id
    return redirect("agents:my_team") if back else redirect(member.team)


@require_http_methods(["GET", "HEAD"])
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page of a team; its versions are shown to its members and instructors only."""
    team = get_object_or_404(Team, slug=slug)
    require(request.user, Resource.STANDINGS)
    inside = allowed(request.user, Resource.LOGS, team)
    context = {
        "team": team,
        "members": selectors.members(team),
        "playing": selectors.latest_ready_agent(team),
        "versions": selectors.versions(team) if inside else None,
        "may_remove": request.user.is_authenticated and request.user.is_instructor,
        **record_context(team),
        "opponents": head_to_head(team),
    }
    return render(request, "agents/team.html", context)
