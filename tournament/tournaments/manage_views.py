"""What instructors do with a tournament: every action is a POST that ends in a message."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tournament.accounts.permissions import Resource, requires

from . import controls, services
from .forms import TakeOutForm, TournamentForm
from .models import Entry, Job, Tournament
from .selectors import entry_of
from .states import EntryState, TournamentState
from .transitions import IllegalTransition
from .views import PER_PAGE, find, page

REFUSED = (IllegalTransition, services.CannotStart, services.NotADraft)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Resource.MANAGE)
def create(request: HttpRequest) -> HttpResponse:
    form = TournamentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tournament = services.create_tournament(actor=_actor(request), **form.values())
        messages.success(request, "The draft is saved. Look at the plan, then start it.")
        return redirect(tournament)
    status = 400 if form.errors else 200
    return render(request, "tournaments/form.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Resource.MANAGE)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    tournament = find(request, slug)
    if tournament.state != TournamentState.DRAFT:
        messages.error(request, "This tournament has started: what it plays cannot change.")
        return redirect(tournament)
    form = TournamentForm(request.POST or None, tournament=tournament)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        return _do(
            request,
            tournament,
            lambda: services.update_draft(tournament=tournament, actor=_actor(request), **values),
            "The draft is saved.",
        )
    context = {"form": form, "tournament": tournament}
    return render(request, "tournaments/form.html", context, status=400 if form.errors else 200)


@require_safe
@requires(Resource.MANAGE)
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    tournament = find(request, slug)
    entries = tournament.entries.select_related("team", "agent").order_by("number")
    context = {
        "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
        "pause_url": reverse("tournaments:control", args=[slug, "pause"]),
        "resume_url": reverse("tournaments:control", args=[slug, "resume"]),
        "cancel_url": reverse("tournaments:control", args=[slug, "cancel"]),
    }
    return page(request, tournament, "settings", "tournaments/settings.html", **context)


@require_POST
@requires(Resource.MANAGE)
def control(request: HttpRequest, slug: str, action: str) -> HttpResponse:
    """Start, pause, resume or cancel."""
    tournament = find(request, slug)
    act, done = ACTIONS[action]
    return _do(request, tournament, lambda: act(tournament=tournament, actor=_actor(request)), done)


ACTIONS: dict[str, tuple[Callable[..., object], str]] = {
    "start": (services.start_tournament, "Started. The first jobs are on their way."),
    "pause": (controls.pause, "Paused. Jobs that are being played are finished first."),
    "resume": (controls.resume, "Resumed."),
    "cancel": (controls.cancel, "Cancelled. What was played stays here to be looked at."),
}


@require_POST
@requires(Resource.MANAGE)
def take_out(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    tournament = find(request, slug)
    entry = _entry(tournament, number)
    form = TakeOutForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say whether to withdraw or to disqualify the team.")
        return redirect("tournaments:settings", slug)
    state = EntryState(form.cleaned_data["state"])
    reason = form.cleaned_data["reason"]
    return _do(
        request,
        tournament,
        lambda: controls.take_out(entry=entry, state=state, reason=reason, actor=_actor(request)),
        f"{entry.team.name} is out; the standings are computed without it.",
    )


@require_POST
@requires(Resource.MANAGE)
def reinstate(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    tournament = find(request, slug)
    entry = _entry(tournament, number)
    return _do(
        request,
        tournament,
        lambda: controls.reinstate(entry=entry, actor=_actor(request)),
        f"{entry.team.name} takes part again.",
    )


@require_POST
@requires(Resource.MANAGE)
def requeue(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(pk)
    return _do(
        request,
        job,
        lambda: controls.requeue(job=job, actor=_actor(request)),
        "The job waits to be played again.",
    )


@require_POST
@requires(Resource.MANAGE)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job(pk)
    return _do(
        request,
        job,
        lambda: controls.drop(job=job, actor=_actor(request)),
        "Decided: the job counts for nobody.",
    )


def _do(
    request: HttpRequest, target: Tournament | Job, act: Callable[[], object], done: str
) -> HttpResponse:
    """Does it and says so, or says why not; then back to where it can be seen."""
    try:
        act()
    except REFUSED as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(target)


def _actor(request: HttpRequest) -> controls.Actor:
    return request.user  # type: ignore[return-value]


def _entry(tournament: Tournament, number: int) -> Entry:
    entry = entry_of(tournament, number)
    if entry is None:
        raise Http404("There is no such entry.")
    return entry


def _job(pk: int) -> Job:
    job = Job.objects.select_related("tournament").filter(pk=pk).first()
    if job is None:
        raise Http404("There is no such job.")
    return job
