"""Random legal games for tests: deterministic by seed."""

from __future__ import annotations

import random

from pacman_engine.layout import Layout
from pacman_engine.replay import End, Replay, build_replay
from pacman_engine.rules import Rules, legal_actions, successor
from pacman_engine.state import State

CORRIDOR = """
%%%%%%%%%%%%%%
%1 . o  .   2%
%   %%%%%%   %
%  .   .   . %
% .   .   .  %
%   %%%%%%   %
%3   .  o . 4%
%%%%%%%%%%%%%%
"""


def corridor() -> Layout:
    """A small fair board with dots, capsules and a fast way across."""
    return Layout.parse(CORRIDOR, "corridor")


def random_actions(
    layout: Layout, rules: Rules, seed: int, length: int, starter: int = 0
) -> tuple[list[str], State]:
    """The actions of a random game, which keeps moving on, and its last state."""
    source = random.Random(seed)
    state = State.initial(layout, rules, length)
    actions: list[str] = []
    while not state.over and len(actions) < length:
        agent = (starter + len(actions)) % 4
        legal = legal_actions(state, agent)
        onward = state.agents[agent].direction
        action = onward if onward in legal and source.random() < 0.7 else source.choice(legal)
        state = successor(state, agent, action)
        actions.append(action)
    return actions, state


def random_replay(
    seed: int, rules: Rules, length: int = 300, layout: Layout | None = None
) -> Replay:
    """The replay of a random game."""
    board = layout or corridor()
    actions, state = random_actions(board, rules, seed, length, starter=seed % 2)
    return build_replay(
        rules=rules.name,
        layout=board,
        seed=f"{seed:x}",
        starter=seed % 2,
        length=length,
        names=("Reds", "Blues"),
        actions=actions,
        end=End.RETURNED if state.over else End.LENGTH,
        score=state.score,
        faults=[],
    )
