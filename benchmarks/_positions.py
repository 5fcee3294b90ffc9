"""Boards and positions to measure on."""

from __future__ import annotations

import random

from pacman_engine.layout import Layout
from pacman_engine.mazes import generate_maze
from pacman_engine.rules import MODERN, legal_actions, successor
from pacman_engine.state import State

WALL = "%"
MIDDLE_OF_A_GAME = 200


def board(width: int, height: int, free: int, seed: int) -> Layout:
    """A maze with exactly so many floor cells: its dead ends are walled up until they fit.

    Raises `ValueError` when the maze has fewer, or too few dead ends.
    """
    rows = [list(row) for row in generate_maze(seed, width, height).split("\n")]
    for _ in range(sum(char != WALL for row in rows for char in row) - free):
        x, y = next((x, y) for x, y in _floor(rows) if _is_dead_end(rows, x, y))
        rows[y][x] = WALL
    layout = Layout.parse("\n".join(map("".join, rows)), f"RANDOM{seed}")
    if width * height - layout.walls.bit_count() != free:
        raise ValueError(f"The maze {seed} cannot be made to have {free} free cells.")
    return layout


def _floor(rows: list[list[str]]) -> list[tuple[int, int]]:
    return [(x, y) for y, row in enumerate(rows) for x, char in enumerate(row) if char in " .o"]


def _is_dead_end(rows: list[list[str]], x: int, y: int) -> bool:
    beside = (rows[y][x + 1], rows[y][x - 1], rows[y + 1][x], rows[y - 1][x])
    return beside.count(WALL) == 3


def middle_of_a_game(layout: Layout, seed: int, moves: int = MIDDLE_OF_A_GAME) -> State:
    """The position after so many moves of players who turn by lot."""
    lots, state = random.Random(seed), State.initial(layout, MODERN, 1200)
    for number in range(moves):
        agent = number % 4
        legal, ahead = legal_actions(state, agent), state.agents[agent].direction
        action = ahead if ahead in legal and lots.random() < 0.7 else lots.choice(legal)
        state = successor(state, agent, action)
    return state


def with_some_food(state: State, seed: int, count: int) -> list[State]:
    """So many copies, each without some dots of its own choice."""
    lots, copies = random.Random(seed), []
    for _ in range(count):
        copy = state.copy()
        copy.food &= lots.getrandbits(state.layout.width * state.layout.height)
        copies.append(copy)
    return copies
