"""Writing a checked result down, exactly once.

A result belongs to one attempt of one owner. Whoever comes late (the job was cancelled, queued
again, taken over, or is done) finds another state, attempt or owner under the lock and changes
nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from tournament import store
from tournament.replays.services import request_gif

from .audit import record
from .models import Failure, Fault, Job, Match, Tournament
from .states import JobState, Outcome
from .transitions import move

MAX_FAILURES = 3
MAX_REASON = 500
MAX_HOST = 100
Result = dict[str, Any]


@dataclass(frozen=True)
class Claim:
    """One attempt at a job by one master: who may write its result."""

    tournament_id: int
    job_id: int
    attempt: int
    owner: str

    @property
    def host(self) -> str:
        """The machine of the master that holds the claim."""
        return self.owner.partition("/")[0]

    @classmethod
    def of(cls, job: Job) -> Claim:
        """The claim on a job that has just been claimed."""
        return cls(job.tournament_id, job.pk, job.attempt, job.owner)


@dataclass(frozen=True)
class _Stored:
    """The names in the store of what is too large for rows."""

    replays: list[str]
    first_logs: str
    second_logs: str


def assimilate(*, claim: Claim, result: Result, seconds: float) -> bool:
    """Makes the job done with its three matches; False if the result comes too late.

    `result` must have passed `pacman_engine.job.check_result` against the job's own spec.
    """
    # Files first: a name means its content, so files of a result that comes too late do no harm.
    stored = _store(result)
    with transaction.atomic():
        job = _claimed(claim)
        if job is None:
            return False
        matches = [_write_match(job, match, stored) for match in result["matches"]]
        move(job, JobState.DONE, **_outcome(result), **_ending(seconds),
             first_logs=stored.first_logs, second_logs=stored.second_logs)  # fmt: skip
        request_gif(match=next(m for m in matches if m.number == job.representative))
    return True


def give_back(*, claim: Claim, reason: str, for_good: bool = False, host: str = "") -> bool:
    """After a fault of the host or the engine: queued again, or, the third time, undecided.

    The attempt is noted with the `host` that lost it, by default the master's own. `for_good`
    skips the further attempts, when they cannot help. False if it comes too late.
    """
    reason = reason[:MAX_REASON]
    with transaction.atomic():
        # The tournament before its job, as in `controls`: the audit event refers to it.
        tournament = Tournament.objects.select_for_update().get(pk=claim.tournament_id)
        job = _claimed(claim)
        if job is None:
            return False
        failures = job.failures + 1
        Failure.objects.create(
            job=job, attempt=claim.attempt, host=(host or claim.host)[:MAX_HOST], message=reason
        )
        if not for_good and failures < MAX_FAILURES:
            move(job, JobState.WAITING, failures=failures, reason=reason, **UNOWNED)
            return True
        ended = timezone.now()
        move(
            job, JobState.UNDECIDED, failures=failures, reason=reason, finished_at=ended, **UNOWNED
        )
        sentence = f"{job.key} needs a decision: {reason}"
        record(tournament=tournament, action="undecided", sentence=sentence, job=job)
    return True


UNOWNED = {"owner": "", "lease_until": None, "progress": 0.0}


def _claimed(claim: Claim) -> Job | None:
    job = Job.objects.select_for_update().filter(pk=claim.job_id).first()
    mine = (
        job is not None
        and job.state == JobState.RUNNING
        and (job.attempt, job.owner) == (claim.attempt, claim.owner)
    )
    return job if mine else None


def _store(result: Result) -> _Stored:
    matches = result["matches"]
    return _Stored(
        replays=[store.put(_json(match["replay"])) for match in matches],
        first_logs=store.put(_json([match["logs"][_side(match, 0)] for match in matches])),
        second_logs=store.put(_json([match["logs"][_side(match, 1)] for match in matches])),
    )


def _side(match: dict[str, Any], team: int) -> str:
    return "red" if match["red"] == team else "blue"


def _json(document: Any) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def _write_match(job: Job, match: dict[str, Any], stored: _Stored) -> Match:
    red_is_first = match["red"] == 0
    row = Match.objects.create(
        job=job,
        number=match["number"],
        red_is_first=red_is_first,
        layout_name=match["replay"]["layout_name"],
        score=match["score"],
        winner=match["winner"],
        end=match["end"],
        moves=match["moves"],
        seconds=match["seconds"],
        digest=match["digest"],
        evidence_digest=match["evidence_digest"],
        replay_sha256=stored.replays[match["number"] - 1],
        fuel=_fuel(match.get("fuel")),
    )
    Fault.objects.bulk_create(
        Fault(
            match=row,
            entry_id=job.first_id if (fault["team"] == "red") == red_is_first else job.second_id,
            side=fault["team"],
            agent=fault["agent"],
            move=fault["move"],
            kind=fault["kind"],
        )
        for fault in match["replay"]["faults"]
    )
    return row


def _fuel(record: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the row keeps of a fuel record; the fuel of every move is in the stored replay."""
    return None if record is None else {side: record[side] for side in ("red", "blue")}


def _outcome(result: Result) -> dict[str, Any]:
    outcome = result["outcome"]
    return {
        "outcome": _word(result),
        "first_wins": outcome["wins"][0],
        "second_wins": outcome["wins"][1],
        "score": outcome["score"],
        "representative": result["representative"],
    }


def _word(result: Result) -> Outcome:
    if all(match["end"] == "void" for match in result["matches"]):
        return Outcome.VOID
    winner = result["outcome"]["winner"]
    return Outcome.DRAW if winner is None else (Outcome.FIRST, Outcome.SECOND)[winner]


def _ending(seconds: float) -> dict[str, Any]:
    return {**UNOWNED, "progress": 1.0, "reason": "", "seconds": seconds,
            "finished_at": timezone.now()}  # fmt: skip
