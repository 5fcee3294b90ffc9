"""`game.Game` and the start of games in `capture`, for agents that play games in their heads."""

from __future__ import annotations

import random
from typing import Any, NoReturn

from pacman_engine.agent_api.boards import Layout
from pacman_engine.agent_api.capture_agent import Agent
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.agent_api.naming import BothSpellings
from pacman_engine.agent_api.spelling import Spelling, speaking


class Game(BothSpellings):
    """A game among agents of one's own: `Game(agents, display, rules)`, a `state`, then `run()`.

    Without clocks, and whatever an agent raises goes through. `moveHistory` holds
    (agent, action) pairs.
    """

    def __init__(
        self,
        agents: list[Any],
        display: Any,
        rules: Any,
        startingIndex: int = 0,
        muteAgents: bool = False,
        catchExceptions: bool = False,
    ) -> None:
        self.agents = agents
        self.display = display
        self.rules = rules
        self.startingIndex = startingIndex
        self.muteAgents = muteAgents
        self.catchExceptions = catchExceptions
        self.agentCrashed = False
        self.gameOver = False
        self.moveHistory: list[tuple[int, str]] = []
        self.numMoves = 0
        self.length = 0
        self.state: GameState = GameState()

    def getProgress(self) -> float:
        """The share of the game that is over, by its rules."""
        return 1.0 if self.gameOver else float(self.rules.getProgress(self))

    def run(self) -> None:
        """Play until the state says that it is over, or the moves are made."""
        for agent in self.agents:
            _tell(agent, "registerInitialState", self.state.deepCopy())
        index = self.startingIndex
        while not self.gameOver:
            self._move(index)
            index = (index + 1) % len(self.agents)
        for agent in self.agents:
            _tell(agent, "final", self.state)

    def _move(self, index: int) -> None:
        agent, seen = self.agents[index], self.state.deepCopy()
        if hasattr(agent, _name("observationFunction")):
            seen = getattr(agent, _name("observationFunction"))(seen)
        action = getattr(agent, _name("getAction"))(seen)
        self.moveHistory.append((index, action))
        self.state = self.state.generateSuccessor(index, action)
        self.numMoves += 1
        self.gameOver = self.state.isOver() or self.numMoves == self.length


def _name(camel: str) -> str:
    return (speaking() or Spelling.CAMEL).name_of(camel)


def _tell(agent: Any, camel: str, state: GameState) -> None:
    if hasattr(agent, _name(camel)):
        getattr(agent, _name(camel))(state)


class CaptureRules(BothSpellings):
    """The limits of a game, and its start."""

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

    def newGame(
        self,
        layout: Layout,
        agents: list[Agent],
        display: Any,
        length: int,
        muteAgents: bool = False,
        catchExceptions: bool = False,
    ) -> Game:
        """A game on a layout, everybody at the start; agent 0 or 1 begins (one random draw)."""
        state = GameState()
        state.initialize(layout, len(agents))
        state.data.timeleft = length
        starter = random.randint(0, 1)
        game = Game(agents, display, self, starter, muteAgents, catchExceptions)
        game.state, game.length = state, length
        return game


def randomLayout(seed: int | None = None) -> str:
    """The text of a maze, the same for the same seed."""
    from pacman_engine.mazes import generate_maze  # late: few ask, and it takes its time

    return generate_maze(seed or 0)


def _outside(name: str) -> NoReturn:
    raise NotImplementedError(
        f"capture.{name} starts games from a command line, which agents have not. "
        "Outside of matches use: python -m pacman_engine play"
    )


def readCommand(argv: list[str]) -> NoReturn:
    """Not for agents."""
    _outside("readCommand")


def runGames(*arguments: Any, **options: Any) -> NoReturn:
    """Not for agents."""
    _outside("runGames")


def loadAgents(*arguments: Any, **options: Any) -> NoReturn:
    """Not for agents."""
    _outside("loadAgents")


def replayGame(*arguments: Any, **options: Any) -> NoReturn:
    """Not for agents."""
    _outside("replayGame")
