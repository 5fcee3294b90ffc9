"""A real match to draw: four simple players on one of our boards."""

from __future__ import annotations

import random
from collections import deque
from functools import cache

import pytest

from pacman_engine.layout import STEPS, load_layout
from pacman_engine.replay import End, build_replay
from pacman_engine.rules import MODERN, legal_actions, successor
from pacman_engine.state import State


@cache
def _steps_to(layout, goal):
    found, queue = {goal: 0}, deque([goal])
    while queue:
        x, y = queue.popleft()
        for cell in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if not layout.is_wall(*cell) and cell not in found:
                found[cell] = found[x, y] + 1
                queue.append(cell)
    return found


def _choose(state, agent, lots, whim):
    """Mostly the next dot or capsule, or home with a few dots; sometimes any legal action."""
    legal, me, layout = legal_actions(state, agent), state.agents[agent], state.layout
    if lots.random() < whim:
        return lots.choice(legal)
    home = layout.red_cells if agent % 2 == 0 else layout.blue_cells
    goals = [*layout.cells(state.food & ~home), *(c for c in state.capsules)]
    goals = [c for c in goals if not layout.bit(*c) & home]
    if me.carrying > 2 + agent or not goals:
        goals = layout.cells(home & ~layout.walls)
    here = _steps_to(layout, me.cell)
    way = _steps_to(layout, min(goals, key=lambda goal: (here[goal], goal)))
    return min(legal, key=lambda a: way[me.x + STEPS[a][0], me.y + STEPS[a][1]])


def _play(name, seed, length, whim=0.35):
    layout, lots, actions = load_layout(name), random.Random(seed), []
    state = State.initial(layout, MODERN, length)
    while len(actions) < length and not state.over:
        actions.append(_choose(state, len(actions) % 4, lots, whim))
        state = successor(state, (len(actions) - 1) % 4, actions[-1])
    return build_replay(
        rules="modern",
        layout=layout,
        seed="5eed",
        starter=0,
        length=length,
        names=("Nightcrawlers", "Baseline"),
        actions=actions,
        end=End.RETURNED if state.over else End.LENGTH,
        score=state.score,
        faults=[],
    )


@pytest.fixture(scope="session")
def play():
    """`play(layout_name, seed, length, whim)`: the replay of a match; `whim` is the share of
    moves that are drawn by lot."""
    return cache(_play)
