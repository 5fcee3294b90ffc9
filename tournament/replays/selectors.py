from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from tournament.tournaments.models import Job
from tournament.tournaments.states import STARTED_STATES

from .models import Gif


def finished_gifs() -> QuerySet[Gif]:
    """The pictures that can be shown, the latest first, with their match, job and teams."""
    return (
        Gif.objects.filter(sha256__gt="", match__job__tournament__state__in=STARTED_STATES)
        .select_related(
            "match__job__tournament", "match__job__first__team", "match__job__second__team"
        )
        .order_by("-finished_at", "-pk")
    )


def latest_gif() -> Gif | None:
    """The picture that was finished last, for the front page. One query."""
    return finished_gifs().first()


def gifs_of(jobs: Iterable[Job]) -> dict[int, Gif]:
    """The finished picture of each job's representative match, by the job's key. One query."""
    gifs = Gif.objects.filter(match__job__in=[job.pk for job in jobs], sha256__gt="")
    return {gif.match.job_id: gif for gif in gifs.select_related("match")}
