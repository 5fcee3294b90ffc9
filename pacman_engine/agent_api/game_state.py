"""`capture.GameState`: the state that agents look at and simulate with."""

from __future__ import annotations

import random
from typing import Any

from pacman_engine.agent_api.agent_rules import move_by_hand
from pacman_engine.agent_api.agent_states import AgentState
from pacman_engine.agent_api.boards import Layout
from pacman_engine.agent_api.directions import Actions, Directions
from pacman_engine.agent_api.grid import Cell, Grid
from pacman_engine.agent_api.naming import BothSpellings
from pacman_engine.agent_api.place import Place
from pacman_engine.agent_api.plane import manhattanDistance
from pacman_engine.agent_api.state_data import GameStateData
from pacman_engine.rules import IllegalAction, UnknownPosition, successor
from pacman_engine.state import State

SONAR_NOISE_RANGE = 13
SONAR_NOISE_VALUES = [i - (SONAR_NOISE_RANGE - 1) / 2 for i in range(SONAR_NOISE_RANGE)]

_UNSEEN = "'NoneType' object has no attribute 'pos'"


def noisyDistance(pos1: Cell, pos2: Cell) -> int:
    """The Manhattan distance plus noise of -6..6 (one `random.choice`)."""
    return int(manhattanDistance(pos1, pos2) + random.choice(SONAR_NOISE_VALUES))


