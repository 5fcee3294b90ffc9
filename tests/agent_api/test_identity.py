"""The proof: under a given seed the baseline makes exactly the moves it makes on the original."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from pacman_engine.agent_api import importing
from pacman_engine.faults import FaultKind, Side
from pacman_engine.identity import IdentityGame
from pacman_engine.layout import Layout
from pacman_engine.replay import End, actions_md5, verify
from pacman_engine.rules import CLASSIC, MODERN, Rules
from tests.agent_api.boards import records, small_board


def baseline() -> Any:
    return importlib.import_module("baselineTeam")


@pytest.mark.parametrize("rules", [CLASSIC, MODERN], ids=["classic", "modern"])
def test_the_baseline_plays_the_originals_game_to_the_last_random_number(rules: Rules) -> None:
    header = records("g31_rmit_RANDOM23_CHAOS_BASE.json.gz")[0]
    game = IdentityGame(rules, Layout.parse("\n".join(header["layout"])), "8", 1200)
    with importing.installed():
        next_random = game.play(baseline, baseline)
    replay = game.replay(("baseline", "baseline"))
    assert (game.starter, len(game.actions), game.state.score) == (1, 765, -28)
    assert actions_md5(replay) == "6d94f633717e5ea512b127fa0b323174"
    assert next_random == 0.9128796121581829
    assert replay["end"] == End.RETURNED
    assert verify(replay) == []


class Team:
    """A team of two agents that do what they are told."""

    def __init__(self, action: Any) -> None:
        self.action = action

    def createTeam(self, first: int, second: int, isRed: bool) -> list[Any]:
        return [self, self]

    def getAction(self, state: Any) -> Any:
        return self.action(state) if callable(self.action) else self.action


def leave(state: Any) -> None:
    raise SystemExit


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (lambda state: 1 / 0, FaultKind.CRASH),
        ("Northwest", FaultKind.ILLEGAL),
        (None, FaultKind.ILLEGAL),
        (leave, FaultKind.CRASH),
    ],
)
def test_a_fault_in_a_move_ends_the_game(action: Any, kind: FaultKind) -> None:
    game = IdentityGame(MODERN, small_board(), "1", 40)
    game.play(lambda: Team("Stop"), lambda: Team(action))
    (fault,) = game.faults
    assert (fault.team, fault.kind) == (Side.BLUE, kind)
    replay = game.replay(("a", "b"))
    assert (replay["end"], replay["score"]) == (End.FAULT, 1)
    assert verify(replay) == []


def test_an_agent_without_an_observation_function_sees_everything() -> None:
    seen: list[Any] = []

    def look(state: Any) -> str:
        seen.append(state.getAgentPosition(1))
        return "Stop"

    IdentityGame(MODERN, small_board(), "1", 8).play(lambda: Team(look), lambda: Team("Stop"))
    assert set(seen) == {(12, 6)}
