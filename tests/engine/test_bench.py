"""What the benchmarks measure on, and against what."""

from __future__ import annotations

import pytest

from benchmarks import _calls, _games
from benchmarks._original import QUOTIENT, Original, calibration, original
from benchmarks._positions import board
from benchmarks.engine import CALLS, GAMES, Case, ratio


@pytest.mark.parametrize("size", [(32, 16, 248, 132), (46, 26, 602, 117)])
def test_the_boards_have_as_many_free_cells_as_the_original_was_measured_on(size):
    width, height, free, _ = size
    layout = board(*size)
    assert width * height - layout.walls.bit_count() == free


def test_a_maze_that_cannot_be_trimmed_to_the_size_is_refused():
    with pytest.raises(ValueError, match="cannot be made to have"):
        board(32, 16, 400, 132)


def test_every_comparison_names_what_the_original_needs():
    assert {name for case in (*CALLS, *GAMES) for name in case.original} == set(QUOTIENT)


def test_another_reference_can_be_given(monkeypatch, tmp_path):
    path = tmp_path / "reference.py"
    path.write_text("QUOTIENT = {'naming': 3.0}\ndef calibration():\n    return 0.5\n")
    monkeypatch.setenv("REFERENCE_SPEED", str(path))
    assert original().calibration() == 0.5
    assert original().quotient == {"naming": 3.0}


def test_a_reference_that_is_no_file_is_refused(monkeypatch):
    monkeypatch.setenv("REFERENCE_SPEED", "nowhere.py")
    with pytest.raises(SystemExit, match=r"nowhere\.py"):
        original()


def test_a_slower_call_has_a_smaller_ratio(monkeypatch):
    monkeypatch.setattr("benchmarks.engine.cpu_seconds", lambda call, times: call())
    reference = Original(lambda: 1.0, {"naming": 8.0})
    quick, slow = (Case(str(s), ("naming",), lambda s=s: lambda: s, 1) for s in (1.0, 4.0))
    assert ratio(quick, reference)["value"] == 8
    assert ratio(slow, reference)["value"] == 2


def test_the_calibration_takes_some_time():
    assert calibration() > 0


def test_what_is_looked_at_is_all_there():
    assert all(_calls.move_look_agents()())
    assert len(_calls.move_list_food()()) == 2
    assert _calls.list_food_first()() != []
    again, moves = _games.resimulation()
    assert again().moves == moves
