"""What stands in a cell can be told apart, by colour and by shape."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from pacman_engine.render.palette import Ink, nearest, rgb
from pacman_engine.render.sprites import Figure, Form, Item, Look, draw_look

SIZES = (11, 13, 15, 17, 19, 21)
WAYS = ("North", "South", "East", "West")


def lone(**changes) -> Look:
    figure = Figure(True, False, Form.GHOST, "East", 0, 0)._replace(**changes)
    return Look(True, Item.NOTHING, (figure,))


def centre(size, look):
    return Ink(draw_look(size, look)[size * size // 2])


def shape(size, look):
    """Where the figure differs from the floor, whatever its colours."""
    return bytes(pixel not in (Ink.RED_FLOOR, Ink.BLUE_FLOOR) for pixel in draw_look(size, look))


def corner(size, look):
    """How many pixels of the top left corner, a quarter of the cell wide, the figure covers."""
    covered = shape(size, look)
    return sum(sum(covered[row * size :][: round(size / 4)]) for row in range(round(size / 4)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("direction", [*WAYS, "Stop"])
def test_the_centre_of_a_figure_has_its_teams_colour(size, direction):
    for form, stride, load in product((Form.PACMAN, Form.GHOST), (0, 1), (0, 1, 2, 3)):
        look = {"form": form, "stride": stride, "load": load, "direction": direction}
        assert centre(size, lone(is_red=True, **look)) is Ink.RED
        assert centre(size, lone(is_red=False, **look)) is Ink.BLUE
        assert centre(size, lone(is_red=True, second=True, **look)) is Ink.PALE_RED
        assert centre(size, lone(is_red=False, second=True, **look)) is Ink.PALE_BLUE


@pytest.mark.parametrize("size", SIZES)
def test_floor_dot_and_capsule_are_told_apart_by_their_centre_and_size(size):
    empty, dot, capsule = (draw_look(size, Look(False, item, ())) for item in Item)
    assert set(empty) == {Ink.BLUE_FLOOR}
    assert dot[size * size // 2] == capsule[size * size // 2] == Ink.DOT
    assert capsule.count(Ink.DOT) > 2 * dot.count(Ink.DOT)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("form", list(Form))
def test_red_and_blue_differ_in_shape_not_only_in_colour(size, form):
    red, blue = (corner(size, lone(is_red=is_red, form=form)) for is_red in (True, False))
    assert red <= 0.75 * blue


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("form", [Form.PACMAN, Form.GHOST])
def test_the_direction_can_be_seen(size, form):
    drawn = {draw_look(size, lone(form=form, direction=way)) for way in WAYS}
    assert len(drawn) == 4


@pytest.mark.parametrize("size", SIZES)
def test_a_scared_ghost_looks_unlike_a_brave_one_and_flickers_before_it_calms(size):
    brave, scared = (draw_look(size, lone(form=form)) for form in (Form.GHOST, Form.SCARED))
    flicker = {draw_look(size, lone(form=Form.CALMING, stride=stride)) for stride in (0, 1)}
    assert brave != scared
    assert len(flicker) == 2


@pytest.mark.parametrize("size", SIZES[1:])
def test_a_larger_load_shows_more_yellow(size):
    drawn = [draw_look(size, lone(form=Form.PACMAN, load=load)) for load in range(4)]
    yellow = [pixels.count(Ink.DOT) for pixels in drawn]
    assert yellow[0] == 0
    assert yellow == sorted(set(yellow))


@pytest.mark.parametrize("crowd", [2, 3, 4])
def test_figures_that_share_a_cell_are_all_seen(crowd):
    figures = tuple(
        Figure(is_red, second, Form.GHOST, "East", 0, 0)
        for is_red, second in product((True, False), (False, True))
    )[:crowd]
    pixels = draw_look(17, Look(True, Item.NOTHING, figures))
    colours = (Ink.RED, Ink.PALE_RED, Ink.BLUE, Ink.PALE_BLUE)
    assert all(pixels.count(ink) >= 8 for ink in colours[:crowd])


def test_every_colour_of_the_palette_is_its_own_nearest_and_no_two_are_equal():
    shown = [ink for ink in Ink if ink is not Ink.UNCHANGED]
    assert [nearest(rgb(ink)) for ink in shown] == shown
    assert all(rgb(one) != rgb(other) for one, other in combinations(shown, 2))


def _luminance(ink):
    parts = [value / 255 for value in rgb(ink)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ink", [Ink.TEXT, Ink.SOFT, Ink.RED, Ink.BLUE, Ink.DOT])
@pytest.mark.parametrize("ground", [Ink.GROUND, Ink.SURFACE, Ink.RED_FLOOR, Ink.BLUE_FLOOR])
def test_text_teams_and_dots_have_enough_contrast(ink, ground):
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
