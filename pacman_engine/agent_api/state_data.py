"""`game.GameStateData`: what `state.data` shows of the engine's core state, and what it accepts.

The core state is the truth until somebody looks at a part that can be written to (an AgentState,
the food grid, the list of capsules). Such parts are made when first asked for, and before the next
move (`synced`) whatever was written to them goes back into the core.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from pacman_engine.agent_api.agent_states import AgentState, Configuration
from pacman_engine.agent_api.boards import Layout
from pacman_engine.agent_api.directions import Directions
from pacman_engine.agent_api.grid import Cell, Grid, columns_of
from pacman_engine.agent_api.naming import BothSpellings
from pacman_engine.agent_api.plane import nearestPoint
from pacman_engine.layout import Layout as CoreLayout
from pacman_engine.rules import MODERN, Rules
from pacman_engine.state import AgentState as CoreAgent
from pacman_engine.state import State

_HIDDEN = -1


class Place:
    """The board of one observation and its successors: the core's, and the student's view of it."""

    __slots__ = ("board", "columns", "core")

    def __init__(self, core: CoreLayout) -> None:
        self.core = core
        self.columns = _wall_columns(core)
        self.board: Layout | None = None

    def layout(self) -> Layout:
        """The student's layout; one object for an observation and all its successors."""
        if self.board is None:
            self.board = Layout.of(self.core)
        return self.board

    def written_walls(self) -> Grid | None:
        """The walls, if somebody may have written to them."""
        if self.board is not None and self.board.walls_exposed():
            return self.board.walls
        return None


@lru_cache(maxsize=16)
def _wall_columns(core: CoreLayout) -> list[list[bool]]:
    """For reading only: these columns are never handed out."""
    return columns_of(core.walls, core.width, core.height)


