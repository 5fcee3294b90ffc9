"""`textDisplay`: displays that show nothing, or print states."""

from __future__ import annotations

from typing import Any

from pacman_engine.agent_api.naming import BothSpellings, add_snake_names

DRAW_EVERY = 1
SLEEP_TIME = 0
DISPLAY_MOVES = False
QUIET = False


class NullGraphics(BothSpellings):
    """Shows nothing."""

    def initialize(self, state: Any, isBlue: bool = False) -> None:
        """Nothing."""

    def update(self, state: Any) -> None:
        """Nothing."""

    def checkNullDisplay(self) -> bool:
        """True: this is no display."""
        return True

    def pause(self) -> None:
        """Nothing."""

    def draw(self, state: Any) -> None:
        """Print the state."""
        print(state)

    def updateDistributions(self, dist: Any) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""


class PacmanGraphics(NullGraphics):
    """Prints every state."""

    def __init__(self, speed: float | None = None) -> None:
        self.speed = speed

    def update(self, state: Any) -> None:
        """Print the state."""
        self.draw(state)

    def checkNullDisplay(self) -> bool:
        """False."""
        return False


del annotations
add_snake_names(globals())
