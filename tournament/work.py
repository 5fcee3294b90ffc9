"""Background work as rows: each piece ends exactly once, whatever is killed on the way.

The row is the truth; the broker only wakes a worker. A runner gets a claimed row, does the work
outside of any transaction, and then, inside `transaction.atomic()`, writes its results and calls
`finish(row)`: a worker that lost its lease meanwhile gets LeaseLost there and writes nothing.

    class Check(Work): ...
    work.register("checks", Check, run_check)          # in AppConfig.ready()
    transaction.on_commit(lambda: work.wake("checks", check.pk))
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from tournament import owners

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=180)
"""How long a claim holds without renewal. Longer than Celery's time limit for one task."""
MAX_FAILURES = 3
"""A runner that raised on its third attempt or later leaves the row failed."""
MAX_ATTEMPTS = 10
"""A row whose worker was lost this often is given up."""
WAKES_PER_SWEEP = 20
"""Re-sent wakes of rows that still wait, oldest first; bounded so that a long queue stays short."""


class WorkState(models.TextChoices):
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


TRANSITIONS: dict[WorkState, frozenset[WorkState]] = {
    WorkState.QUEUED: frozenset({WorkState.RUNNING}),
    WorkState.RUNNING: frozenset(
        {WorkState.RUNNING, WorkState.QUEUED, WorkState.DONE, WorkState.FAILED}
    ),
    WorkState.DONE: frozenset(),
    WorkState.FAILED: frozenset({WorkState.QUEUED}),
}
"""From each state the states that may follow; running to running is a take-over of a lost lease."""


class LeaseLost(Exception):
    """Another worker took this row over; write nothing."""


class Work(models.Model):
    """A piece of background work. Only the functions of this module change these fields."""

    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    owner = models.CharField(max_length=owners.MAX_LENGTH, blank=True, default="", editable=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["state", "id"], name="%(class)s_state")]

    @property
    def is_over(self) -> bool:
        """True in the states that background work does not leave by itself."""
        return self.state in (WorkState.DONE, WorkState.FAILED)


W = TypeVar("W", bound=Work)


def claim(model: type[W], pk: int) -> W | None:
    """Take the row for this process if it waits or its owner is lost; else None."""
    row = model._default_manager.filter(pk=pk).first()
    if row is None or not (row.state == WorkState.QUEUED or is_lost(row)):
        return None
    now = timezone.now()
    taken = _change(
        row,
        WorkState.RUNNING,
        attempt=row.attempt + 1,
        owner=owners.new_owner(),
        lease_until=now + LEASE,
        started_at=now,
        finished_at=None,
        error="",
    )
    return row if taken else None


def renew(row: Work) -> None:
    """Hold the lease of a claimed row for another LEASE; raises LeaseLost."""
    _require(_change(row, WorkState.RUNNING, lease_until=timezone.now() + LEASE), row)


def finish(row: Work, **fields: Any) -> None:
    """Mark a claimed row done and set `fields` with it; raises LeaseLost.

    Call it in the transaction that writes the results, so that they count exactly once.
    """
    done = _change(row, WorkState.DONE, finished_at=timezone.now(), lease_until=None, **fields)
    _require(done, row)


def fail(row: Work, error: str, *, for_good: bool = False) -> None:
    """Give a claimed row back after an error of ours: it waits again, or is failed at last."""
    if for_good or row.attempt >= MAX_FAILURES:
        over = {"finished_at": timezone.now(), "lease_until": None, "error": error}
        _require(_change(row, WorkState.FAILED, **over), row)
    else:
        _require(_change(row, WorkState.QUEUED, owner="", lease_until=None, error=error), row)


def retry(row: Work) -> bool:
    """Queue a failed row again, with all its attempts; False if it is not failed (any more)."""
    if row.state != WorkState.FAILED:
        return False
    return _change(row, WorkState.QUEUED, attempt=0, owner="", finished_at=None)


