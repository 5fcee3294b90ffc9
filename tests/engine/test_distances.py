"""Maze distances on any board, in any order of asking: those of a plain search."""

from __future__ import annotations

import random
from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.distances import UNREACHABLE, MazeDistances
from pacman_engine.layout import Cell, Layout
from pacman_engine.mazes import generate_maze
from tests.engine.playouts import corridor


def scattered(seed: int, width: int = 13, height: int = 9, wall_share: float = 0.35) -> int:
    """Walls by lot inside a closed border: rooms, pockets and single cells."""
    source = random.Random(seed)
    border = {0, width - 1}, {0, height - 1}
    cells = [(x, y) for x in range(width) for y in range(height)]
    walls = [x in border[0] or y in border[1] or source.random() < wall_share for x, y in cells]
    return sum(1 << number for number, wall in enumerate(walls) if wall)


def plain_search(floor: set[Cell], start: Cell) -> dict[Cell, int]:
    steps, queue = {start: 0}, deque([start])
    while queue:
        x, y = queue.popleft()
        for cell in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if cell in floor and cell not in steps:
                steps[cell] = steps[x, y] + 1
                queue.append(cell)
    return {cell: steps.get(cell, UNREACHABLE) for cell in floor}


@given(seed=st.integers(0, 10**6), share=st.sampled_from([0.0, 0.2, 0.35, 0.5]))
@settings(max_examples=25, deadline=None)
def test_rows_are_those_of_a_plain_search_in_whatever_order_they_are_asked_for(seed, share):
    distances = MazeDistances(scattered(seed, wall_share=share), 13, 9)
    order = distances.floor[:]
    random.Random(seed).shuffle(order)
    for cell in order:
        assert distances[cell] == plain_search(set(distances.floor), cell)


@pytest.mark.parametrize("size", [(32, 16), (46, 26)])
def test_a_complete_maze_has_the_rows_of_a_plain_search(size):
    layout = Layout.parse(generate_maze(1, *size))
    distances = MazeDistances(layout.walls, *size).complete()
    assert len(distances) == len(distances.floor)
    for cell in distances.floor[::7]:
        assert distances[cell] == plain_search(set(distances.floor), cell)


@pytest.mark.parametrize("length", [126, 127, 128, 129, 254, 255, 256, 300])
def test_long_corridors_are_measured_where_lanes_grow_wider(length):
    floor = ((1 << length + 1) - 1) << 1
    board = (1 << length + 3) - 1
    distances = MazeDistances(floor ^ board, 1, length + 3)
    distances[0, 5]
    distances.complete()
    for y in (1, 2, 64, length, length + 1):
        assert distances[0, y] == {(0, other): abs(other - y) for _, other in distances.floor}


def test_asking_for_one_row_makes_one_row():
    layout = corridor()
    distances = MazeDistances(layout.walls, layout.width, layout.height)
    distances[layout.starts[0]]
    assert len(distances) == 1
