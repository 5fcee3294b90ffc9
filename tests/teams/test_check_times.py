from __future__ import annotations

from pacman_engine.check_times import slow_moves, times
from pacman_engine.teams.limits import TimeLimits
from pacman_engine.teams.stand_ins import Account


def test_one_slow_move_is_told_with_its_number():
    told = slow_moves([8], "baseline", TimeLimits())
    assert told.startswith("1 move against the baseline took more than 1 s (number 8).")
    assert "warning 3 of one agent loses the match" in told


def test_many_slow_moves_are_one_sentence_that_names_the_first():
    told = slow_moves(list(range(0, 90, 2)), "self", TimeLimits(warning=0.5, warnings=7))
    assert told.startswith("45 moves against itself took more than 0.5 s (numbers 0, 2, 4,")
    assert "14, …)" in told
    assert "warning 7 of one agent" in told
    assert len(told) < 200


def test_fast_moves_keep_their_figures():
    account = Account(startup={0: 0.0043}, moves=[(0, 0.0000312), (2, 0.0000298)])
    found = times(account, TimeLimits(), 1200)
    assert found is not None
    assert found["largest"] == 0.0000312
    assert [taken for _, taken in found["moves"]] == [0.0000312, 0.0000298]
