"""The soak test itself: a few of its games, and that it would notice."""

from __future__ import annotations

import pytest

from benchmarks.soak import games
from benchmarks.soak.__main__ import main, report
from benchmarks.soak.games import Figures, soak_game
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.rules import successor


def test_core_and_agent_api_agree_in_games_on_all_kinds_of_boards():
    total = Figures()
    for seed in range(12):
        total.add(soak_game(seed))
    assert total.mismatches == []
    assert total.games == 12
    assert {"dots eaten", "dispersals", "capsules", "returns"} <= set(total.events)


def test_a_game_is_the_same_whenever_its_seed_is_played():
    assert soak_game(5) == soak_game(5)


def test_a_core_that_plays_other_rules_is_noticed(monkeypatch):
    def generous(state, agent, action):
        after = successor(state, agent, action)
        after.score += bool(after.food_eaten)
        return after

    monkeypatch.setattr(games, "successor", generous)
    assert any("core and facade differ" in text for text in soak_game(0).mismatches)


def test_a_dot_that_vanishes_is_noticed(monkeypatch):
    def greedy(state, agent, action):
        after = successor(state, agent, action)
        after.food &= after.food - 1
        return after

    monkeypatch.setattr(games, "successor", greedy)
    monkeypatch.setattr(games, "shown", lambda *_: None)
    monkeypatch.setattr(games, "known", lambda *_: None)
    assert any("a dot was lost" in text for text in soak_game(0).mismatches)


def test_an_agent_api_that_allows_other_actions_is_noticed(monkeypatch):
    monkeypatch.setattr(GameState, "getLegalActions", lambda self, agent: ["Stop"])
    assert any("allow different actions" in text for text in soak_game(0).mismatches)


def test_the_report_has_the_figures_and_the_first_mismatches():
    text = report(Figures(games=2, moves=600, mismatches=["game 1, move 3: it burns"]), 2.0)
    assert "moves/s" in text
    assert "300" in text
    assert text.endswith("game 1, move 3: it burns")


@pytest.mark.parametrize("arguments", [["many"], ["-3"], ["99999999"]])
def test_a_bad_number_of_games_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as refusal:
        main(arguments)
    assert refusal.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
