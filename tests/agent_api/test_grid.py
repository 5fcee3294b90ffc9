"""`Grid`, whether it is still an integer or already columns, against a plain list of lists."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.agent_api.grid import Grid, reconstituteGrid

Cells = list[list[bool]]
BOARDS = st.integers(1, 7).flatmap(
    lambda height: st.lists(
        st.lists(st.booleans(), min_size=height, max_size=height), min_size=1, max_size=9
    )
)
few = settings(max_examples=60, deadline=None)


def packed(cells: Cells) -> Grid:
    height = len(cells[0])
    bits = sum(
        1 << x * height + y for x, column in enumerate(cells) for y, v in enumerate(column) if v
    )
    return Grid.from_bits(len(cells), height, bits)


def written(cells: Cells) -> Grid:
    grid = Grid(len(cells), len(cells[0]))
    for x, column in enumerate(cells):
        for y, value in enumerate(column):
            grid[x][y] = value
    return grid


@few
@given(BOARDS)
def test_both_forms_say_the_same_as_the_cells(cells: Cells) -> None:
    listed = [(x, y) for x, column in enumerate(cells) for y, v in enumerate(column) if v]
    others = [(x, y) for x, column in enumerate(cells) for y, v in enumerate(column) if not v]
    for grid in (packed(cells), written(cells)):
        assert grid.asList() == listed
        assert grid.asList(False) == others
        assert grid.count() == len(listed)
        assert grid.count(False) == len(others)
        assert grid.data == cells
        assert list(grid) == cells
    assert packed(cells) == written(cells)
    assert hash(packed(cells)) == hash(written(cells))


@few
@given(BOARDS)
def test_packed_bits_and_pickles_come_back(cells: Cells) -> None:
    for grid in (packed(cells), written(cells)):
        assert reconstituteGrid(grid.packBits()) == grid
        assert pickle.loads(pickle.dumps(grid)) == grid
        assert copy.deepcopy(grid) == grid


def test_the_text_has_the_top_row_first() -> None:
    grid = Grid(3, 2)
    grid[0][1] = True
    assert str(grid) == "TFF\nFFF"


def test_writing_to_a_copy_leaves_the_original_alone() -> None:
    grid = Grid(3, 2)
    grid[1][1] = True
    for other in (grid.copy(), grid.deepCopy(), copy.deepcopy(grid)):
        other[1][1] = False
        assert grid[1][1] is True
    shared = grid.shallowCopy()
    shared[1][1] = False
    assert grid[1][1] is False


def test_what_is_written_after_a_question_counts_in_the_next() -> None:
    grid = Grid(3, 2, True)
    assert grid.count() == 6
    grid[2][0] = False
    assert grid.count() == 5
    assert (2, 0) not in grid.asList()
    grid[2][0] = "x"
    assert grid.asList("x") == [(2, 0)]


def test_indices_wrap_and_fail_like_lists() -> None:
    grid = Grid(3, 2)
    grid[-1][-1] = True
    assert grid.asList() == [(2, 1)]
    with pytest.raises(IndexError):
        grid[3]
    with pytest.raises(TypeError, match="list indices must be integers or slices, not float"):
        grid[1.0]


def test_a_fresh_list_is_given_every_time() -> None:
    grid = Grid(2, 2, True)
    grid.asList().clear()
    assert len(grid.asList()) == 4


def test_only_booleans_make_a_grid() -> None:
    with pytest.raises(Exception, match="Grids can only contain booleans"):
        Grid(2, 2, "x")  # type: ignore[arg-type]


def test_a_grid_is_not_none() -> None:
    assert (Grid(2, 2) == None) is False  # noqa: E711 (students write it so)
