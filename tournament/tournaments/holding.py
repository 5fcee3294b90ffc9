"""Tournaments that this server may not or cannot go on with: held, with the reason, not failed.

Their jobs would all fail in the same way. So nothing of them is tried: the tournament is paused,
says why, and goes on where it was as soon as somebody has put it right and resumes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from pacman_engine import ENGINE_VERSION
from pacman_engine.job_documents import SPEC_FORMAT
from pacman_engine.pinned_runtime import RuntimeMissing, image_for
from pacman_engine.rules import RULES_VERSION
from tournament.backends import not_allowed

from . import claims
from .assimilate import Claim
from .audit import record
from .models import Tournament
from .selectors import HELD
from .states import TournamentState
from .transitions import move


def obstacle(spec: Mapping[str, Any]) -> str:
    """Why no job with such a spec can be played here, as a sentence; "" if nothing is known."""
    return _other_version(spec) or not_allowed(spec["backend"]) or _no_runtime(spec)


def _other_version(spec: Mapping[str, Any]) -> str:
    for what, ours in (
        ("format", SPEC_FORMAT),  # first: older ones may lack the rest
        ("rules_version", RULES_VERSION),
        ("engine_version", ENGINE_VERSION),
    ):
        if spec.get(what) != ours:
            name = what.replace("_", " ")
            return f"It is pinned to {name} {spec.get(what)}; this server has {ours}."
    return ""


def _no_runtime(spec: Mapping[str, Any]) -> str:
    try:
        image_for(spec["backend"], spec["runtime"])
    except RuntimeMissing as error:
        return str(error)
    return ""


def hold(*, claim: Claim, reason: str) -> None:
    """Pauses the tournament of a claimed job, unless it is, and puts the job back into the queue.

    No failure is noted: it was not this job that went wrong.
    """
    with transaction.atomic():
        row = Tournament.objects.select_for_update().get(pk=claim.tournament_id)
        if row.state == TournamentState.RUNNING:
            move(row, TournamentState.PAUSED)
            record(tournament=row, action=HELD, sentence=f"Paused by the site: {reason}")
    claims.release(job=claim.job_id, owner=claim.owner)


def others_go_on(*, claim: Claim) -> bool:
    """True if there are jobs that agents of another runtime than this job's wait to play."""
    held = Tournament.objects.get(pk=claim.tournament_id)
    running = Tournament.objects.filter(state=TournamentState.RUNNING)
    alike = {name: getattr(held, name) for name in ("backend", "image")}
    return held.state != TournamentState.RUNNING or running.exclude(**alike).exists()
