"""`game.GameStateData`: what `state.data` shows of the engine's core state, and what it accepts.

The core state is the truth until somebody looks at a part that can be written to (an AgentState,
the food grid, the list of capsules). Such parts are made when first asked for, and before the next
move (`synced`) whatever was written to them goes back into the core.
"""

from __future__ import annotations

from collections.abc import Hashable
from copy import deepcopy
from operator import attrgetter
from typing import Any

from pacman_engine.agent_api.agent_states import AgentState, Configuration
from pacman_engine.agent_api.boards import Layout
from pacman_engine.agent_api.grid import Cell, Grid
from pacman_engine.agent_api.naming import BothSpellings
from pacman_engine.agent_api.packing import is_odd, packed, says_the_same
from pacman_engine.agent_api.place import Place
from pacman_engine.rules import MODERN, Rules
from pacman_engine.state import AgentState as CoreAgent
from pacman_engine.state import State


class GameStateData(BothSpellings):
    """`food`, `capsules`, `agentStates`, `layout`, `score`, `timeleft` and the last move's events.

    `GameStateData(other)` copies; `GameStateData()` is empty until `initialize`.
    """

    __slots__ = (
        "__dict__",
        "__weakref__",
        "_capsules",
        "_core",
        "_food",
        "_lose",
        "_odd",
        "_owned",
        "_place",
        "_views",
    )

    _odd: bool
    """Whether somebody wrote what the core cannot hold: then moves are made by `AgentRules`."""
    _core: State
    _capsules: list[Cell] | None
    _food: Grid | None
    _views: list[AgentState | None] | None
    _place: Place

    def __init__(self, prevState: GameStateData | None = None) -> None:
        if prevState is not None:
            self._take(prevState.synced().fresh_copy(), prevState._place, owned=True)
            self._keep_oddities(prevState)

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
        self._lose = self._odd = False

    def _keep_oddities(self, other: GameStateData) -> None:
        if other._odd:
            self._views = [state.copy() for state in other.agentStates]
            self._odd = True

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
    def _eaten(self) -> list[bool]:
        flags: list[bool] = vars(self).setdefault("eaten", [False] * len(self._core.agents))
        return flags

    @_eaten.setter
    def _eaten(self, flags: list[bool]) -> None:
        vars(self)["eaten"] = flags

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
    def rules(self) -> Rules:
        """The rules of the game."""
        return self._core.rules

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
        """Written for speed: simulations look at agents all the time."""
        x, y, direction, is_pacman, scared, carrying, returned, is_float, visible = (
            self._core.agents[index]
        )
        view = AgentState.__new__(AgentState)
        view.start = (self._place.starts or self._place.make_starts())[index]
        if visible:
            view.configuration = place = Configuration.__new__(Configuration)
            place.pos = (x + 0.0, y + 0.0) if is_float else (x, y)
            place.direction = direction
        else:
            view.configuration = None
        view.isPacman = is_pacman
        view.scaredTimer = scared
        view.numCarrying = carrying
        view.numReturned = returned
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
        core = self._core
        starts = core.layout.starts
        for index, view in enumerate(views):
            if view is None:
                continue
            if not says_the_same(view, core.agents[index], starts[index]):
                self._own().agents[index] = packed(view, core.agents[index])
                self._odd = self._odd or is_odd(view, index, self._core)

    def hide(self, index: int) -> None:
        """Take an agent out of sight."""
        view = None if self._views is None else self._views[index]
        if view is not None:
            view.configuration = None
        agents = self._own().agents
        agents[index] = agents[index].hidden()

    def settle(self) -> None:
        """After moves by hand: whether the core can go on alone."""
        core = self.synced()
        self._odd = any(is_odd(view, i, core) for i, view in enumerate(self.agentStates))

    # -- copies, comparison, text -------------------------------------------------------------

    def deepCopy(self) -> GameStateData:
        """Data of its own, on the walls of the layout's text.

        The win flag and the score change are reset, as on the original.
        """
        data = self._isolated()
        if data._core.over or data._core.score_change:
            data._win, data.scoreChange = False, 0
        return data

    def _isolated(self) -> GameStateData:
        core = self.synced()
        self._owned = False
        data = GameStateData.of(core, self._place.fresh(), owned=False)
        if self._odd:
            data._views = [*deepcopy(self.agentStates)]
            data._odd = True
        return data

    def copyAgentStates(self, agentStates: list[AgentState]) -> list[AgentState]:
        """Copies of agent states."""
        return [state.copy() for state in agentStates]

    def key(self) -> Hashable:
        """What equality looks at: positions, directions, timers, food, capsules, score."""
        core = self.synced()
        return core.food, core.capsules, core.score, self._agents_key(core)

    def _agents_key(self, core: State) -> Hashable:
        if self._odd:
            places = [(agent.configuration, agent.scaredTimer) for agent in self.agentStates]
            return tuple([(*c.pos, c.direction, timer) if c else (timer,) for c, timer in places])
        return tuple(
            [(a.x, a.y, a.direction, a.scared) if a.visible else (a.scared,) for a in core.agents]
        )

    def __eq__(self, other: Any) -> bool:
        return other is not None and bool(self.key() == other.key())

    def __hash__(self) -> int:
        return hash(self.key())

    def __copy__(self) -> GameStateData:
        data = GameStateData.of(self.synced().copy(), self._place, owned=True)
        data.agentStates = self.agentStates
        data._odd, data._food, data._capsules = self._odd, self.food, self.capsules
        vars(data).update(vars(self))
        return data

    def __deepcopy__(self, memo: dict[int, Any]) -> GameStateData:
        data = self._isolated()
        memo[id(self)] = data
        if any(view is not None and vars(view) for view in self._views or ()):
            data._views = deepcopy(self._views, memo)
        if self._place.written_walls():
            data._place.board = deepcopy(self._place.board, memo)
        vars(data).update(deepcopy(vars(self), memo))
        return data

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


def _symbol(agent: CoreAgent) -> str:
    if not agent.is_pacman:
        return "G"
    return {"North": "v", "South": "^", "West": ">"}.get(agent.direction, "<")
