"""`captureAgents.CaptureAgent`: what students derive their agents from."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from pacman_engine.agent_api.console import raiseNotDefined
from pacman_engine.agent_api.counter import Counter
from pacman_engine.agent_api.distancer import Distancer
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.agent_api.grid import Cell, Grid
from pacman_engine.agent_api.naming import BothSpellings, is_framework_class
from pacman_engine.agent_api.plane import nearestPoint
from pacman_engine.agent_api.spelling import Spelling, is_camel, speaking


class Agent(BothSpellings):
    """The base of all agents: an index and an action."""

    _spelling: Spelling | None = None
    """The team's, set by its loader; None = that of the team whose code runs."""

    def __init__(self, index: int = 0) -> None:
        self.index = index

    def getAction(self, state: Any) -> str:
        """The action to take; leaves the process unless overridden."""
        raiseNotDefined()

    def _spoken(self) -> Spelling:
        return spelling_of(self)


def spelling_of(agent: Agent) -> Spelling:
    """The spelling of an agent's own methods.

    What the loader said, unless the class has an action to offer only in the other spelling.
    Without a loader it is judged by what the class overrides.
    """
    told = agent._spelling or speaking()
    key = type(agent), told
    if key not in _spellings:
        cls = type(agent)
        _spellings[key] = _spelling_told(cls, told) if told else _spelling_found(cls)
    return _spellings[key]


_spellings: dict[tuple[type, Spelling | None], Spelling] = {}
_ACTIONS = ("chooseAction", "getAction")


def _spelling_told(cls: type, told: Spelling) -> Spelling:
    if any(_has_action(cls, told.name_of(name)) for name in _ACTIONS):
        return told
    acts = any(_writes(cls, told.other.name_of(name)) for name in _ACTIONS)
    return told.other if acts else told


def _spelling_found(cls: type) -> Spelling:
    for names in ((*_ACTIONS, "registerInitialState"), _camel_names(cls)):
        camel = any(_writes(cls, name) for name in names)
        snake = any(_writes(cls, Spelling.SNAKE.name_of(name)) for name in names)
        if camel != snake:
            return Spelling.CAMEL if camel else Spelling.SNAKE
    return Spelling.CAMEL


def _camel_names(cls: type) -> tuple[str, ...]:
    return tuple(name for name in getattr(cls, "_partners", ()) if is_camel(name))


def _writes(cls: type, name: str) -> bool:
    """Whether a student's class defines the name itself."""
    return any(_is_own(base, name) for base in cls.__mro__ if not is_framework_class(base))


def _is_own(base: type, name: str) -> bool:
    return name in vars(base) and not hasattr(vars(base)[name], "bridges")


def _has_action(cls: type, name: str) -> bool:
    """Whether the name leads to more than the stock method of `CaptureAgent` or `Agent`."""
    owner = next((base for base in cls.__mro__ if _is_own(base, name)), object)
    return owner not in (object, Agent, CaptureAgent)


def own(agent: Agent, camel: str) -> Callable[..., Any]:
    """The agent's method in the spelling that its authors use."""
    method: Callable[..., Any] = getattr(agent, spelling_of(agent).name_of(camel))
    return method


