"""Maze distances against the original's and against a plain search."""

from __future__ import annotations

import pytest

from pacman_engine.agent_api.boards import Layout as StudentLayout
from pacman_engine.agent_api.distancer import Distancer, computeDistances, getDistanceOnGrid
from pacman_engine.distances import UNREACHABLE, MazeDistances, maze_distances
from pacman_engine.layout import Layout
from tests.agent_api.boards import records, small_board, small_state

SNAKE = 63


def snake_board() -> Layout:
    """One corridor of more than 255 steps, in a field of walls."""
    rows = ["%" * SNAKE]
    for number in range(9):
        rows.append("%" + " " * (SNAKE - 2) + "%")
        gap = SNAKE - 2 if number % 2 == 0 else 1
        rows.append("%" * gap + " " + "%" * (SNAKE - 1 - gap))
    rows[-1] = "%" * SNAKE
    rows[1] = "%1" + rows[1][2:-2] + "2%"
    rows[3] = "%3" + rows[3][2:-2] + "4%"
    return Layout.parse("\n".join(rows))


def test_all_pairs_are_those_of_the_original() -> None:
    record = records("maze_distances.json.gz")[0]
    layout = Layout.parse("\n".join(record["layout"]))
    distances = maze_distances(layout)
    cells = [tuple(cell) for cell in record["cells"]]
    assert distances.floor == cells
    for cell, expected in zip(cells, record["dist"], strict=True):
        row = distances[cell]
        assert [row[other] for other in cells] == [UNREACHABLE if d < 0 else d for d in expected]


def test_paths_longer_than_a_byte_are_measured() -> None:
    distances = maze_distances(snake_board())
    near = distances[(1, 17)][(2, 17)]
    far = distances[(1, 17)][(61, 1)]
    assert (near, far) == (1, 9 * 60 + 8 * 2)
    assert distances[(61, 1)][(1, 17)] == far


def test_cells_that_no_path_joins_are_unreachable() -> None:
    text = "%%%%%%%%\n%1%  %2%\n%3%  %4%\n%%%%%%%%"
    distances = maze_distances(Layout.parse(text))
    assert distances[(1, 1)][(1, 2)] == 1
    assert distances[(1, 1)][(3, 1)] == distances[(3, 1)][(6, 1)] == UNREACHABLE


def test_walls_have_no_distance() -> None:
    with pytest.raises(KeyError):
        maze_distances(small_board())[(0, 0)]


def test_one_board_is_computed_once() -> None:
    assert maze_distances(small_board()) is maze_distances(small_board())


def test_a_distancer_counts_manhattan_until_it_is_told_otherwise() -> None:
    distancer = Distancer(small_state().data.layout)
    assert distancer.getDistance((4, 6), (4, 4)) == 2
    assert not distancer.isReadyForMazeDistance()
    assert distancer._distances is None
    distancer.getMazeDistances()
    assert distancer.isReadyForMazeDistance()
    assert distancer.getDistance((4, 6), (4, 4)) == 4
    assert distancer.getDistance((4.0, 6.0), (4, 4)) == 4


def test_the_dictionary_of_pairs_has_every_ordered_pair() -> None:
    layout = small_state().data.layout
    pairs = computeDistances(layout)
    cells = layout.walls.asList(False)
    assert len(pairs) == len(cells) ** 2
    assert all(pairs[a, b] == pairs[b, a] for a in cells for b in cells)
    assert getDistanceOnGrid(pairs, (0, 0), (1, 1)) == 100000
    distancer = Distancer(layout)
    distancer.getMazeDistances()
    assert distancer._distances == pairs


def test_written_walls_make_other_distances() -> None:
    layout = small_state().data.layout
    layout.walls[4][5] = False
    distancer = Distancer(layout)
    distancer.getMazeDistances()
    assert distancer.getDistance((4, 6), (4, 4)) == 2


def test_students_layouts_need_no_closed_border() -> None:
    layout = StudentLayout(["    ", " 12 ", " 34 ", "    "])
    rows = MazeDistances(layout.walls.bits(), layout.width, layout.height)
    assert rows[(0, 3)][(1, 0)] == 4
