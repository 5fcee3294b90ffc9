"""The page of one job: three matches, the picture, the faults, and the private logs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tournament import store
from tournament.accounts.permissions import Resource, allowed, requires
from tournament.plain_text import plain_document
from tournament.replays.models import Gif

from . import selectors
from .models import Entry, Job, Match
from .time_use import TimePlot, TimeUse, time_plot
from .words import duration, end_words, fault_words


@dataclass(frozen=True)
class MatchCard:
    match: Match
    red: Entry
    blue: Entry
    end: str
    faults: list[str]
    is_representative: bool


@dataclass(frozen=True)
class TeamLogs:
    """What one team's agent left behind in the three matches; for its own people."""

    entry: Entry
    side: str
    matches: list[dict[str, Any]]
    missing: bool = False

    @property
    def has_plots(self) -> bool:
        return any(match["plot"] for match in self.matches)


@require_safe
@requires(Resource.STANDINGS)
def job(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.job_with_matches(pk)
    if found is None:
        raise Http404("There is no such job.")
    return render(request, "tournaments/job.html", _context(request, found))


@require_safe
@requires(Resource.STANDINGS)
def live_job(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.job_with_matches(pk)
    if found is None:
        raise Http404("There is no such job.")
    return render(request, "tournaments/_job.html", _context(request, found))


@require_safe
@requires(Resource.GIF)
def film(request: HttpRequest, pk: int) -> HttpResponse:
    """The film of a job's representative match alone, as the cross-table shows it."""
    found = selectors.job_with_matches(pk)
    gif = Gif.objects.filter(match__job=found).exclude(sha256="").first() if found else None
    if found is None or gif is None:
        raise Http404("There is no film of this job.")
    context = {**_film(found, gif), "caption": "", "eager": True}
    return render(request, "pieces/film.html", context)


def _context(request: HttpRequest, job: Job) -> dict[str, Any]:
    gif = Gif.objects.filter(match__job=job).first()
    first, second = job.first.team.name, job.second.team.name
    return {
        "job": job,
        "tournament": job.tournament,
        "title": f"{first} and {second}",
        "verdict": _verdict(job),
        "matches_won": f"{job.first_wins}:{job.second_wins}",
        "score_words": f"score of {first}",
        "played_in": duration(job.seconds or 0.0),
        "cards": [_card(job, match) for match in job.matches.all()],
        "gif": gif,
        "film": _film(job, gif) if gif is not None and gif.sha256 else None,
        "requeue_url": reverse("tournaments:requeue", args=[job.pk]),
        "drop_url": reverse("tournaments:drop", args=[job.pk]),
        "is_live": not job.is_final or (gif is not None and not gif.is_over),
        "logs": _logs(request, job),
        "may_manage": allowed(request.user, Resource.MANAGE),
    }


def _film(job: Job, gif: Gif) -> dict[str, str]:
    number = job.representative
    pair = f"{job.first.team.name} and {job.second.team.name}"
    return {
        "gif_url": reverse("replays:gif", args=[gif.sha256]),
        "still_url": reverse("replays:still", args=[gif.still_sha256]),
        "alt": f"Match {number} between {pair}, move by move",
        "caption": f"Match {number}: its result agrees best with the outcome of the job.",
    }


def _card(job: Job, match: Match) -> MatchCard:
    match.job = job
    faults = [_fault(match, fault.side, fault.move, fault.kind) for fault in match.faults.all()]
    shown = match.number == job.representative
    return MatchCard(match, match.red, match.blue, end_words(match.end), faults, shown)


def _fault(match: Match, side: str, move: int, kind: str) -> str:
    guilty = match.red if side == "red" else match.blue
    when = f" at move {move}" if move else " before the first move"
    return f"{guilty.team.name} {fault_words(kind)}{when}"


def _verdict(job: Job) -> str:
    """The outcome in one sentence; empty before there is one."""
    first, second = job.first.team.name, job.second.team.name
    wins = f"{job.first_wins}:{job.second_wins} matches"
    if job.outcome == "draw":
        return f"{first} and {second} drew, {wins}."
    if job.outcome == "void":
        return "Void: neither agent could play, so nobody gets a point."
    if not job.outcome:
        return ""
    won, lost = (first, second) if job.outcome == "first" else (second, first)
    wins = wins if job.outcome == "first" else f"{job.second_wins}:{job.first_wins} matches"
    score = job.score if job.outcome == "first" else -job.score
    return f"{won} beat {lost} with {wins}, {score:+} in score."


def _logs(request: HttpRequest, job: Job) -> list[TeamLogs]:
    """The logs that this visitor may read, with the times of that team's agents."""
    pairs = [(job.first, "first", job.first_logs), (job.second, "second", job.second_logs)]
    mine = [
        pair for pair in pairs if pair[2] and allowed(request.user, Resource.LOGS, pair[0].team)
    ]
    replays = [_replay(match) for match in job.matches.all()] if mine else []
    shown = job.representative or 1
    return [_read_logs(entry, side, sha256, replays, shown) for entry, side, sha256 in mine]


def _read_logs(
    entry: Entry, side: str, sha256: str, replays: list[tuple[Match, dict[str, Any]]], shown: int
) -> TeamLogs:
    """The logs of one team, of which the match that the page shows is unfolded."""
    try:
        logs = plain_document(json.loads(store.get(sha256)))
    except store.Missing:
        return TeamLogs(entry, side, [], missing=True)
    plots = [_plot(match, replay, side) for match, replay in replays]
    rows = zip(logs, plots, strict=False)
    matches = [
        {**log, "plot": plot, "label": str(n), "is_shown": n == shown}
        for n, (log, plot) in enumerate(rows, 1)
    ]
    return TeamLogs(entry, side, matches)


def _replay(match: Match) -> tuple[Match, dict[str, Any]]:
    try:
        return match, json.loads(store.get(match.replay_sha256))
    except store.Missing:
        return match, {}


def _plot(match: Match, replay: dict[str, Any], side: str) -> TimePlot | None:
    """The times of the first or the second team; None where none were counted."""
    if "evidence" not in replay:
        return None
    colour = "red" if match.red_is_first == (side == "first") else "blue"
    return time_plot(TimeUse.of_match(replay["evidence"], replay["starter"], colour))
