"""The words of the last frame."""

from __future__ import annotations

import pytest

from pacman_engine.faults import Fault, FaultKind, Side
from pacman_engine.render.banner import BANNER_HEIGHT, banner, verdict
from pacman_engine.render.text import fitting, printable, text_width


def ended(end, score=0, faults=(), moves="N" * 12):
    return {
        "red": "Ada's",
        "blue": "Bob's",
        "end": end,
        "score": score,
        "moves": moves,
        "faults": [fault.document() for fault in faults],
    }


def words(replay):
    said = verdict(replay)
    return said.winner, "".join(said.headline), "".join(said.reason)


def test_a_win_names_the_winner_and_the_margin():
    assert words(ended("returned", -7)) == (
        Side.BLUE,
        "Bob's wins by 7",
        "Enough dots brought home after 12 moves",
    )


def test_a_draw_names_nobody():
    assert words(ended("length")) == (None, "A draw", "Move limit of 12 reached")


def test_a_forfeit_names_the_guilty_team_what_it_did_and_when():
    crash = Fault(Side.RED, 2, 12, FaultKind.CRASH)
    assert words(ended("fault", -1, [crash])) == (
        Side.BLUE,
        "Bob's wins by forfeit",
        "Ada's crashed at move 12",
    )


def test_a_fault_before_the_game_names_no_move():
    fault = Fault(Side.BLUE, 1, 0, FaultKind.LOAD)
    assert words(ended("fault", 1, [fault], ""))[2] == "Bob's could not be loaded"


def test_a_void_match_has_no_result():
    faults = [Fault(Side.RED, 0, 0, FaultKind.LOAD), Fault(Side.BLUE, 1, 0, FaultKind.START)]
    assert words(ended("void", 0, faults, "")) == (None, "No result", "Neither team could start")


@pytest.mark.parametrize("width", [340, 624])
def test_the_banner_stays_inside_the_picture_whatever_the_names(width):
    crash = Fault(Side.RED, 2, 12, FaultKind.ILLEGAL)
    replay = {**ended("fault", -1, [crash]), "red": "R" * 200, "blue": "B" * 200}
    plate = banner(verdict(replay), width, (width // 2, 100))
    assert plate.left >= 0
    assert plate.left + plate.width <= width
    assert plate.height == BANNER_HEIGHT


def test_a_long_name_gives_way_to_what_happened():
    said = verdict({**ended("returned", 3), "red": "R" * 200})
    assert said.headline.fitted(20, 300).endswith("… wins by 3")


def test_names_are_shown_in_letters_that_the_font_has():
    assert printable("  Žluťoučký\tkůň ß ") == "Zlutoucky kun ss"
    assert printable("漢字\x00\x1b") == ""


def test_a_text_that_is_too_wide_ends_in_an_ellipsis():
    cut = fitting("Nightcrawlers", 15, 60)
    assert cut.endswith("…")
    assert text_width(cut, 15) <= 60
    assert fitting("Owls", 15, 60) == "Owls"
