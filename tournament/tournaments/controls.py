"""What an instructor can do to a tournament that has started.

Every function locks the tournament first and its jobs after it, so that two of them wait for each
other instead of locking each other out.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from .audit import record
from .models import Entry, Fault, Job, Match, Tournament
from .states import (
    OPEN_JOB_STATES,
    EntryState,
    JobState,
    TournamentState,
)
from .transitions import IllegalTransition, move, move_all

Actor = AbstractBaseUser | None

# The fields of a job that waits to be played for the first time (again).
FRESH = {
    "owner": "",
    "lease_until": None,
    "started_at": None,
    "finished_at": None,
    "seconds": None,
    "progress": 0.0,
    "failures": 0,
    "reason": "",
    "outcome": "",
    "first_wins": 0,
    "second_wins": 0,
    "score": 0,
    "representative": None,
    "first_logs": "",
    "second_logs": "",
}
STOPPED = {"owner": "", "lease_until": None, "progress": 0.0}


def pause(*, tournament: Tournament, actor: Actor) -> None:
    """No new job starts; those that are being played are finished and count."""
    with transaction.atomic():
        row = _lock(tournament)
        move(row, TournamentState.PAUSED)
        record(tournament=row, actor=actor, action="pause", sentence="Paused.")


def resume(*, tournament: Tournament, actor: Actor) -> None:
    with transaction.atomic():
        row = _lock(tournament)
        if row.state != TournamentState.PAUSED:
            raise IllegalTransition(what=str(row), old=row.state, new=TournamentState.RUNNING)
        move(row, TournamentState.RUNNING)
        record(tournament=row, actor=actor, action="resume", sentence="Resumed.")


def cancel(*, tournament: Tournament, actor: Actor) -> None:
    """Ends it for ever: open jobs are dropped, done ones stay to be looked at."""
    with transaction.atomic():
        row = _lock(tournament)
        move(row, TournamentState.CANCELLED, finished_at=timezone.now())
        dropped = _drop(row.jobs.all(), OPEN_JOB_STATES)
        sentence = f"Cancelled; {dropped} jobs were not played."
        record(tournament=row, actor=actor, action="cancel", sentence=sentence)


def requeue(*, job: Job, actor: Actor) -> None:
    """Plays a job again from its spec: what it had is forgotten, a finished tournament reopens."""
    with transaction.atomic():
        row = _lock(job.tournament)
        if row.state == TournamentState.CANCELLED:
            raise IllegalTransition(what=str(row), old=row.state, new=TournamentState.RUNNING)
        locked = Job.objects.select_for_update().get(pk=job.pk)
        Fault.objects.filter(match__job=locked).delete()
        Match.objects.filter(job=locked).delete()
        was = locked.get_state_display().lower()
        move(locked, JobState.WAITING, **FRESH)
        _reopen(row)
        sentence = f"Put {locked.key} back into the queue (it was: {was})."
        record(tournament=row, actor=actor, action="requeue", sentence=sentence, job=locked)


def drop(*, job: Job, actor: Actor) -> None:
    """Decides that a job which needs a decision counts for nobody."""
    with transaction.atomic():
        row = _lock(job.tournament)
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if locked.state != JobState.UNDECIDED:
            raise IllegalTransition(what=str(locked), old=locked.state, new=JobState.CANCELLED)
        move(locked, JobState.CANCELLED)
        sentence = f"Decided that {locked.key} counts for nobody."
        record(tournament=row, actor=actor, action="drop", sentence=sentence, job=locked)


def take_out(*, entry: Entry, state: EntryState, reason: str, actor: Actor) -> None:
    """Withdraws or disqualifies a team: none of its jobs count any more, open ones are dropped."""
    with transaction.atomic():
        row = _lock(entry.tournament)
        _refuse_after_cancel(row)
        locked = Entry.objects.select_related("team").get(pk=entry.pk)
        # Jobs before the entry, as the master does it: it writes faults, which refer to entries.
        _drop(_jobs_of(locked), (*OPEN_JOB_STATES, JobState.UNDECIDED))
        move(locked, state, reason=reason[:200])
        word = EntryState(state).label.lower()
        sentence = f"{locked.team.name} was {word}" + (f": {reason}" if reason else ".")
        record(tournament=row, actor=actor, action=state, sentence=sentence)


def reinstate(*, entry: Entry, actor: Actor) -> None:
    """Takes a team back in: its done jobs count again, dropped ones are queued."""
    with transaction.atomic():
        row = _lock(entry.tournament)
        _refuse_after_cancel(row)
        locked = Entry.objects.select_related("team").get(pk=entry.pk)
        queued = _queue_again(locked)
        move(locked, EntryState.ACTIVE, reason="")
        if queued:
            _reopen(row)
        sentence = f"{locked.team.name} was taken back in; {queued} jobs were queued."
        record(tournament=row, actor=actor, action="reinstate", sentence=sentence)


def finish_if_complete(*, tournament: Tournament) -> bool:
    """Finishes a started tournament that has no open jobs; calling it again changes nothing."""
    with transaction.atomic():
        row = _lock(tournament)
        if not row.is_live or row.jobs.filter(state__in=OPEN_JOB_STATES).exists():
            return False
        move(row, TournamentState.FINISHED, finished_at=timezone.now())
        left = row.jobs.filter(state=JobState.UNDECIDED).count()
        sentence = f"Finished; {left} jobs need a decision." if left else "Finished."
        record(tournament=row, action="finish", sentence=sentence)
    return True


def _queue_again(entry: Entry) -> int:
    """Queues the dropped jobs of a team that comes back, against teams that are still in."""
    still_in = entry.tournament.entries.filter(state=EntryState.ACTIVE)
    against = Q(first=entry, second__in=still_in) | Q(second=entry, first__in=still_in)
    jobs = Job.objects.filter(against)
    return move_all(jobs, [JobState.CANCELLED], JobState.WAITING, **FRESH)


def _lock(tournament: Tournament) -> Tournament:
    return Tournament.objects.select_for_update().get(pk=tournament.pk)


def _refuse_after_cancel(tournament: Tournament) -> None:
    if tournament.state == TournamentState.CANCELLED:
        raise IllegalTransition(what=str(tournament), old="cancelled", new="changed")


def _jobs_of(entry: Entry) -> QuerySet[Job]:
    return Job.objects.filter(Q(first=entry) | Q(second=entry), tournament=entry.tournament_id)


def _drop(jobs: QuerySet[Job], states: tuple[JobState, ...]) -> int:
    return move_all(jobs, states, JobState.CANCELLED, **STOPPED)


def _reopen(tournament: Tournament) -> None:
    if tournament.state == TournamentState.FINISHED:
        move(tournament, TournamentState.RUNNING, finished_at=None)
