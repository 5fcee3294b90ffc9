"""The check of an upload as background work: queued, run in a worker, decided once."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import transaction

from pacman_engine.teams.archive import read_archive
from tournament import store, work
from tournament.backends import offers_native
from tournament.plain_text import plain_document

from ..models import Agent, Check
from ..refusals import Refusal
from ..states import AGENT_TRANSITIONS, AgentState

KIND = "checks"
VERDICTS = {"ready": AgentState.READY, "rejected": AgentState.REJECTED}

log = logging.getLogger(__name__)


def queue(check: Check) -> None:
    """Wakes a worker for a waiting check when the transaction is committed."""
    transaction.on_commit(lambda: work.wake(KIND, check.pk))


def run_check(check: Check) -> None:
    """The runner: plays the check match by match and shows each step as it happens.

    The student's code runs in children of this process only. Raises work.LeaseLost if another
    worker took the row over; errors of ours go up and the row is tried again.
    """
    # Only workers need the game in memory, every process imports this module.
    from pacman_engine.check import check_agent

    agent = check.agent
    notes = list(check.report.get("warnings", []))
    result = check_agent(
        read_archive(store.path(agent.sha256)),
        backend=settings.SANDBOX,
        native=offers_native(),
        on_step=lambda report: _show(check, _kept(report, notes)),
    )
    gif_sha256 = _film(result.get("replay"), check)
    with transaction.atomic():
        work.finish(check, report=_kept(result, notes), gif_sha256=gif_sha256)
        decide(agent=agent, verdict=result["verdict"], native_only=result.get("native_only", False))


def decide(*, agent: Agent, verdict: str, native_only: bool = False) -> None:
    """Sets the agent's state to the verdict of its check ("ready" or "rejected")."""
    state = VERDICTS[verdict]
    if state not in AGENT_TRANSITIONS[agent.state]:
        raise ValueError(f"an agent cannot go from {agent.state} to {state}")
    agent.state = state
    agent.native_only = native_only
    agent.save(update_fields=["state", "native_only"])


def check_again(*, agent: Agent) -> None:
    """Queues a check that failed through a fault of ours once more; raises Refusal."""
    with transaction.atomic():
        check = Check.objects.select_for_update().get(agent=agent)
        if not work.retry(check):
            raise Refusal("This check did not break. Upload a new version to have it checked.")
        queue(check)


def _show(check: Check, report: dict[str, Any]) -> None:
    """Saves the report so far, if this worker still holds the row."""
    mine = Check.objects.filter(
        pk=check.pk, state=work.WorkState.RUNNING, owner=check.owner, attempt=check.attempt
    )
    if not mine.update(report=report):
        raise work.LeaseLost(f"check {check.pk} was taken over")


def _kept(report: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """What the row keeps of a report: everything but the replay, as text any database takes."""
    kept = plain_document({key: report[key] for key in report if key != "replay"})
    return {**kept, "warnings": [*notes, *kept.get("warnings", [])]}


def _film(replay: dict[str, Any] | None, check: Check) -> str:
    """The GIF of the match against the baseline in the store; "" if there is none to show."""
    from pacman_engine.render import render_gif

    if not replay:
        return ""
    try:
        return store.put(render_gif(replay))
    except Exception:
        # A film that cannot be drawn is a fault of ours and changes no verdict.
        log.exception("the film of check %s could not be drawn", check.pk)
        return ""
