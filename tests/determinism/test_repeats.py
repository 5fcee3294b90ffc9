"""The soak of full-length matches: what it would notice."""

from __future__ import annotations

import pytest

from benchmarks.soak import repeats
from benchmarks.soak.repeats import Outcome, differing, growth, main, report


def outcomes():
    return [
        Outcome(pair, f"digest {pair}", 1200, 7 + turn % 2, 50.0 + turn)
        for turn in range(3)
        for pair in range(len(repeats.PAIRS))
    ]


def test_a_match_that_comes_to_something_else_is_noticed():
    all_equal = outcomes()
    assert differing(all_equal) == []
    other = [*all_equal, all_equal[0]._replace(digest="another")]
    assert differing(other) == ["baseline - tactician: 1 of 4 matches differ"]
    assert report(other, 2.0).endswith("1 of 4 matches differ")


def test_a_process_that_grows_is_noticed():
    assert growth(outcomes()) == 2.0


@pytest.mark.parametrize("arguments", [["0"], ["many"], ["-1"]])
def test_a_bad_number_of_repeats_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as refusal:
        main(arguments)
    assert refusal.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_pair_comes_to_the_same_twice(monkeypatch):
    monkeypatch.setattr(repeats, "LENGTH", 40)
    first, again = (repeats.play(2) for _ in range(2))
    assert first.digest == again.digest
    assert first.moves == 40
