"""Statistics as words and rounded numbers, for templates/standings/_statistics.html."""

from __future__ import annotations

from typing import Any

from tournament.tournaments.models import Tournament
from tournament.tournaments.words import end_words, fault_words

from .statistics import statistics


def figures(tournament: Tournament | None = None) -> dict[str, Any]:
    """The template's context, over one tournament or over all."""
    found = statistics(tournament)
    return {
        "statistics": found,
        "margin": f"{found.margin:.1f}",
        "average_moves": f"{found.average_moves:.0f}",
        "faults": [(fault_words(kind), number) for kind, number in found.faults.items()],
        "ends": [(end_words(end), number) for end, number in found.ends.items()],
    }
