"""The whole games that `engine` times, in this process; and a replay to check."""

from __future__ import annotations

import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from benchmarks._calls import Call, small_board
from pacman_engine.agent_api.capture_agent import Agent, RandomAgent
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.agent_api.reflex_agents import DefensiveReflexAgent, OffensiveReflexAgent
from pacman_engine.identity import IdentityGame
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.replay import resimulate
from pacman_engine.rules import MODERN
from pacman_engine.teams.archive import find_team
from pacman_engine.teams.backends import opener

LENGTH = 1200
SEED = "5eed"
WANDERERS = {
    "myTeam.py": b"""
import random
from captureAgents import CaptureAgent
def createTeam(firstIndex, secondIndex, isRed):
    return [Wanderer(firstIndex), Wanderer(secondIndex)]
class Wanderer(CaptureAgent):
    def getAction(self, gameState):
        return random.choice(gameState.getLegalActions(self.index))
"""
}


class Blindfold(Agent):
    """Any legal action; asks for no observation."""

    def getAction(self, state: GameState) -> str:
        return random.choice(state.getLegalActions(self.index))


def _team(first: type[Any], second: type[Any]) -> Any:
    def create(first_index: int, second_index: int, is_red: bool) -> list[Any]:
        return [first(first_index), second(second_index)]

    return SimpleNamespace(createTeam=create)


def _playing(team: Any) -> Call:
    """A game in identity mode, which must not end early."""

    def play() -> None:
        game = IdentityGame(MODERN, small_board(), SEED, LENGTH)
        game.play(lambda: team, lambda: team)
        _check(len(game.actions))

    return play


def _check(moves: int) -> None:
    if moves != LENGTH:
        raise AssertionError(f"The game ended after {moves} moves: take another seed.")


def random_unobserved() -> Call:
    return _playing(_team(Blindfold, Blindfold))


def random_observed() -> Call:
    return _playing(_team(RandomAgent, RandomAgent))


def baseline() -> Call:
    return _playing(_team(OffensiveReflexAgent, DefensiveReflexAgent))


def _refereed(archive: Any) -> Call:
    spec = MatchSpec(layout=small_board(), rules=MODERN, seed=SEED, starter=0, length=LENGTH)
    sides = [Contestant(name, opener("none", archive), {}) for name in ("red", "blue")]

    def play() -> None:
        _check(len(play_match(spec, *sides).replay["moves"]))

    return play


def random_refereed() -> Call:
    from pacman_engine.teams.archive import TeamArchive

    return _refereed(TeamArchive(WANDERERS, "myTeam.py"))


def baseline_refereed() -> Call:
    return _refereed(find_team("baseline"))


def resimulation() -> tuple[Callable[[], object], int]:
    """What checks the replay of a random game again, and how many moves that has."""
    team = _team(RandomAgent, RandomAgent)
    game = IdentityGame(MODERN, small_board(), SEED, LENGTH)
    game.play(lambda: team, lambda: team)
    replay = game.replay(("red", "blue"))
    return lambda: resimulate(replay), len(game.actions)