def is_lost(row: Work) -> bool:
    """True if the row is running and its owner is dead or let the lease run out."""
    if row.state != WorkState.RUNNING:
        return False
    overdue = row.lease_until is None or row.lease_until <= timezone.now()
    return overdue or owners.is_dead(row.owner)


def expired(model: type[W]) -> list[W]:
    """The running rows whose owner is lost, oldest first."""
    running = model._default_manager.filter(state=WorkState.RUNNING).order_by("pk")
    return [row for row in running if is_lost(row)]


def _change(row: Work, target: WorkState, **fields: Any) -> bool:
    """The one place that changes states: compare and swap on state, attempt and owner."""
    if target not in TRANSITIONS[WorkState(row.state)]:
        raise ValueError(f"work cannot go from {row.state} to {target}")
    fields["state"] = target
    same = type(row)._default_manager.filter(
        pk=row.pk, state=row.state, attempt=row.attempt, owner=row.owner
    )
    if same.update(**fields) == 0:
        return False
    for name, value in fields.items():
        setattr(row, name, value)
    return True


def _require(changed: bool, row: Work) -> None:
    if not changed:
        raise LeaseLost(f"{row._meta.label} {row.pk} was taken over")


# --- Kinds of work ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A kind of work: its queue name, the model of its rows, and what runs one claimed row."""

    name: str
    model: type[Work]
    runner: Callable[[Any], None]


_kinds: dict[str, Kind] = {}


def register(name: str, model: type[W], runner: Callable[[W], None]) -> None:
    """Make a kind of work known (from AppConfig.ready()); its name is its queue's name too."""
    _kinds[name] = Kind(name, model, runner)


def kinds() -> list[Kind]:
    """All registered kinds, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def wake(kind: str, pk: int) -> None:
    """Tell a worker that the row waits. Call it after the commit; a lost wake is sent again."""
    from tournament.tasks import run_work

    try:
        run_work.apply_async((kind, pk), queue=kind)
    except Exception:
        log.warning("the broker did not take a wake for %s %s", kind, pk, exc_info=True)


def run(kind: str, pk: int) -> None:
    """Claim and run one row; errors of the runner are kept in the row, none is raised."""
    entry = _kinds[kind]
    row = claim(entry.model, pk)
    if row is None:
        return
    begun = time.monotonic()
    try:
        entry.runner(row)
        if row.state == WorkState.RUNNING:
            raise RuntimeError(f"the runner of {kind} did not finish its row")
        log.info("%s %s done in %.1f s", kind, pk, time.monotonic() - begun)
    except LeaseLost:
        log.warning("%s %s was taken over by another worker", kind, pk)
    except Exception as error:
        log.exception("%s %s failed on attempt %s", kind, pk, row.attempt)
        _give_back(row, f"{type(error).__name__}: {error}")


def _give_back(row: Work, error: str) -> None:
    try:
        fail(row, error)
    except LeaseLost:
        log.warning("%s %s was taken over by another worker", row._meta.label, row.pk)


def sweep(*, everything: bool = False) -> int:
    """Re-send wakes for lost and waiting rows (all of these with `everything`); return how many.

    A row whose worker was lost MAX_ATTEMPTS times is failed instead.
    """
    sent = 0
    for kind in kinds():
        for pk in _due(kind.model, None if everything else WAKES_PER_SWEEP):
            wake(kind.name, pk)
            sent += 1
    return sent


def _due(model: type[Work], limit: int | None) -> list[int]:
    lost = expired(model)
    for row in lost:
        if row.attempt >= MAX_ATTEMPTS:
            _change(
                row,
                WorkState.FAILED,
                finished_at=timezone.now(),
                error=f"Given up: its worker was lost {row.attempt} times.",
            )
    waiting = model._default_manager.filter(state=WorkState.QUEUED).order_by("pk")
    return [row.pk for row in lost if row.state == WorkState.RUNNING] + list(
        waiting.values_list("pk", flat=True)[:limit]
    )
