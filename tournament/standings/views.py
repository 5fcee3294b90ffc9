from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tournament.accounts.permissions import Resource, requires

from .figures import figures
from .selectors import leaderboard


@require_safe
@requires(Resource.STANDINGS)
def board(request: HttpRequest) -> HttpResponse:
    context = {"lines": leaderboard(), "own_team": getattr(request.user, "team_id", None)}
    return render(request, "standings/leaderboard.html", context)


@require_safe
@requires(Resource.STANDINGS)
def numbers(request: HttpRequest) -> HttpResponse:
    """What all matches on this site say together."""
    return render(request, "standings/statistics.html", figures())
