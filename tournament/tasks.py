"""The one Celery task: run one row of background work."""

from __future__ import annotations

from celery import shared_task

from tournament import work


@shared_task(name="tournament.tasks.run_work", ignore_result=True)
def run_work(kind: str, pk: int) -> None:
    """Run the row `pk` of the kind of work `kind`, if it still waits; otherwise do nothing."""
    work.run(kind, pk)
