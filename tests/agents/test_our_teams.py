"""Our own teams: each plays whole matches, and each plays its own way."""

from __future__ import annotations

import ast
import importlib.util
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pacman_engine import agents
from pacman_engine.agent_api import hooks, importing
from pacman_engine.agent_api.facade import full_state, observed_state
from pacman_engine.layout import Layout, load_layout
from pacman_engine.observation import match_noise, observe
from pacman_engine.rules import MODERN, IllegalAction, successor
from pacman_engine.state import State

BOARD = "nightgarden"


@pytest.fixture
def _names() -> Iterator[None]:
    """The contest's names, and a path and modules that are put back."""
    path, modules = sys.path[:], set(sys.modules)
    with importing.installed():
        yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        file = getattr(sys.modules[name], "__file__", None) or ""
        if Path(agents.__file__).parent in Path(file).parents:
            del sys.modules[name]


def load(name: str) -> ModuleType:
    path = agents.team_path(name)
    if path.is_dir():
        sys.path.append(str(path))
        path /= "myTeam.py"
    spec = importlib.util.spec_from_file_location(f"team_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Match:
    """A tiny match in this process; it ends by itself or with the exception of a team."""

    def __init__(self, red: str, blue: str, layout: Layout, options: dict[str, str] | None = None):
        random.seed(f"{red} {blue}")
        reds = hooks.make_team(load(red), 0, 2, True, options)
        blues = hooks.make_team(load(blue), 1, 3, False)
        self.agents = [reds[0], blues[0], reds[1], blues[1]]
        self.state = State.initial(layout, MODERN, 1200)
        self.actions: list[str] = []
        self.pacman_moves = self.carried = self.invader_moves = 0

    def play(self, length: int = 1200) -> Match:
        for agent in self.agents:
            agent.start(full_state(self.state))
        while len(self.actions) < length and not self.state.over:
            self.move()
        for agent in self.agents:
            agent.final(full_state(self.state))
        return self

    def move(self) -> None:
        index, number = len(self.actions) % 4, len(self.actions)
        seen = observe(self.state, index, match_noise("test", number, index))
        action: Any = self.agents[index].act(observed_state(seen))
        self.state = successor(self.state, index, action)
        self.actions.append(action)
        if index % 2 == 0:
            self.pacman_moves += self.state.agents[index].is_pacman
            self.carried = max(self.carried, self.state.agents[index].carrying)


pytestmark = pytest.mark.usefixtures("_names")


@pytest.fixture
def board() -> Layout:
    return load_layout(BOARD)


def test_there_are_seven_good_teams_beside_the_baseline_and_three_bad_ones() -> None:
    assert agents.BASELINE in agents.good_team_names()
    assert len(agents.good_team_names()) >= 8
    assert len(agents.BAD_TEAMS) == 3
    assert set(agents.team_names()) == {*agents.good_team_names(), *agents.BAD_TEAMS}
    with pytest.raises(KeyError):
        agents.team_path("nobody")


@pytest.mark.parametrize("name", agents.team_names())
def test_every_team_says_what_it_does(name: str) -> None:
    path = agents.team_path(name)
    source = (path / "myTeam.py" if path.is_dir() else path).read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(source))
    assert said
    assert len(said) > 100


@pytest.mark.parametrize("name", agents.good_team_names())
def test_every_good_team_plays_whole_matches_on_both_sides(name: str, board: Layout) -> None:
    for red, blue in ((name, "baseline"), ("baseline", name), (name, name)):
        match = Match(red, blue, board).play()
        assert match.state.over or len(match.actions) == 1200


@pytest.mark.parametrize("name", ["meadow", "citadel", "RANDOM5"])
def test_the_files_of_several_teams_do_not_get_in_each_others_way(name: str) -> None:
    Match("tactician", "sentinels", load_layout(name)).play(400)


def test_the_teams_play_visibly_differently(board: Layout) -> None:
    matches = {name: Match(name, "baseline", board).play() for name in agents.good_team_names()}
    openings = {tuple(match.actions[0:120:2]) for match in matches.values()}
    assert len(openings) == len(matches)
    assert matches["sentinels"].pacman_moves == 0
    assert matches["homebound"].carried <= 3 < matches["greedy"].carried
    assert matches["capsule_hunter"].pacman_moves > 0


def test_strength_is_not_an_accident(board: Layout) -> None:
    assert Match("tactician", "wanderer", board).play().state.score > 0
    assert Match("baseline", "wanderer", board).play().state.score > 0
    assert Match("wanderer", "homebound", board).play().state.score < 0


def test_the_crasher_crashes_in_the_middle(board: Layout) -> None:
    match = Match("crasher", "baseline", board)
    with pytest.raises(ZeroDivisionError):
        match.play()
    assert len(match.actions) == 19 * 4


def test_the_rulebreaker_breaks_the_rules(board: Layout) -> None:
    match = Match("rulebreaker", "baseline", board, {"after": "3"})
    with pytest.raises(IllegalAction):
        match.play()
    assert len(match.actions) == 2 * 4


def test_the_sleeper_sleeps_as_long_as_it_is_told(
    board: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    Match("sleeper", "baseline", board, {"after": "2", "seconds": "1.5"}).play(12)
    assert slept == [1.5, 1.5]
