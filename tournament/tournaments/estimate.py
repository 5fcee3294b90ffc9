"""How long things will take, from how long they took.

Estimates are sums of independent jobs: their spread grows with the root of the number of jobs,
plus what the few measured jobs leave open about the mean.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from math import sqrt

from django.db.models import Avg, Count, StdDev

from .models import Match, Tournament
from .states import JobState

# Measured with our sample teams on one core; used until this site has matches of its own.
DEFAULT_SECONDS_PER_MOVE = 0.003
DEFAULT_SECONDS_PER_JOB = 3.0
MATCHES_PER_JOB = 3
RECENT_MATCHES = 300


@dataclass(frozen=True)
class Estimate:
    """A duration in seconds, as `seconds` ± `spread`."""

    seconds: float
    spread: float


def workers() -> int:
    """How many jobs are played side by side: what the master says, else what it would take."""
    from .seat import current_master

    master = current_master()
    return (master.workers if master else 0) or os.cpu_count() or 1


def estimate_jobs(
    *, jobs: int, mean: float, deviation: float, measured: int, side_by_side: int
) -> Estimate:
    """The time for `jobs` more jobs of `mean` ± `deviation` seconds, known from `measured` jobs."""
    if jobs <= 0:
        return Estimate(0.0, 0.0)
    lanes = max(1, min(side_by_side, jobs))
    unknown = deviation * sqrt(jobs + jobs * jobs / max(1, measured))
    return Estimate(jobs * mean / lanes, unknown / lanes)


def before_start(*, jobs: int, length: int) -> Estimate:
    """The time for a tournament that has not begun: by seconds per move on this site so far.

    Most matches end before their length, so this is rather too long than too short.
    """
    recent = Match.objects.order_by("-pk").values("seconds", "moves")[:RECENT_MATCHES]
    seen = list(recent)
    moves = sum(match["moves"] for match in seen)
    per_move = (
        sum(match["seconds"] for match in seen) / moves if moves else DEFAULT_SECONDS_PER_MOVE
    )
    mean = DEFAULT_SECONDS_PER_JOB / 10 + MATCHES_PER_JOB * length * per_move
    measured = len(seen) // MATCHES_PER_JOB
    return estimate_jobs(
        jobs=jobs, mean=mean, deviation=mean / 2, measured=measured, side_by_side=workers()
    )


def remaining(tournament: Tournament, *, open_jobs: int) -> Estimate | None:
    """The time until the last open job is done; None before anything was measured."""
    done = tournament.jobs.filter(state=JobState.DONE).aggregate(
        mean=Avg("seconds"), deviation=StdDev("seconds"), measured=Count("pk")
    )
    if not done["measured"] or done["mean"] is None:
        return None
    return estimate_jobs(
        jobs=open_jobs,
        mean=done["mean"],
        deviation=done["deviation"] or 0.0,
        measured=done["measured"],
        side_by_side=workers(),
    )
