"""Boards and golden records for these tests."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pacman_engine.agent_api.facade import full_state
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.layout import Layout
from pacman_engine.rules import MODERN, Rules
from pacman_engine.state import State

GOLDEN = Path(__file__).parent.parent / "data" / "golden"

SMALL = """
%%%%%%%%%%%%%%
%1 . o  .   2%
%   %%%%%%   %
%  .   .   . %
% .   .   .  %
%   %%%%%%   %
%3   .  o . 4%
%%%%%%%%%%%%%%
"""


def records(name: str) -> list[dict[str, Any]]:
    """The JSON lines of a golden file."""
    with gzip.open(GOLDEN / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def small_board() -> Layout:
    return Layout.parse(SMALL, "small")


def small_state(rules: Rules = MODERN, length: int = 300) -> GameState:
    """The start on a small board, as agents see it."""
    return full_state(State.initial(small_board(), rules, length))


def golden_state(rules: Rules = MODERN) -> GameState:
    """The start on the maze that the golden facts were measured on."""
    text = "\n".join(records("maze_distances.json.gz")[0]["layout"])
    return full_state(State.initial(Layout.parse(text), rules, 1200))


def random_walk(state: GameState, seed: int, moves: int) -> Iterator[GameState]:
    """The states of a random game that keeps moving on, the first one included."""
    source = random.Random(seed)
    yield state
    for number in range(moves):
        agent = number % 4
        legal = state.getLegalActions(agent)
        onward = state.getAgentState(agent).getDirection()
        action = onward if onward in legal and source.random() < 0.7 else source.choice(legal)
        state = state.generateSuccessor(agent, action)
        yield state
        if state.isOver():
            return
