"""`capture`'s rule classes and halves of the board, for agents that look rules up in code."""

from __future__ import annotations

from typing import Any

from pacman_engine import rules as core_rules
from pacman_engine.agent_api.agent_states import AgentState
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.agent_api.grid import Cell, Grid
from pacman_engine.agent_api.naming import BothSpellings
from pacman_engine.agent_api.plane import nearestPoint

KILL_POINTS = 0
SIGHT_RANGE = core_rules.SIGHT_RANGE
MIN_FOOD = core_rules.MIN_FOOD
TOTAL_FOOD = 60
DUMP_FOOD_ON_DEATH = True
SCARED_TIME = core_rules.SCARED_TIME
COLLISION_TOLERANCE = 0.7


def halfGrid(grid: Grid, red: bool) -> Grid:
    """A new Grid with only the cells of red's half (or blue's)."""
    column = (1 << grid.height) - 1
    half = grid.width // 2
    columns = range(half) if red else range(half, grid.width)
    mask = sum(column << x * grid.height for x in columns)
    return Grid.from_bits(grid.width, grid.height, grid.bits() & mask)


def halfList(l: list[Cell], grid: Grid, red: bool) -> list[Cell]:  # noqa: E741 (its public name)
    """The cells on red's half (or blue's), in their order."""
    half = grid.width // 2
    return [(x, y) for x, y in l if (x < half) == bool(red)]


class AgentRules(BothSpellings):
    """The rules of one move as static functions."""

    @staticmethod
    def getLegalActions(state: GameState, agentIndex: int) -> list[str]:
        """The legal actions of an agent."""
        return state.getLegalActions(agentIndex)

    @staticmethod
    def filterForAllowedActions(possibleActions: list[str]) -> list[str]:
        """All of them."""
        return possibleActions

    @staticmethod
    def decrementTimer(state: AgentState) -> None:
        """One step of the scared timer; when it runs out the position becomes integers."""
        if state.scaredTimer == 1 and state.configuration is not None:
            state.configuration.pos = nearestPoint(state.configuration.pos)
        state.scaredTimer = max(0, state.scaredTimer - 1)


class CaptureRules(BothSpellings):
    """The limits of a game."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet

    def getMaxTotalTime(self, agentIndex: int = 0) -> int:
        """Seconds of thinking per agent and game."""
        return 900

    def getMaxStartupTime(self, agentIndex: int = 0) -> int:
        """Seconds for `registerInitialState`."""
        return 15

    def getMoveWarningTime(self, agentIndex: int = 0) -> int:
        """A slower move is a warning."""
        return 1

    def getMoveTimeout(self, agentIndex: int = 0) -> int:
        """A slower move loses the game."""
        return 3

    def getMaxTimeWarnings(self, agentIndex: int = 0) -> int:
        """One more warning loses the game."""
        return 2

    def getProgress(self, game: Any) -> float:
        """The share of the moves that were made."""
        return float(game.numMoves) / float(game.length)
