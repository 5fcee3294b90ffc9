"""The pages of tournaments that everybody may read, and their live parts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from tournament.accounts.permissions import Resource, allowed, requires
from tournament.standings.cell_words import rows_in_words
from tournament.standings.cross_table import blocks, cross_table
from tournament.standings.figures import figures
from tournament.standings.selectors import standings

from . import exports, selectors
from .models import Tournament
from .services import plan_of
from .states import JobState, TournamentState
from .words import duration

PER_PAGE = 50


@require_safe
@requires(Resource.STANDINGS)
def index(request: HttpRequest) -> HttpResponse:
    drafts = allowed(request.user, Resource.MANAGE)
    pages = Paginator(selectors.visible_tournaments(drafts=drafts), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "tournaments/list.html", {"page": page, "may_manage": drafts})


@require_safe
@requires(Resource.STANDINGS)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The standings; of a draft, what starting it would mean."""
    tournament = find(request, slug)
    if tournament.state == TournamentState.DRAFT:
        return page(request, tournament, "draft", "tournaments/draft.html", **_plan(tournament))
    context = {"lines": standings(tournament), "own_team": own_team(request)}
    return page(request, tournament, "standings", "tournaments/standings.html", **context)


@require_safe
@requires(Resource.STANDINGS)
def live_head(request: HttpRequest, slug: str) -> HttpResponse:
    """The live part at the top of every tab."""
    tournament = find(request, slug)
    return render(request, "tournaments/_progress.html", head_of(request, tournament))


@require_safe
@requires(Resource.STANDINGS)
def live_standings(request: HttpRequest, slug: str) -> HttpResponse:
    tournament = find(request, slug)
    context = {"lines": standings(tournament), "own_team": own_team(request)}
    context["tournament"] = tournament
    return render(request, "tournaments/_standings.html", context)


@require_safe
@requires(Resource.STANDINGS)
def crosstable(request: HttpRequest, slug: str) -> HttpResponse:
    tournament = find(request, slug)
    lines = [line for line in standings(tournament) if line.rank is not None]
    row_block, column_block = _block(request, "rows", lines), _block(request, "columns", lines)
    table = cross_table(tournament, lines, row_block=row_block, column_block=column_block)
    context = {
        "columns": table.columns,
        "rows": rows_in_words(table),
        "blocks": blocks(lines),
        "row_block": row_block,
        "column_block": column_block,
        "own_team": own_team(request),
    }
    return page(request, tournament, "crosstable", "tournaments/crosstable.html", **context)


@require_safe
@requires(Resource.STANDINGS)
def jobs(request: HttpRequest, slug: str) -> HttpResponse:
    tournament = find(request, slug)
    state = request.GET.get("state", "")
    state = state if state in JobState.values else ""
    team = request.GET.get("team", "")
    found = Paginator(selectors.jobs_of(tournament, state=state, team=team), PER_PAGE)
    query = "&".join(f"{k}={v}" for k, v in (("state", state), ("team", team)) if v)
    context = {
        "page": found.get_page(request.GET.get("page")),
        "query": query,
        "state": state,
        "states": JobState.choices,
        "own_team": own_team(request),
    }
    return page(request, tournament, "jobs", "tournaments/jobs.html", **context)


@require_safe
@requires(Resource.STANDINGS)
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    tournament = find(request, slug)
    context = figures(tournament)
    return page(request, tournament, "numbers", "tournaments/numbers.html", **context)


@require_safe
@requires(Resource.MANAGE)
def audit(request: HttpRequest, slug: str) -> HttpResponse:
    tournament = find(request, slug)
    found = Paginator(selectors.events_of(tournament), PER_PAGE)
    context = {"page": found.get_page(request.GET.get("page"))}
    return page(request, tournament, "audit", "tournaments/audit.html", **context)


