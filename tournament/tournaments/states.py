"""The states of tournaments, entries and jobs, and which change may follow which.

The tables are data: `transitions.move` is the only code that changes a state, and it asks them.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models


class TournamentState(models.TextChoices):
    DRAFT = "draft", "Draft"
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    FINISHED = "finished", "Finished"
    CANCELLED = "cancelled", "Cancelled"


class EntryState(models.TextChoices):
    ACTIVE = "active", "Active"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DISQUALIFIED = "disqualified", "Disqualified"


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    UNDECIDED = "undecided", "Needs decision"
    CANCELLED = "cancelled", "Cancelled"


class Outcome(models.TextChoices):
    """Who won a job, seen from its pairing; VOID = none of its matches could be played."""

    FIRST = "first", "First team won"
    SECOND = "second", "Second team won"
    DRAW = "draw", "Draw"
    VOID = "void", "Void"


# A job that is in one of these states needs no machine any more.
FINAL_JOB_STATES = (JobState.DONE, JobState.UNDECIDED, JobState.CANCELLED)
OPEN_JOB_STATES = (JobState.WAITING, JobState.RUNNING)
# Tournaments in these states have standings to show.
STARTED_STATES = (TournamentState.RUNNING, TournamentState.PAUSED, TournamentState.FINISHED)
ENDED_STATES = (TournamentState.FINISHED, TournamentState.CANCELLED)

# A finished tournament runs again when a job of it is put back into the queue.
TOURNAMENT_TRANSITIONS: Mapping[str, frozenset[str]] = {
    TournamentState.DRAFT: frozenset({TournamentState.RUNNING, TournamentState.CANCELLED}),
    TournamentState.RUNNING: frozenset(
        {TournamentState.PAUSED, TournamentState.FINISHED, TournamentState.CANCELLED}
    ),
    TournamentState.PAUSED: frozenset(
        {TournamentState.RUNNING, TournamentState.FINISHED, TournamentState.CANCELLED}
    ),
    TournamentState.FINISHED: frozenset({TournamentState.RUNNING}),
    TournamentState.CANCELLED: frozenset(),
}

ENTRY_TRANSITIONS: Mapping[str, frozenset[str]] = {
    EntryState.ACTIVE: frozenset({EntryState.WITHDRAWN, EntryState.DISQUALIFIED}),
    EntryState.WITHDRAWN: frozenset({EntryState.ACTIVE, EntryState.DISQUALIFIED}),
    EntryState.DISQUALIFIED: frozenset({EntryState.ACTIVE}),
}

JOB_TRANSITIONS: Mapping[str, frozenset[str]] = {
    JobState.WAITING: frozenset({JobState.RUNNING, JobState.CANCELLED}),
    JobState.RUNNING: frozenset(
        {JobState.DONE, JobState.WAITING, JobState.UNDECIDED, JobState.CANCELLED}
    ),
    JobState.DONE: frozenset({JobState.WAITING}),
    JobState.UNDECIDED: frozenset({JobState.WAITING, JobState.CANCELLED}),
    JobState.CANCELLED: frozenset({JobState.WAITING}),
}