class CaptureAgent(Agent):
    """An agent of a team. Override `chooseAction` (or `choose_action`).

    `index` 0-3; `red` (None until registered); `agentsOnTeam`; `distancer`; `observationHistory`;
    `timeForComputing`; `display` (None: there is no window here).
    """

    red: bool | None
    observationHistory: list[GameState]
    """All observations so far, the current one last."""

    def __init__(self, index: int, timeForComputing: float = 0.1) -> None:
        super().__init__(index)
        self.red = None
        self.agentsOnTeam: list[int] | None = None
        self.distancer: Distancer | None = None
        self.observationHistory = []
        self.timeForComputing = timeForComputing
        self.display: Any = None

    @property
    def observation_history(self) -> Any:
        """The same as `observationHistory`, unless a classic team keeps something else here."""
        return vars(self).get("_other_history", self.observationHistory)

    @observation_history.setter
    def observation_history(self, history: Any) -> None:
        camel = spelling_of(self) is Spelling.CAMEL
        setattr(self, "_other_history" if camel else "observationHistory", history)

    # -- called by the game ---------------------------------------------------------------------

    def registerInitialState(self, gameState: GameState) -> None:
        """Learn the team's side and prepare maze distances; called once before the first move."""
        self.red = gameState.isOnRedTeam(self.index)
        if gameState.data.rules.registers_team:
            own(self, "registerTeam")(own(self, "getTeam")(gameState))
        self.distancer = Distancer(gameState.data.layout)
        self.distancer.getMazeDistances()
        self.display = getattr(sys.modules.get("__main__"), "_display", self.display)

    def registerTeam(self, agentsOnTeam: list[int]) -> None:
        """Remember the indices of the team."""
        self.agentsOnTeam = agentsOnTeam

    def final(self, gameState: GameState) -> None:
        """The game is over."""
        self.observationHistory = []

    def observationFunction(self, gameState: GameState) -> GameState:
        """What the agent sees of a state."""
        return gameState.makeObservation(self.index)

    def getAction(self, gameState: GameState) -> str:
        """Note the observation, then choose; between two cells go straight on."""
        self.observationHistory.append(gameState)
        pos: Any = gameState.getAgentState(self.index).getPosition()
        if pos != nearestPoint(pos):
            return gameState.getLegalActions(self.index)[0]
        action: str = own(self, "chooseAction")(gameState)
        return action

    def chooseAction(self, gameState: GameState) -> str:
        """One of `gameState.getLegalActions(self.index)`; to be overridden."""
        raiseNotDefined()

    # -- for the agent's own use ----------------------------------------------------------------

    def getFood(self, gameState: GameState) -> Grid:
        """The dots to eat: `getFood(state)[x][y]`, `.asList()`."""
        return gameState.getBlueFood() if self.red else gameState.getRedFood()

    def getFoodYouAreDefending(self, gameState: GameState) -> Grid:
        """The dots that the enemy wants to eat."""
        return gameState.getRedFood() if self.red else gameState.getBlueFood()

    def getCapsules(self, gameState: GameState) -> list[Cell]:
        """The capsules to eat."""
        return gameState.getBlueCapsules() if self.red else gameState.getRedCapsules()

    def getCapsulesYouAreDefending(self, gameState: GameState) -> list[Cell]:
        """The capsules that the enemy wants to eat."""
        return gameState.getRedCapsules() if self.red else gameState.getBlueCapsules()

    def getOpponents(self, gameState: GameState) -> list[int]:
        """The indices of the other team."""
        return gameState.getBlueTeamIndices() if self.red else gameState.getRedTeamIndices()

    def getTeam(self, gameState: GameState) -> list[int]:
        """The indices of the own team, this agent's included."""
        return gameState.getRedTeamIndices() if self.red else gameState.getBlueTeamIndices()

    def getScore(self, gameState: GameState) -> int:
        """The score from the own team's view."""
        return gameState.getScore() if self.red else gameState.getScore() * -1

    def getMazeDistance(self, pos1: Any, pos2: Any) -> Any:
        """Steps of a shortest path between two positions."""
        return self.distancer.getDistance(pos1, pos2)  # type: ignore[union-attr]

    def getPreviousObservation(self) -> GameState | None:
        """The observation before the current one, None at the first; IndexError before it."""
        if len(self.observationHistory) == 1:
            return None
        return self.observationHistory[-2]

    def getCurrentObservation(self) -> GameState:
        """The latest observation; IndexError before the first."""
        return self.observationHistory[-1]

    # -- drawing: nothing to see without a display ----------------------------------------------

    def displayDistributionsOverPositions(self, distributions: list[Counter | None]) -> None:
        """Keep Counters over positions in `_distributions`; a display would overlay them."""
        copies = []
        for distribution in distributions:
            if distribution is not None and not isinstance(distribution, Counter):
                raise Exception("Wrong type of distribution")
            copies.append(None if distribution is None else distribution.copy())
        self._distributions = copies
        if self.display is not None and hasattr(self.display, "updateDistributions"):
            self.display.updateDistributions(copies)

    def debugDraw(self, cells: Any, color: Any, clear: bool = False) -> None:
        """Colour cells where a display can."""
        if self.display is not None and hasattr(self.display, "debugDraw"):
            self.display.debugDraw(cells if isinstance(cells, list) else [cells], color, clear)

    def debugClear(self) -> None:
        """Undo `debugDraw`."""
        if self.display is not None and hasattr(self.display, "clearDebug"):
            self.display.clearDebug()


class AgentFactory(BothSpellings):
    """A maker of agents for one team (an older way of writing teams)."""

    def __init__(self, isRed: bool, **args: Any) -> None:
        self.isRed = isRed

    def getAgent(self, index: int) -> Agent:
        """The agent of an index; to be overridden."""
        raiseNotDefined()


class RandomAgent(CaptureAgent):
    """Any legal action."""

    def getAction(self, gameState: GameState) -> str:
        """A random legal action."""
        import random

        return random.choice(gameState.getLegalActions(self.index))


class TimeoutAgent(Agent):
    """Thinks for two seconds about every move, then goes anywhere; for trying time limits."""

    def getAction(self, state: GameState) -> str:
        """A random legal action, late."""
        import random
        import time

        time.sleep(2.0)
        return random.choice(state.getLegalActions(self.index))
