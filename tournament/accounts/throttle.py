"""Slows down guessing: after too many tries of one kind, wait.

Counters are rows, so they hold for all web processes together. Who is counted is stored as a hash.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from .models import Attempts


@dataclass(frozen=True)
class Limit:
    """At most `tries` of `kind` by one subject in a window of `window`."""

    kind: str
    tries: int
    window: timedelta = timedelta(minutes=15)

    def key(self, subject: str) -> str:
        return hashlib.sha256(f"{self.kind}|{subject}".encode()).hexdigest()


SIGN_IN_NAME_AND_PLACE = Limit("sign-in of a name from a place", 5)
SIGN_IN_NAME = Limit("sign-in of a name", 30)
SIGN_IN_PLACE = Limit("sign-in from a place", 100)
RESET_PLACE = Limit("password reset from a place", 10)
RESET_ADDRESS = Limit("password reset for an address", 3)
SIGN_UP_PLACE = Limit("sign-up from a place", 200, timedelta(hours=1))


def place(request: HttpRequest) -> str:
    """The address a request comes from; behind our own proxy the one that the proxy saw."""
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and seen:
        return seen.rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")


def wait(*tried: tuple[Limit, str]) -> timedelta | None:
    """How long the first exhausted (limit, subject) still holds; None if none is exhausted."""
    now = timezone.now()
    limits = {limit.key(subject): limit for limit, subject in tried}
    for row in Attempts.objects.filter(key__in=limits):
        left = row.since + limits[row.key].window - now
        if row.count >= limits[row.key].tries and left > timedelta(0):
            return left
    return None


@transaction.atomic
def count(*tried: tuple[Limit, str]) -> None:
    """Notes one more try for each (limit, subject); old counters begin anew."""
    now = timezone.now()
    for limit, subject in tried:
        row, _ = Attempts.objects.select_for_update().get_or_create(
            key=limit.key(subject), defaults={"since": now}
        )
        if row.since + limit.window <= now:
            row.count, row.since = 0, now
        row.count += 1
        row.save()


def forget(*tried: tuple[Limit, str]) -> None:
    """Drops counters after a success, and with them all that are older than a day."""
    keys = [limit.key(subject) for limit, subject in tried]
    Attempts.objects.filter(key__in=keys).delete()
    Attempts.objects.filter(since__lt=timezone.now() - timedelta(days=1)).delete()
