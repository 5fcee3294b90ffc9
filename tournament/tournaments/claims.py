"""Which jobs the master holds: claiming, keeping, giving up, and taking from the dead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .assimilate import UNOWNED
from .models import Job, Tournament
from .states import JobState, TournamentState
from .transitions import move, move_all

LEASE = timedelta(seconds=60)


def claim_jobs(*, owner: str, limit: int) -> list[Job]:
    """Up to `limit` waiting jobs of running tournaments, the oldest first, now run by `owner`."""
    running = list(
        Tournament.objects.filter(state=TournamentState.RUNNING).values_list("pk", flat=True)
    )
    if not running or limit < 1:
        return []
    # The tournaments are read, not joined: a lock on them here and one on their jobs in
    # `controls` would be taken in opposite orders.
    with transaction.atomic():
        queue = Job.objects.select_for_update().filter(
            state=JobState.WAITING, tournament__in=running
        )
        jobs = list(queue.order_by("pk")[:limit])
        now = timezone.now()
        for job in jobs:
            move(
                job,
                JobState.RUNNING,
                owner=owner,
                attempt=job.attempt + 1,
                lease_until=now + LEASE,
                started_at=now,
                finished_at=None,
                progress=0.0,
            )
    return jobs


def anything_waits() -> bool:
    """True if a master would find a job to play."""
    waiting = Job.objects.filter(state=JobState.WAITING)
    return waiting.filter(tournament__state=TournamentState.RUNNING).exists()


def held(*, owner: str) -> set[int]:
    """The keys of the jobs that `owner` runs."""
    mine = Job.objects.filter(state=JobState.RUNNING, owner=owner)
    return set(mine.values_list("pk", flat=True))


def keep(*, owner: str, jobs: Iterable[int]) -> None:
    """Renews the leases of these jobs of `owner`."""
    mine = Job.objects.filter(pk__in=list(jobs), state=JobState.RUNNING, owner=owner)
    mine.update(lease_until=timezone.now() + LEASE)


def show_progress(*, owner: str, progress: Mapping[int, float]) -> None:
    """Writes how far jobs of `owner` are, for the pages."""
    for pk, share in progress.items():
        Job.objects.filter(pk=pk, state=JobState.RUNNING, owner=owner).update(progress=share)


def give_up(*, owner: str) -> int:
    """Puts everything that `owner` runs back into the queue; no failure of anybody."""
    mine = Job.objects.filter(owner=owner)
    return move_all(mine, [JobState.RUNNING], JobState.WAITING, **UNOWNED)


def release(*, job: int, owner: str) -> None:
    """Puts one job that `owner` runs back into the queue; no failure of anybody."""
    mine = Job.objects.filter(pk=job, owner=owner)
    move_all(mine, [JobState.RUNNING], JobState.WAITING, **UNOWNED)


def recover(*, owner: str) -> int:
    """Queues the jobs again that nobody runs any more; returns how many.

    Only whoever sits in the master's seat may call this: a running job of another owner is then
    a job of a master that is gone. Its result, should it still come, is refused by its owner.
    """
    lost = Job.objects.filter(~Q(owner=owner) | Q(lease_until__lte=timezone.now()))
    return move_all(lost, [JobState.RUNNING], JobState.WAITING, **UNOWNED)
