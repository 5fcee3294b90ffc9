"""The rules of one move, in both families.

Source of every rule: the specification of the game, sections 0.1 and 3, measured on the original
engines. `classic` is family A (with its quirks), `modern` family F.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import product

from pacman_engine.layout import STEPS, Cell
from pacman_engine.state import AgentState, State, is_red_agent, new_agent

RULES_VERSION = "1"
"""Part of every spec, replay and digest; changes whenever a rule does."""

SCARED_TIME = 40
MIN_FOOD = 2
SIGHT_RANGE = 5


class IllegalAction(Exception):
    """The action is not in the agent's legal list; the text is that of the original."""

    def __init__(self, action: object) -> None:
        super().__init__(f"Illegal action {action}")


class UnknownPosition(Exception):
    """The agent's position is hidden in this observation, so it cannot be moved."""


class UnknownRules(ValueError):
    """No rule family has this name."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A rule family and its course options.

    `credits_own_food`: the returning agent eats by agent 3's Pacman flag (a quirk of family A);
    `middle_capsule_is_red`: a capsule in column width/2 is nobody's (family A);
    `registers_team`: agents are told the indices of their team before the game (not in family A);
    `keeps_all_added`: all dots dispersed in a move are remembered, not only the last victim's.
    """

    name: str
    credits_own_food: bool
    middle_capsule_is_red: bool
    keeps_all_added: bool
    registers_team: bool
    scared_time: int = SCARED_TIME
    min_food: int = MIN_FOOD
    sight_range: int = SIGHT_RANGE

    @staticmethod
    def named(name: str) -> Rules:
        """`classic` or `modern`; raises `UnknownRules` otherwise."""
        for rules in (CLASSIC, MODERN):
            if rules.name == name:
                return rules
        raise UnknownRules(f"There are no rules {name!r}. Choose classic or modern.")


CLASSIC = Rules("classic", True, True, False, False)
MODERN = Rules("modern", False, False, True, True)


def legal_actions(state: State, agent: int) -> list[str]:
    """A fresh list in the order North, South, East, West, Stop; Stop is always in it.

    Raises `UnknownPosition` when the agent is hidden.
    """
    return list(_legal(state, agent))


def _legal(state: State, agent: int) -> tuple[str, ...]:
    me = state.agents[agent]
    if not me.visible:
        raise UnknownPosition(f"The position of agent {agent} is not known.")
    return state.layout.legal[me.x * state.layout.height + me.y]


def successor(state: State, agent: int, action: str) -> State:
    """The state after `agent` did `action`; `state` itself does not change.

    Raises `IllegalAction`, or `UnknownPosition` when the agent is hidden.
    """
    if action not in _legal(state, agent):
        raise IllegalAction(action)
    new = state.fresh_copy()
    eats = _move(new, agent, action)
    if eats:
        _eat(new, agent)
    _collide(new, agent)
    if new.agents[agent].scared > 0:
        _count_down(new, agent)
    new.agent_moved = agent
    new.score += new.score_change
    new.timeleft -= 1
    return new


def _move(state: State, agent: int, action: str) -> bool:
    """Put the agent on its new cell and book a return; tell whether it may eat there."""
    x, y, direction, _, scared, carrying, returned, _, _ = state.agents[agent]
    dx, dy = STEPS[action]
    x, y = x + dx, y + dy
    if action != "Stop":
        direction = action
    is_red = agent % 2 == 0
    is_pacman = _on_red_half(state, x) != is_red
    returns = carrying > 0 and not is_pacman
    if returns:
        state.score_change = carrying if is_red else -carrying
        carrying, returned = 0, returned + carrying
    state.agents[agent] = new_agent(
        (x, y, direction, is_pacman, scared, carrying, returned, True, True)
    )
    if returns:
        state.over = _enough_returned(state)
        if state.rules.credits_own_food:
            return state.agents[3].is_pacman
    return is_pacman


def _on_red_half(state: State, x: int) -> bool:
    """Family A counts the middle column of an odd board as red's, family F as blue's."""
    width = state.layout.width
    return x * 2 < width if state.rules.middle_capsule_is_red else x < width // 2


def _enough_returned(state: State) -> bool:
    needed = state.layout.total_food / 2 - state.rules.min_food
    red = state.agents[0].returned + state.agents[2].returned
    blue = state.agents[1].returned + state.agents[3].returned
    return red >= needed or blue >= needed


