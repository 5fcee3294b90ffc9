"""The game state: small, cheap to copy, changed only by `rules`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from pacman_engine.layout import Cell, Layout

if TYPE_CHECKING:
    from pacman_engine.rules import Rules

DIRECTIONS = ("North", "South", "East", "West", "Stop")
AGENTS = 4


class AgentState(NamedTuple):
    """One player. Immutable: a change makes a new one.

    `is_float` says that the original engine would print the position as floats (after any own
    action until a respawn, or until the scared timer runs out). Where `visible` is False the
    position is not known, and x and y are -1.
    """

    x: int
    y: int
    direction: str
    is_pacman: bool
    scared: int
    carrying: int
    returned: int
    is_float: bool
    visible: bool

    @property
    def cell(self) -> Cell:
        """The position; only meaningful where `visible`."""
        return self.x, self.y

    def hidden(self) -> AgentState:
        """The same agent, its position unknown."""
        return AgentState(-1, -1, *self[2:8], False)


new_agent: Callable[[tuple[int, int, str, bool, int, int, int, bool, bool]], AgentState] = partial(
    tuple.__new__, AgentState
)
"""An AgentState of its nine values, quicker than calling the class: every move needs one."""


class State:
    """A position of the game. Treat it as immutable outside `rules`.

    `food` is a bitboard, `capsules` keep the layout's order, `score` is red's view, `timeleft`
    counts moves still to come (it may go below 0 in simulations). `over` is the win flag: it is
    True only in the state right after the deciding return. `food_eaten`, `food_added`,
    `capsule_eaten`, `score_change` and `agent_moved` describe the last move alone.
    """

    __slots__ = (
        "agent_moved",
        "agents",
        "capsule_eaten",
        "capsules",
        "food",
        "food_added",
        "food_eaten",
        "layout",
        "over",
        "rules",
        "score",
        "score_change",
        "timeleft",
    )

    layout: Layout
    rules: Rules
    food: int
    capsules: tuple[Cell, ...]
    agents: list[AgentState]
    score: int
    timeleft: int
    over: bool
    food_eaten: Cell | None
    food_added: tuple[Cell, ...]
    capsule_eaten: Cell | None
    score_change: int
    agent_moved: int | None

    @classmethod
    def initial(cls, layout: Layout, rules: Rules, length: int) -> State:
        """Everybody at the start cell, all dots on the board, `length` moves to go."""
        state = cls()
        state.layout = layout
        state.rules = rules
        state.food = layout.food
        state.capsules = layout.capsules
        state.agents = [
            AgentState(x, y, "Stop", False, 0, 0, 0, False, True) for x, y in layout.starts
        ]
        state.score = 0
        state.timeleft = length
        state.over = False
        state.food_eaten = state.capsule_eaten = state.agent_moved = None
        state.food_added = ()
        state.score_change = 0
        return state

    def copy(self) -> State:
        """A state that can be changed without this one changing; the win flag is kept."""
        new = self.fresh_copy()
        new.over = self.over
        new.food_eaten = self.food_eaten
        new.food_added = self.food_added
        new.capsule_eaten = self.capsule_eaten
        new.score_change = self.score_change
        new.agent_moved = self.agent_moved
        return new

    def fresh_copy(self) -> State:
        """A copy that has forgotten the last move: what a successor starts from.

        Written out in one piece, because every move of every simulation begins here.
        """
        new = State.__new__(State)
        new.layout = self.layout
        new.rules = self.rules
        new.food = self.food
        new.capsules = self.capsules
        new.agents = self.agents[:]
        new.score = self.score
        new.timeleft = self.timeleft
        new.over = False
        new.food_eaten = new.capsule_eaten = new.agent_moved = None
        new.food_added = ()
        new.score_change = 0
        return new


def is_red_agent(agent: int) -> bool:
    """Agents 0 and 2 are red, 1 and 3 blue."""
    return agent % 2 == 0