class GameStateData(BothSpellings):
    """`food`, `capsules`, `agentStates`, `layout`, `score`, `timeleft` and the last move's events.

    `GameStateData(other)` copies; `GameStateData()` is empty until `initialize`.
    """

    __slots__ = (
        "__dict__",
        "__weakref__",
        "_capsules",
        "_core",
        "_eaten",
        "_food",
        "_lose",
        "_owned",
        "_place",
        "_views",
    )

    _core: State
    _capsules: list[Cell] | None
    _food: Grid | None
    _views: list[AgentState | None] | None
    _place: Place

    def __init__(self, prevState: GameStateData | None = None) -> None:
        if prevState is not None:
            self._take(prevState.synced().fresh_copy(), prevState._place, owned=True)

    @classmethod
    def of(cls, core: State, place: Place, owned: bool) -> GameStateData:
        """The data of a core state; `owned` says that nobody else holds that state."""
        data = cls.__new__(cls)
        data._take(core, place, owned)
        return data

    def _take(self, core: State, place: Place, owned: bool) -> None:
        self._core = core
        self._owned = owned
        self._place = place
        self._views = self._food = self._capsules = None
        self._lose = False

    def initialize(self, layout: Layout, numGhostAgents: int, rules: Rules = MODERN) -> None:
        """The start of a game on a board; `timeleft` is 0 until it is set."""
        core = layout.core()
        self._take(State.initial(core, rules, 0), Place(core), owned=True)
        self._place.board = layout

    # -- the parts that students read and write -----------------------------------------------

    score = property(attrgetter("_core.score"), lambda self, v: setattr(self._own(), "score", v))
    timeleft = property(
        attrgetter("_core.timeleft"), lambda self, v: setattr(self._own(), "timeleft", v)
    )
    scoreChange = property(
        attrgetter("_core.score_change"), lambda self, v: setattr(self._own(), "score_change", v)
    )
    _win = property(attrgetter("_core.over"), lambda self, v: setattr(self._own(), "over", v))
    _agentMoved = property(
        attrgetter("_core.agent_moved"), lambda self, v: setattr(self._own(), "agent_moved", v)
    )
    _foodEaten = property(
        attrgetter("_core.food_eaten"), lambda self, v: setattr(self._own(), "food_eaten", v)
    )
    _capsuleEaten = property(
        attrgetter("_core.capsule_eaten"), lambda self, v: setattr(self._own(), "capsule_eaten", v)
    )

    @property
    def _foodAdded(self) -> list[Cell] | None:
        return list(self._core.food_added) or None

    @_foodAdded.setter
    def _foodAdded(self, cells: list[Cell] | None) -> None:
        self._own().food_added = tuple(cells or ())

    @property
    def food(self) -> Grid:
        """All dots, both halves."""
        if self._food is None:
            layout = self._core.layout
            self._food = Grid.from_bits(layout.width, layout.height, self._core.food)
        return self._food

    @food.setter
    def food(self, grid: Grid) -> None:
        self._food = grid

    @property
    def capsules(self) -> list[Cell]:
        """All capsules; the live list."""
        if self._capsules is None:
            self._capsules = list(self._core.capsules)
        return self._capsules

    @capsules.setter
    def capsules(self, cells: list[Cell]) -> None:
        self._capsules = cells

    @property
    def agentStates(self) -> list[AgentState]:
        """The four agents; the live list of live objects."""
        views = self._views or [None] * len(self._core.agents)
        for index, view in enumerate(views):
            if view is None:
                views[index] = self._new_view(index)
        self._views = views
        return views  # type: ignore[return-value]

    @agentStates.setter
    def agentStates(self, states: list[AgentState]) -> None:
        self._views = states  # type: ignore[assignment]

    @property
    def layout(self) -> Layout:
        """The board."""
        return self._place.layout()

    @layout.setter
    def layout(self, layout: Layout) -> None:
        self._place = Place(layout.core())
        self._place.board = layout

    # -- between views and core ---------------------------------------------------------------

    def view(self, index: int) -> AgentState:
        """The live AgentState of one agent."""
        views = self._views
        if views is None:
            views = self._views = [None] * len(self._core.agents)
        view = views[index]
        if view is None:
            view = views[index] = self._new_view(index)
        return view

    def position(self, index: int) -> Cell | None:
        """The cell of an agent as integers, None while unseen."""
        view = None if self._views is None else self._views[index]
        if view is None:
            agent = self._core.agents[index]
            return (agent.x, agent.y) if agent.visible else None
        pos = view.getPosition()
        return None if pos is None else (int(pos[0]), int(pos[1]))

    def _new_view(self, index: int) -> AgentState:
        agent = self._core.agents[index]
        view = AgentState.__new__(AgentState)
        view.start = Configuration(self._core.layout.starts[index], Directions.STOP)
        view.configuration = None
        if agent.visible:
            x, y = agent.x, agent.y
            pos = (float(x), float(y)) if agent.is_float else (x, y)
            view.configuration = Configuration(pos, agent.direction)
        view.isPacman = agent.is_pacman
        view.scaredTimer = agent.scared
        view.numCarrying = agent.carrying
        view.numReturned = agent.returned
        return view

    def _own(self) -> State:
        if not self._owned:
            self._core = self._core.copy()
            self._owned = True
        return self._core

    def synced(self) -> State:
        """The core state with everything written to the parts."""
        if self._views is not None:
            self._sync_agents(self._views)
        if self._food is not None and self._food.bits() != self._core.food:
            self._own().food = self._food.bits()
        if self._capsules is not None and tuple(self._capsules) != self._core.capsules:
            self._own().capsules = tuple(self._capsules)
        return self._core

    def _sync_agents(self, views: list[AgentState | None]) -> None:
        agents = self._core.agents
        for index, view in enumerate(views):
            if view is not None and agents[index] != (agent := _packed(view, agents[index])):
                self._own().agents[index] = agent

    # -- copies, comparison, text -------------------------------------------------------------

    def deepCopy(self) -> GameStateData:
        """Data of its own. The win flag and the score change are reset, as on the original."""
        core = self.synced()
        self._owned = False
        layout = self._place.layout().core() if self._place.written_walls() else core.layout
        data = GameStateData.of(core, Place(layout), owned=False)
        if core.over or core.score_change:
            data._win, data.scoreChange = False, 0
        return data

    def copyAgentStates(self, agentStates: list[AgentState]) -> list[AgentState]:
        """Copies of agent states."""
        return [state.copy() for state in agentStates]

    def key(self) -> Hashable:
        """What equality looks at: positions, directions, timers, food, capsules, score."""
        core = self.synced()
        agents = tuple((a.x, a.y, a.direction, a.scared, a.visible) for a in core.agents)
        return core.food, core.capsules, core.score, agents

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GameStateData) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def __deepcopy__(self, memo: dict[int, Any]) -> GameStateData:
        return self.deepCopy()

    def __str__(self) -> str:
        core = self.synced()
        layout = core.layout
        rows = [["%" if char == "%" else " " for char in row] for row in layout.text.split("\n")]
        for x, y in self.food.asList():
            rows[-1 - y][x] = "."
        for agent in core.agents:
            if agent.visible:
                rows[-1 - agent.y][agent.x] = _symbol(agent)
        for x, y in core.capsules:
            rows[-1 - y][x] = "o"
        board = "\n".join("".join(row) for row in rows)
        return f"{board}\nScore: {int(core.score)}\n"


def _packed(view: AgentState, known: CoreAgent) -> CoreAgent:
    """The core's agent for a view that may have been written to."""
    configuration = view.configuration
    if configuration is None:
        x = y = _HIDDEN
        direction, is_float = known.direction, known.is_float
    else:
        x, y = configuration.pos
        direction, is_float = configuration.direction, type(x) is float
        if is_float:
            x, y = nearestPoint((x, y))
    return CoreAgent(
        x,
        y,
        direction,
        view.isPacman,
        view.scaredTimer,
        view.numCarrying,
        view.numReturned,
        is_float,
        configuration is not None,
    )


def _symbol(agent: CoreAgent) -> str:
    if not agent.is_pacman:
        return "G"
    return {"North": "v", "South": "^", "West": ">"}.get(agent.direction, "<")
