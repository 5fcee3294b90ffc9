"""The shipped boards: each is fair, connected and worth playing on."""

from __future__ import annotations

import pytest

from pacman_engine.layout import Layout, layout_names, load_layout

NAMES = layout_names()
SWAPPED = str.maketrans("1234", "2143")


@pytest.fixture(params=NAMES)
def layout(request) -> Layout:
    return load_layout(request.param)


def reachable(layout: Layout) -> int:
    """The bitboard of all cells one can walk to from agent 0's start."""
    seen, todo = layout.bit(*layout.starts[0]), [layout.starts[0]]
    while todo:
        x, y = todo.pop()
        for cell in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if not layout.is_wall(*cell) and not seen & layout.bit(*cell):
                seen |= layout.bit(*cell)
                todo.append(cell)
    return seen


def steps(layout: Layout, source: tuple[int, int]) -> dict[tuple[int, int], int]:
    found, queue = {source: 0}, [source]
    for x, y in queue:
        for cell in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if not layout.is_wall(*cell) and cell not in found:
                found[cell] = found[x, y] + 1
                queue.append(cell)
    return found


def test_there_are_at_least_ten_boards_from_the_smallest_to_the_largest_size():
    sizes = {(board.width, board.height) for board in map(load_layout, NAMES)}
    assert len(NAMES) >= 10
    assert {(20, 7), (32, 16), (44, 18)} <= sizes
    assert all(20 <= width <= 44 and 7 <= height <= 18 for width, height in sizes)


def test_no_two_boards_are_the_same():
    assert len({load_layout(name).text for name in NAMES}) == len(NAMES)


def test_some_boards_have_no_capsule_few_dots_or_many():
    boards = [load_layout(name) for name in NAMES]
    assert {len(board.capsules) for board in boards} >= {0, 2, 4}
    assert min(board.total_food for board in boards) < 30
    assert max(board.total_food for board in boards) >= 100


def test_the_right_half_is_the_left_half_turned_or_mirrored(layout):
    rows = layout.text.split("\n")
    turned = [row[::-1].translate(SWAPPED) for row in reversed(rows)]
    mirrored = [row[::-1].translate(SWAPPED) for row in rows]
    assert rows in (turned, mirrored)


def test_the_width_is_even_and_the_border_is_wall(layout):
    rows = layout.text.split("\n")
    assert layout.width % 2 == 0
    assert set(rows[0] + rows[-1]) == {"%"}
    assert {row[0] + row[-1] for row in rows} == {"%%"}
    assert set(layout.text) <= set("% .o1234\n")


def test_all_floor_can_be_reached(layout):
    everywhere = (1 << layout.width * layout.height) - 1
    assert reachable(layout) == everywhere ^ layout.walls


def test_one_and_three_start_left_two_and_four_right(layout):
    assert [layout.is_red(x) for x, _ in layout.starts] == [True, False, True, False]
    assert len(set(layout.starts)) == 4


def test_both_sides_have_the_same_number_of_dots_and_capsules(layout):
    red = (layout.food & layout.red_cells).bit_count()
    assert red * 2 == layout.total_food
    assert sum(layout.is_red(x) for x, _ in layout.capsules) * 2 == len(layout.capsules)
    assert 20 <= layout.total_food <= 120


def test_both_teams_have_equally_far_to_every_kind_of_goal(layout):
    red, blue = (steps(layout, start) for start in layout.starts[:2])
    enemy_of_red = [red[c] for c in layout.cells(layout.food & layout.blue_cells)]
    enemy_of_blue = [blue[c] for c in layout.cells(layout.food & layout.red_cells)]
    assert sorted(enemy_of_red) == sorted(enemy_of_blue)


def test_no_single_cell_decides_the_way_across(layout):
    middle = layout.width // 2
    ways = [
        y
        for y in range(layout.height)
        if not layout.is_wall(middle - 1, y) and not layout.is_wall(middle, y)
    ]
    assert len(ways) >= 2
