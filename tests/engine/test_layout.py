"""Reading board texts, and the refusal of those that cannot be played."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pacman_engine.layout import Layout, LayoutError, bit_numbers, load_layout
from tests.engine.playouts import CORRIDOR, corridor


def test_a_board_knows_its_size_dots_capsules_and_starts():
    layout = corridor()
    assert (layout.width, layout.height) == (14, 8)
    assert layout.starts == ((1, 6), (12, 6), (1, 1), (12, 1))
    assert layout.capsules == ((8, 1), (5, 6))
    assert layout.total_food == CORRIDOR.count(".")
    assert layout.red_cells.bit_count() == layout.blue_cells.bit_count() == 7 * 8


def test_cells_come_x_first_and_y_inside_it():
    cells = corridor().cells(corridor().food)
    assert cells == sorted(cells)


@given(st.integers(0, 2**200))
def test_bit_numbers_are_the_set_bits_ascending(bits):
    assert list(bit_numbers(bits)) == [n for n in range(201) if bits >> n & 1]


def test_legal_actions_are_those_that_lead_to_no_wall_in_the_fixed_order():
    layout = corridor()
    for number, actions in enumerate(layout.legal):
        x, y = layout.cell(number)
        steps = {"North": (x, y + 1), "South": (x, y - 1), "East": (x + 1, y), "West": (x - 1, y)}
        expected = [
            name
            for name, (a, b) in steps.items()
            if 0 <= a < 14 and 0 <= b < 8 and not layout.is_wall(a, b)
        ]
        assert list(actions) == [*expected, "Stop"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        ("%%%%\n%%%", "Line 2"),
        ("%%%\n%%%", "Each side"),
        ("\n".join(["%" * 65] * 8), "Each side"),
        (CORRIDOR.replace("%1", " 1"), "Make all lines equally long"),
        (CORRIDOR.replace("%1 . o  .   2%", "x1 . o  .   2%"), "gap"),
        (CORRIDOR.replace("4", " "), "Start cell 4 stands 0 times"),
        (CORRIDOR.replace("4", "2"), "Start cell 2 stands 2 times"),
        (CORRIDOR.replace("1", "9").replace("2", "1").replace("9", "2"), "left half"),
    ],
)
def test_a_board_that_cannot_be_played_is_refused_with_what_to_change(text, sentence):
    with pytest.raises(LayoutError, match=sentence):
        Layout.parse(text)


@pytest.mark.parametrize("name", ["nowhere", "../secret", "RANDOM", "RANDOMx", "RANDOM" + "9" * 30])
def test_an_unknown_layout_is_refused_with_what_there_is(name):
    with pytest.raises(LayoutError):
        load_layout(name)


def test_a_maze_has_the_same_text_every_time():
    assert load_layout("RANDOM7").text == load_layout("RANDOM7").text
    assert load_layout("RANDOM7") != load_layout("RANDOM8")
