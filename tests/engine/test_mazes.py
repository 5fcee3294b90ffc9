"""Mazes: the same everywhere, fair, and connected."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.layout import Layout
from pacman_engine.mazes import generate_maze

SIDES = {
    "width": st.integers(6, 32).map(lambda half: half * 2),
    "height": st.integers(6, 64),
    "seed": st.integers(0, 2**63 - 1),
}
PINNED = {(7, 32, 16): "c6c91e578d3899fab8938f3df48b1e0f923277ff63c0d2fb61296b75b7f046cf"}
TWINS = str.maketrans("1234", "2143")


def reachable(rows: list[str]) -> set[tuple[int, int]]:
    """The floor spots (row, column) one can walk to from start 1."""
    start = next((y, x) for y, row in enumerate(rows) for x, c in enumerate(row) if c == "1")
    seen, todo = {start}, [start]
    while todo:
        y, x = todo.pop()
        for spot in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            if rows[spot[0]][spot[1]] != "%" and spot not in seen:
                seen.add(spot)
                todo.append(spot)
    return seen


def test_a_seed_means_one_board_for_ever():
    text = generate_maze(7)
    assert hashlib.sha256(text.encode()).hexdigest() == PINNED[(7, 32, 16)]


def test_seeds_and_sizes_give_different_boards():
    assert len({generate_maze(seed) for seed in range(30)}) == 30


@pytest.mark.parametrize("seed", range(40))
def test_the_usual_maze_has_sixty_dots_and_two_or_four_capsules(seed):
    text = generate_maze(seed)
    assert text.count(".") == 60
    assert text.count("o") in (2, 4)


@settings(max_examples=60, deadline=None)
@given(**SIDES)
def test_every_maze_is_fair_and_connected(seed, width, height):
    text = generate_maze(seed, width, height)
    rows = text.split("\n")
    assert (len(rows), {len(row) for row in rows}) == (height, {width})
    assert [row[::-1].translate(TWINS) for row in reversed(rows)] == rows
    floor = {(y, x) for y, row in enumerate(rows) for x, c in enumerate(row) if c != "%"}
    assert reachable(rows) == floor
    assert text.count("o") in (2, 4)
    assert text.count(".") >= 12


@settings(max_examples=60, deadline=None)
@given(**SIDES)
def test_every_maze_is_a_layout_with_two_ways_across(seed, width, height):
    layout = Layout.parse(generate_maze(seed, width, height))
    ways = [
        y
        for y in range(height)
        if not layout.is_wall(width // 2 - 1, y) and not layout.is_wall(width // 2, y)
    ]
    assert len(ways) >= 2
    assert (layout.food & layout.red_cells).bit_count() * 2 == layout.total_food


@pytest.mark.parametrize(("width", "height"), [(31, 16), (10, 16), (66, 16), (32, 5), (32, 65)])
def test_a_size_out_of_bounds_is_refused_with_the_bounds(width, height):
    with pytest.raises(ValueError, match="even width from 12 to 64 and a height from 6 to 64"):
        generate_maze(1, width, height)
