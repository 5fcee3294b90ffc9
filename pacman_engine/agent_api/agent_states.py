"""`game.Configuration` and `game.AgentState`: where an agent is, and how it is."""

from __future__ import annotations

from typing import Any

from pacman_engine.agent_api.directions import Actions, Directions, Vector
from pacman_engine.agent_api.naming import BothSpellings

Position = tuple[Any, Any]


class Configuration(BothSpellings):
    """A position and the direction last moved in; both can be written."""

    __slots__ = ("__dict__", "__weakref__", "direction", "pos")

    def __init__(self, pos: Position, direction: str) -> None:
        self.pos = pos
        self.direction = direction

    def getPosition(self) -> Position:
        """(x, y), integers at a start cell, floats after a move."""
        return self.pos

    def getDirection(self) -> str:
        """The direction last moved in, or Stop."""
        return self.direction

    def isInteger(self) -> bool:
        """Whether the position is a grid cell."""
        x, y = self.pos
        return bool(x == int(x) and y == int(y))

    def generateSuccessor(self, vector: Vector) -> Configuration:
        """The configuration after a step; a zero step keeps the direction."""
        x, y = self.pos
        dx, dy = vector
        direction = Actions.vectorToDirection(vector)
        if direction == Directions.STOP:
            direction = self.direction
        return Configuration((x + dx, y + dy), direction)

    def __eq__(self, other: Any) -> bool:
        if other is None:
            return False
        return bool(self.pos == other.pos and self.direction == other.direction)

    def __hash__(self) -> int:
        return hash((self.pos, self.direction))

    def __str__(self) -> str:
        return f"(x,y)={self.pos}, {self.direction}"


class AgentState(BothSpellings):
    """One agent. `configuration` is None while the agent is unseen; all attributes are writable."""

    __slots__ = (
        "__dict__",
        "__weakref__",
        "configuration",
        "isPacman",
        "numCarrying",
        "numReturned",
        "scaredTimer",
        "start",
    )

    configuration: Configuration | None

    def __init__(self, startConfiguration: Configuration, isPacman: bool) -> None:
        self.start = startConfiguration
        self.configuration = startConfiguration
        self.isPacman = isPacman
        self.scaredTimer = 0
        self.numCarrying = 0
        self.numReturned = 0

    def getPosition(self) -> Position | None:
        """The position, None while unseen."""
        configuration = self.configuration
        return None if configuration is None else configuration.pos

    def getDirection(self) -> str:
        """The direction; AttributeError while unseen."""
        return self.configuration.getDirection()  # type: ignore[union-attr]

    def copy(self) -> AgentState:
        """A new AgentState that shares the configuration."""
        state = AgentState(self.start, self.isPacman)
        state.configuration = self.configuration
        state.scaredTimer = self.scaredTimer
        state.numCarrying = self.numCarrying
        state.numReturned = self.numReturned
        return state

    def __eq__(self, other: Any) -> bool:
        if other is None:
            return False
        same_place = self.configuration == other.configuration
        return bool(same_place and self.scaredTimer == other.scaredTimer)

    def __hash__(self) -> int:
        return hash((self.configuration, self.scaredTimer))

    def __str__(self) -> str:
        return f"{'Pacman' if self.isPacman else 'Ghost'}: {self.configuration}"
