"""From a state to what is seen in its cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pacman_engine.layout import Cell, bit_numbers
from pacman_engine.render.sprites import Figure, Form, Item, Look
from pacman_engine.state import AgentState, State, is_red_agent

CALMING_MOVES = 6
"""A scared ghost flickers during its last so many moves."""

LOADS = (1, 3, 6)
"""From so many carried dots on, the load looks one size larger."""


def look_at(state: State, cell: Cell) -> Look:
    """What is seen in a floor cell of the state."""
    item = Item.NOTHING
    if state.food & state.layout.bit(*cell):
        item = Item.DOT
    elif cell in state.capsules:
        item = Item.CAPSULE
    here = tuple(
        figure_of(agent, index)
        for index, agent in enumerate(state.agents)
        if agent.x == cell[0] and agent.y == cell[1] and agent.visible
    )
    return Look(state.layout.is_red(cell[0]), item, here)


def figure_of(agent: AgentState, index: int) -> Figure:
    """How an agent looks."""
    form, stride = Form.GHOST, (agent.x + agent.y) & 1
    if agent.is_pacman:
        form = Form.PACMAN
    elif agent.scared > 0:
        form = Form.CALMING if agent.scared <= CALMING_MOVES else Form.SCARED
        stride = agent.scared & 1
    load = sum(agent.carrying >= enough for enough in LOADS)
    return Figure(is_red_agent(index), index > 1, form, agent.direction, load, stride)


class Change(NamedTuple):
    """A floor cell that looks different than before."""

    cell: Cell
    before: Look
    after: Look


def changes(before: State, after: State) -> list[Change]:
    """The floor cells that look different, sorted; `after` is a move or so later.

    Looks only where agents stand or stood and where food or capsules came or went.
    """
    cells = {a.cell for a in (*before.agents, *after.agents) if a.visible}
    cells.update(_as_cells(after, before.food ^ after.food))
    cells.update(set(before.capsules) ^ set(after.capsules))
    pairs = [Change(cell, look_at(before, cell), look_at(after, cell)) for cell in sorted(cells)]
    return [change for change in pairs if change.before != change.after]


def _as_cells(state: State, bits: int) -> Iterable[Cell]:
    return map(state.layout.cell, bit_numbers(bits))
