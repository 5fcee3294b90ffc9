"""Everything about a job that chance decides, drawn once from its tournament's secret.

Each lot is an HMAC of the secret over what it is for, so nobody can play a match in advance, and
everybody can check the lots once the secret is published.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence

from pacman_engine.layout import MAX_MAZE_SEED, RANDOM_PREFIX, Layout, load_layout


class Lots:
    """The lots of one job."""

    def __init__(self, secret: str | bytes, tournament: str, job: str) -> None:
        self._key = secret.encode() if isinstance(secret, str) else secret
        self._domain = (tournament, job)
        if not self._key:
            raise ValueError("The secret must not be empty.")

    def _digest(self, *purpose: str | int) -> str:
        text = json.dumps([*self._domain, *purpose])
        return hmac.new(self._key, text.encode(), "sha256").hexdigest()

    def number(self, below: int, *purpose: str | int) -> int:
        """A number from 0 to ``below`` - 1."""
        return int(self._digest(*purpose), 16) % below

    def seed(self, match: int) -> str:
        """The seed of a match: 64 hexadecimal digits."""
        return self._digest("seed", match)

    def starter(self, match: int) -> int:
        """Which agent of a match moves first: 0 (red) or 1 (blue)."""
        return self.number(2, "starter", match)

    def boards(self, layouts: Sequence[Layout | str]) -> tuple[Layout, Layout]:
        """Two different boards out of ``layouts`` (boards or their names).

        The name RANDOM is a maze by lot; such a maze is the second board too when there is no
        other to choose from.
        """
        if not layouts:
            raise ValueError("A job needs at least one layout.")
        choice = [self._board(layout, place) for place, layout in enumerate(layouts)]
        first = choice[self.number(len(choice), "board", 1)]
        others = [board for board in choice if board != first] or [self._maze("other")]
        return first, others[self.number(len(others), "board", 2)]

    def _board(self, layout: Layout | str, place: int) -> Layout:
        if isinstance(layout, Layout):
            return layout
        return self._maze(place) if layout == RANDOM_PREFIX else load_layout(layout)

    def _maze(self, purpose: str | int) -> Layout:
        return load_layout(f"{RANDOM_PREFIX}{self.number(MAX_MAZE_SEED, 'maze', purpose) + 1}")
