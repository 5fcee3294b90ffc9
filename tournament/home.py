"""The pages that belong to no app: the front page, the guide, the live strip."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from pacman_engine.teams.limits import TimeLimits
from tournament.agents import selectors as agents
from tournament.agents.services.teams import MAX_MEMBERS
from tournament.agents.views.team import status_context
from tournament.replays.selectors import latest_gif
from tournament.standings.selectors import leaderboard
from tournament.tournaments import selectors as tournaments
from tournament.tournaments.states import TournamentState

TOP = 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: what this is for visitors, how it stands for the signed in."""
    lines = leaderboard()
    context: dict[str, Any] = {
        "top": lines[:TOP],
        "gif": latest_gif(),
        "running": tournaments.visible_tournaments(drafts=False).filter(
            state=TournamentState.RUNNING
        )[:5],
    }
    if not request.user.is_authenticated:
        return render(request, "home.html", context)
    team = agents.team_of(request.user)
    if team is not None:
        context |= status_context(team, lines)
    else:
        context["invitations"] = agents.invitations_for(request.user)
    if request.user.is_instructor:
        context["needs"] = tournaments.attention()
    return render(request, "home_signed_in.html", context)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The documentation for students: from the first file to the first points."""
    limits = {
        "max_members": MAX_MEMBERS,
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "per_hour": settings.UPLOADS_PER_HOUR,
        "time": TimeLimits(),
    }
    return render(request, "guide.html", limits)


@require_safe
def live_strip(request: HttpRequest) -> HttpResponse:
    """The live strip as a fragment; empty when nothing runs."""
    strip = tournaments.live_strip()
    if strip is None:
        return HttpResponse("")
    return render(request, "pieces/live_strip.html", {"strip": strip})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for the mark when what they show is no page: a GIF, a replay."""
    return redirect(static("img/mark.svg"))