def _eat(state: State, agent: int) -> None:
    cell = state.agents[agent].cell
    here = state.layout.bit(*cell)
    if state.food & here:
        state.food ^= here
        state.food_eaten = cell
        _credit(state, agent)
    if cell in state.capsules and _is_enemy_capsule(state, cell[0], agent):
        state.capsules = tuple(c for c in state.capsules if c != cell)
        state.capsule_eaten = cell
        for enemy in _enemies(agent):
            state.agents[enemy] = state.agents[enemy]._replace(scared=state.rules.scared_time)


def _credit(state: State, agent: int) -> None:
    """The first agent of the mover's team standing on the cell carries the dot."""
    cell = state.agents[agent].cell
    for mate in (agent % 2, agent % 2 + 2):
        other = state.agents[mate]
        if other.visible and other.cell == cell:
            state.agents[mate] = other._replace(carrying=other.carrying + 1)
            return


def _is_enemy_capsule(state: State, x: int, agent: int) -> bool:
    width = state.layout.width
    is_red = x * 2 <= width if state.rules.middle_capsule_is_red else x < width // 2
    return is_red != is_red_agent(agent)


def _enemies(agent: int) -> tuple[int, int]:
    return (1, 3) if is_red_agent(agent) else (0, 2)


def _collide(state: State, agent: int) -> None:
    """Deaths: only between the mover and enemies on the mover's cell, in index order."""
    agents = state.agents
    mover_is_pacman = agents[agent].is_pacman
    for enemy in _enemies(agent):
        me, other = agents[agent], agents[enemy]
        meet = other.x == me.x and other.y == me.y and other.visible
        if meet and other.is_pacman != mover_is_pacman:
            _fight(state, *((enemy, agent) if mover_is_pacman else (agent, enemy)))


def _fight(state: State, ghost: int, pacman: int) -> None:
    """A ghost and a Pacman on one cell: the Pacman dies, or the ghost if it is scared."""
    if state.agents[ghost].scared > 0:
        _respawn(state, ghost)
    else:
        _disperse(state, pacman)
        _respawn(state, pacman)


def _respawn(state: State, agent: int) -> None:
    old = state.agents[agent]
    x, y = state.layout.starts[agent]
    state.agents[agent] = AgentState(
        x, y, "Stop", False, 0, old.carrying, old.returned, False, True
    )


def _disperse(state: State, victim: int) -> None:
    """Scatter the victim's dots around the death cell, by an 8-connected breadth-first search.

    The search runs through walls and over the border as on the original (its order depends on
    that). It ends when all dots are placed, or (where the original never ends) when the half
    has no room left.
    """
    old = state.agents[victim]
    if old.carrying == 0:
        return
    room = _room_for_dots(state, old.x)
    added: list[Cell] = []
    queue, seen = deque([old.cell]), set[Cell]()
    while len(added) < old.carrying and room:
        cell = queue.popleft()
        if cell in seen:
            continue
        seen.add(cell)
        here = _bit_on_board(state, cell)
        if room & here:
            room ^= here
            state.food |= here
            added.append(cell)
        x, y = cell
        queue.extend((x + dx, y + dy) for dx, dy in product((-1, 0, 1), repeat=2))
    state.agents[victim] = old._replace(carrying=0)
    before = state.food_added if state.rules.keeps_all_added else ()
    state.food_added = before + tuple(added)


def _room_for_dots(state: State, x: int) -> int:
    """The cells of the half with column x that can take a dot."""
    layout = state.layout
    columns = [
        c for c in range(1, layout.width) if _on_red_half(state, c) == _on_red_half(state, x)
    ]
    column = (1 << layout.height) - 2
    half = sum(column << (c * layout.height) for c in columns)
    taken = layout.walls | state.food
    for cell in state.capsules:
        taken |= layout.bit(*cell)
    for agent in state.agents:
        if agent.visible:
            taken |= layout.bit(agent.x, agent.y)
    return half & ~taken


def _bit_on_board(state: State, cell: Cell) -> int:
    x, y = cell
    on_board = 0 <= x < state.layout.width and 0 <= y < state.layout.height
    return state.layout.bit(x, y) if on_board else 0


def _count_down(state: State, agent: int) -> None:
    """One step of a running timer; when it runs out the position becomes whole numbers again."""
    me = state.agents[agent]
    is_float = me.is_float and me.scared != 1
    state.agents[agent] = me._replace(scared=me.scared - 1, is_float=is_float)
