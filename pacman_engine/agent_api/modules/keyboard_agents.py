"""`keyboardAgents`: importable; there is no keyboard in a tournament, so they stand still."""

from __future__ import annotations

from typing import Any

from pacman_engine.agent_api.capture_agent import Agent
from pacman_engine.agent_api.directions import Directions
from pacman_engine.agent_api.naming import add_snake_names


class KeyboardAgent(Agent):
    """Stops, as nobody presses a key."""

    WEST_KEY, EAST_KEY, NORTH_KEY, SOUTH_KEY, STOP_KEY = "a", "d", "w", "s", "q"

    def __init__(self, index: int = 0) -> None:
        super().__init__(index)
        self.lastMove = Directions.STOP
        self.keys: list[str] = []

    def getAction(self, state: Any) -> str:
        """Stop."""
        return Directions.STOP


class KeyboardAgent2(KeyboardAgent):
    """The second player's keys."""

    WEST_KEY, EAST_KEY, NORTH_KEY, SOUTH_KEY, STOP_KEY = "j", "l", "i", "k", "u"


del annotations
add_snake_names(globals())