@require_safe
@requires(Resource.STANDINGS)
def export(request: HttpRequest, slug: str, table: str, form: str) -> HttpResponse:
    tournament = find(request, slug)
    rows = exports.TABLES[table](tournament)
    name = f"{tournament.slug}-{table}.{form}"
    response: HttpResponse
    if form == "csv":
        # Spreadsheets take a file without a byte-order mark for one of the country's old encoding.
        text = f"\ufeff{exports.as_csv(rows)}"
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    else:
        response = JsonResponse(exports.as_document(tournament, table, rows))
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, no_store=True)
    return response


def find(request: HttpRequest, slug: str) -> Tournament:
    """The tournament; a draft exists for instructors only."""
    tournament = Tournament.objects.filter(slug=slug).first()
    hidden = tournament is None or tournament.started_at is None
    if tournament is None or (hidden and not allowed(request.user, Resource.MANAGE)):
        raise Http404("There is no such tournament.")
    return tournament


def own_team(request: HttpRequest) -> int | None:
    """The key of the visitor's team, to mark its rows."""
    return getattr(request.user, "team_id", None)


def page(
    request: HttpRequest, tournament: Tournament, tab: str, template: str, **context: Any
) -> HttpResponse:
    """One tab of a tournament's pages, with the head they share."""
    shared = {**head_of(request, tournament), "tabs": _tabs(request, tournament, tab)}
    return render(request, template, {**shared, **context})


def head_of(request: HttpRequest, tournament: Tournament) -> dict[str, Any]:
    found = selectors.progress(tournament)
    manage = allowed(request.user, Resource.MANAGE)
    teams = tournament.entries.count()
    return {
        "tournament": tournament,
        "began": _since(tournament),
        "lead": _lead(tournament, teams),
        "progress": found,
        "may_manage": manage,
        "needs": selectors.needs_of(tournament, found) if manage else [],
    }


def _since(tournament: Tournament) -> datetime | None:
    """Since when it is in its state, as far as the row tells."""
    if tournament.state == TournamentState.PAUSED:
        return None
    return tournament.finished_at or tournament.started_at


def _lead(tournament: Tournament, teams: int) -> str:
    """What it is, in one line."""
    parts = [
        f"{teams} teams" if teams else "",
        f"{tournament.rounds} rounds" if tournament.rounds > 1 else "1 round",
        f"{tournament.rules} rules",
        f"{tournament.length} moves a match",
    ]
    return " · ".join(part for part in parts if part)


def _plan(tournament: Tournament) -> dict[str, Any]:
    plan = plan_of(tournament)
    close = tournament.submissions_close_at
    words = f"{len(plan.agents)} teams, {plan.jobs} jobs of three matches each"
    return {
        "plan": plan,
        "takes": duration(plan.estimate.seconds) if plan.jobs else "",
        "takes_words": f"estimated time, ± {duration(plan.estimate.spread)}",
        "start_words": f"{words}. This fixes the versions of the agents and everything about the "
        "matches; afterwards the tournament can only be paused or cancelled.",
        "start_url": reverse("tournaments:control", args=[tournament.slug, "start"]),
        "open_until": close if close is not None and close > timezone.now() else None,
    }


def _tabs(request: HttpRequest, tournament: Tournament, current: str) -> list[dict[str, Any]]:
    base = tournament.get_absolute_url()
    tabs = [
        ("standings", "Standings", ""),
        ("crosstable", "Cross-table", "cross-table/"),
        ("jobs", "Jobs", "jobs/"),
        ("numbers", "Statistics", "statistics/"),
    ]
    if tournament.started_at is None:
        tabs = [("draft", "Plan", "")]
    if allowed(request.user, Resource.MANAGE):
        tabs += [("audit", "Audit", "audit/"), ("settings", "Settings", "settings/")]
    return [
        {"url": base + path, "word": word, "current": name == current} for name, word, path in tabs
    ]


def _block(request: HttpRequest, name: str, lines: list[Any]) -> int:
    wanted = request.GET.get(name, "0")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 0
    return min(number, max(0, len(blocks(lines)) - 1))
