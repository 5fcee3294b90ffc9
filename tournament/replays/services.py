from __future__ import annotations

from django.db import transaction

from tournament import work
from tournament.tournaments.models import Match

from .models import Gif

KIND = "gifs"


def request_gif(*, match: Match) -> Gif:
    """Queues the picture of a match; call it in the transaction that makes the match count."""
    gif = Gif.objects.create(match=match)
    transaction.on_commit(lambda: work.wake(KIND, gif.pk))
    return gif
