"""The instructor's pages: is it going well, and what needs me?"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tournament.accounts.models import User
from tournament.accounts.permissions import Resource, requires
from tournament.accounts.services import UnknownPerson, make_instructor
from tournament.tournaments.selectors import attention

from .. import selectors
from ..models import Team

PER_PAGE = 50


@requires(Resource.MANAGE)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    context = {
        "people": User.objects.filter(is_active=True).count(),
        "teams": Team.objects.count(),
        "ready": selectors.ready_agents().count(),
        "checks": selectors.check_counts(),
        "needs": attention(),
        "failed": selectors.failed_checks()[:20],
        "tab": "overview",
    }
    return render(request, "agents/instructor/overview.html", context)


@requires(Resource.MANAGE)
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    page = _page(request, selectors.teams_matching(words))
    context = {"page": page, "lines": selectors.team_lines(page), "words": words, "tab": "teams"}
    return render(request, "agents/instructor/teams.html", context)


@requires(Resource.MANAGE)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "page": _page(request, selectors.people_matching(words)),
        "words": words,
        "tab": "people",
    }
    return render(request, "agents/instructor/people.html", context)


def _page(request: HttpRequest, rows: QuerySet) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


@requires(Resource.MANAGE)
@require_POST
def promote(request: HttpRequest) -> HttpResponse:
    """Makes somebody an instructor."""
    try:
        user = make_instructor(name=request.POST.get("name", ""))
        messages.success(request, f"{user} is an instructor now.")
    except UnknownPerson as error:
        messages.error(request, str(error))
    return redirect("agents:people")
