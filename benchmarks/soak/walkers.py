"""Players for the soak test: they make things happen, in no sensible order."""

from __future__ import annotations

import random

from pacman_engine.distances import MazeDistances, maze_distances
from pacman_engine.layout import STEPS, Cell
from pacman_engine.rules import legal_actions
from pacman_engine.state import AGENTS, State, is_red_agent

WHIMS = 0.15
"""The share of moves that go anywhere."""


class Walkers:
    """Four players, each on its way to a dot, a capsule, home or an enemy, by lot."""

    def __init__(self, lots: random.Random) -> None:
        self.lots = lots
        self._goals: list[Cell | None] = [None] * AGENTS

    def action(self, state: State, agent: int) -> str:
        """A legal action."""
        legal = legal_actions(state, agent)
        here = state.agents[agent].cell
        if self.lots.random() < WHIMS:
            return self.lots.choice(legal)
        goal = self._goals[agent]
        if goal is None or goal == here:
            goal = self._goals[agent] = self._new_goal(state, agent)
        rows: MazeDistances = maze_distances(state.layout)
        x, y = here
        return min(legal, key=lambda action: rows[goal][x + STEPS[action][0], y + STEPS[action][1]])

    def _new_goal(self, state: State, agent: int) -> Cell:
        layout = state.layout
        half = layout.blue_cells if is_red_agent(agent) else layout.red_cells
        goals = [
            layout.starts[agent],
            state.agents[(agent + 1) % AGENTS].cell,
            state.agents[(agent + 3) % AGENTS].cell,
            *self.lots.sample(state.capsules, min(1, len(state.capsules))),
        ]
        dots = layout.cells(state.food & half)
        return self.lots.choice(dots if dots and self.lots.random() < 0.5 else goals)
