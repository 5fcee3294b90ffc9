"""Writing down who did what; called inside the transaction that does it."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from .models import AuditEvent, Job, Tournament

MAX_SENTENCE = 500


def record(
    *,
    tournament: Tournament,
    action: str,
    sentence: str,
    actor: AbstractBaseUser | None = None,
    job: Job | None = None,
) -> AuditEvent:
    """Adds one event. `actor` None means that the site did it by itself."""
    return AuditEvent.objects.create(
        tournament=tournament,
        action=action,
        sentence=sentence[:MAX_SENTENCE],
        actor=actor,
        job=job,
    )