class GameState(BothSpellings):
    """A position of the game as agents see it.

    Successors never change their parent. States compare by positions, timers, food, capsules and
    score; they can be hashed, printed, copied and pickled, and take extra attributes.
    """

    __slots__ = (
        "__dict__",
        "__weakref__",
        "_delivered_to",
        "agentDistances",
        "blueTeam",
        "data",
        "redTeam",
        "teams",
    )

    data: GameStateData
    redTeam: list[int]
    blueTeam: list[int]
    teams: list[bool]
    agentDistances: list[int]

    def __init__(self, prevState: GameState | None = None) -> None:
        self._delivered_to: int | None = None
        if prevState is None:
            self.data = GameStateData()
            self.agentDistances = []
        else:
            self.data = GameStateData(prevState.data)
            self._share(prevState)

    def _share(self, other: GameState) -> None:
        self.redTeam = other.redTeam
        self.blueTeam = other.blueTeam
        self.teams = other.teams
        self.agentDistances = other.agentDistances

    def initialize(self, layout: Layout, numAgents: int) -> None:
        """Start a game on a board of one's own."""
        self.data.initialize(layout, numAgents)
        self._set_teams([self.isRed(cell) for _, cell in layout.agentPositions])

    def _set_teams(self, teams: list[bool]) -> None:
        self.teams = teams
        self.redTeam = [index for index, red in enumerate(teams) if red]
        self.blueTeam = [index for index, red in enumerate(teams) if not red]

    # -- moves ----------------------------------------------------------------------------------

    def getLegalActions(self, agentIndex: int = 0) -> list[str]:
        """A fresh list in the order North, South, East, West, Stop.

        AttributeError for an unseen agent.
        """
        data = self.data
        view = None if data._views is None else data._views[agentIndex]
        if view is None:
            agent = data._core.agents[agentIndex]
            if not agent.visible:
                raise AttributeError(_UNSEEN)
            if data._place.board is None:
                layout = data._core.layout
                return list(layout.legal[agent.x * layout.height + agent.y])
            position: Any = (agent.x, agent.y)
        elif view.configuration is None:
            raise AttributeError(_UNSEEN)
        else:
            position = view.configuration.pos
        return self._legal_from(position, agentIndex)

    def _legal_from(self, position: Any, index: int) -> list[str]:
        """Where the student may have written to the agents or the walls."""
        place = self.data._place
        known = place.legal.get(position)
        if known is None:
            configuration: Any = self.data.view(index).configuration
            return Actions.getPossibleActions(configuration, self.getWalls())
        if place.board is None or not place.board.walls_exposed():
            return list(known)
        x, y = position
        return _open_ways(place.board.walls.data, int(x), int(y))

    def generateSuccessor(self, agentIndex: int, action: str) -> GameState:
        """The state after the action.

        Exception("Illegal action …") for an illegal one, AttributeError for an unseen agent.
        """
        data = self.data
        core = data.synced()
        if data._odd:
            return self._moved_by_hand(agentIndex, action)
        if data._place.board is not None:
            core = self._with_written_walls(core, agentIndex)
        try:
            after = successor(core, agentIndex, action)
        except UnknownPosition:
            raise AttributeError(_UNSEEN) from None
        except IllegalAction as error:
            raise Exception(str(error)) from None
        new = GameState.__new__(GameState)
        new.data = GameStateData.of(after, data._place, True)
        new._delivered_to = None
        new.redTeam = self.redTeam
        new.blueTeam = self.blueTeam
        new.teams = self.teams
        new.agentDistances = self.agentDistances
        return new

    def _moved_by_hand(self, index: int, action: str) -> GameState:
        new = GameState(self)
        move_by_hand(new, index, action)
        return new

    def _with_written_walls(self, core: State, index: int) -> State:
        """The same state on the student's walls, where these differ around the agent."""
        if self.data._place.written_walls() is None or not core.agents[index].visible:
            return core
        agent, layout = core.agents[index], core.layout
        if tuple(self.getLegalActions(index)) == layout.legal[agent.x * layout.height + agent.y]:
            return core
        core = core.copy()
        core.layout = self.data.layout.core()
        return core

    # -- agents ---------------------------------------------------------------------------------

    def getAgentState(self, index: int) -> AgentState:
        """The live AgentState; what is written to it counts in later moves."""
        return self.data.view(index)

    def getAgentPosition(self, index: int) -> Cell | None:
        """(x, y) as integers, None while unseen."""
        return self.data.position(index)

    def getInitialAgentPosition(self, agentIndex: int) -> Cell:
        """The start cell."""
        return self.data._core.layout.starts[agentIndex]

    def getNumAgents(self) -> int:
        """4."""
        return len(self.data._core.agents)

    def getRedTeamIndices(self) -> list[int]:
        """[0, 2], a fresh list."""
        return self.redTeam[:]

    def getBlueTeamIndices(self) -> list[int]:
        """[1, 3], a fresh list."""
        return self.blueTeam[:]

    def isOnRedTeam(self, agentIndex: int) -> bool:
        """Whether the agent plays for red."""
        return self.teams[agentIndex]

    def isRed(self, configOrPos: Any) -> bool:
        """Whether a position (or an object with `.pos`) is on red's half."""
        x = configOrPos[0] if isinstance(configOrPos, tuple) else configOrPos.pos[0]
        core = self.data._core
        width = core.layout.width
        return bool(x * 2 < width if core.rules.middle_capsule_is_red else x < width // 2)

    # -- distances ------------------------------------------------------------------------------

    def getAgentDistances(self) -> list[int]:
        """The noisy distances of this observation by agent index; [] where there are none."""
        return self.agentDistances

    @staticmethod
    def getDistanceProb(trueDistance: int, noisyDistance: int) -> float:
        """The probability of a noisy distance given the true one: 1/13 within 6 steps, else 0."""
        known = noisyDistance - trueDistance in SONAR_NOISE_VALUES
        return 1.0 / SONAR_NOISE_RANGE if known else 0

    # -- the board ------------------------------------------------------------------------------

    def getScore(self) -> int:
        """Red's score minus blue's."""
        return self.data._core.score

    def getRedFood(self) -> Grid:
        """The dots on red's half, which red defends; a new Grid."""
        return self._half_food(self.data._core.layout.red_cells)

    def getBlueFood(self) -> Grid:
        """The dots on blue's half, which blue defends; a new Grid."""
        return self._half_food(self.data._core.layout.blue_cells)

    def _half_food(self, cells: int) -> Grid:
        data = self.data
        layout = data._core.layout
        bits = data._core.food if data._food is None else data._food.bits()
        return Grid.from_bits(layout.width, layout.height, bits & cells)

    def getRedCapsules(self) -> list[Cell]:
        """The capsules that red defends; a new list."""
        return [cell for cell in self.data.capsules if self._is_red_capsule(cell[0])]

    def getBlueCapsules(self) -> list[Cell]:
        """The capsules that blue defends; a new list."""
        return [cell for cell in self.data.capsules if not self._is_red_capsule(cell[0])]

    def _is_red_capsule(self, x: int) -> bool:
        core = self.data._core
        width = core.layout.width
        return x * 2 <= width if core.rules.middle_capsule_is_red else x < width // 2

    def getCapsules(self) -> list[Cell]:
        """All capsules; the live list."""
        return self.data.capsules

    def getWalls(self) -> Grid:
        """The walls of the board; the live Grid."""
        return self.data.layout.walls

    def hasFood(self, x: int, y: int) -> bool:
        """Whether there is a dot at (x, y)."""
        data = self.data
        layout = data._core.layout
        if data._food is None and type(x) is type(y) is int and x >= 0 <= y < layout.height:
            if x >= layout.width:
                raise IndexError("list index out of range")
            return bool(data._core.food >> x * layout.height + y & 1)
        return data.food[x][y]  # type: ignore[no-any-return]

    def hasWall(self, x: int, y: int) -> bool:
        """Whether (x, y) is a wall."""
        place = self.data._place
        if place.board is None or not place.board.walls_exposed():
            return place.columns[x][y]
        return place.board.walls[x][y]  # type: ignore[no-any-return]

    def isOver(self) -> bool:
        """True only in the successor whose return decided the game."""
        return self.data._core.over

    # -- copies and observations ----------------------------------------------------------------

    def deepCopy(self) -> GameState:
        """A state of its own."""
        state = GameState.__new__(GameState)
        state.data = self.data.deepCopy()
        state._delivered_to = self._delivered_to
        state.redTeam = self.redTeam[:]
        state.blueTeam = self.blueTeam[:]
        state.teams = self.teams[:]
        state.agentDistances = self.agentDistances[:]
        return state

    def makeObservation(self, index: int) -> GameState:
        """What agent `index` would see here: enemies out of sight removed, noisy distances.

        Draws four times from `random`. An observation that the referee delivered to this very
        agent comes back as a copy, with its distances; other observations with unseen agents
        raise TypeError, as on the original.
        """
        state = self.deepCopy()
        if self._delivered_to == index:
            return state
        state._delivered_to = None
        positions: list[Any] = [self.getAgentPosition(i) for i in range(self.getNumAgents())]
        mine = positions[index]
        state.agentDistances = [noisyDistance(mine, position) for position in positions]
        team = self.redTeam if index in self.redTeam else self.blueTeam
        for enemy, position in enumerate(positions):
            if enemy not in team and not self._in_sight(position, [positions[i] for i in team]):
                state.data.hide(enemy)
        return state

    def _in_sight(self, position: Cell, observers: list[Cell]) -> bool:
        sight = self.data._core.rules.sight_range
        x, y = position
        return min([abs(x - x2) + abs(y - y2) for x2, y2 in observers]) <= sight

    def __deepcopy__(self, memo: dict[int, Any]) -> GameState:
        from copy import deepcopy

        state = type(self).__new__(type(self))
        memo[id(self)] = state
        state.data = deepcopy(self.data, memo)
        state._delivered_to = self._delivered_to
        state.redTeam = self.redTeam[:]
        state.blueTeam = self.blueTeam[:]
        state.teams = self.teams[:]
        state.agentDistances = self.agentDistances[:]
        for name, value in vars(self).items():
            setattr(state, name, deepcopy(value, memo))
        return state

    def __eq__(self, other: Any) -> bool:
        return other is not None and bool(self.data == other.data)

    def __hash__(self) -> int:
        return hash(self.data)

    def __str__(self) -> str:
        return str(self.data)


def _open_ways(columns: list[list[bool]], x: int, y: int) -> list[str]:
    """The legal actions by the columns of the walls. Written out: agents ask it all the time."""
    column, actions = columns[x], []
    if not column[y + 1]:
        actions.append(Directions.NORTH)
    if not column[y - 1]:
        actions.append(Directions.SOUTH)
    if not columns[x + 1][y]:
        actions.append(Directions.EAST)
    if not columns[x - 1][y]:
        actions.append(Directions.WEST)
    if not column[y]:
        actions.append(Directions.STOP)
    return actions


def state_of(core: State, place: Place | None = None) -> GameState:
    """The agents' view of a core state, without distances."""
    # Written out, because every move of every agent begins here.
    state = GameState.__new__(GameState)
    state._delivered_to = None
    state.data = GameStateData.of(core, place or Place(core.layout), owned=False)
    state.teams = [True, False, True, False]
    state.redTeam, state.blueTeam = [0, 2], [1, 3]
    state.agentDistances = []
    return state
