"""The examples in the guide for students run as they stand."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pacman_engine import agents
from pacman_engine.agent_api import hooks, importing
from pacman_engine.agent_api.facade import full_state, observed_state
from pacman_engine.layout import load_layout
from pacman_engine.observation import match_noise, observe
from pacman_engine.rules import MODERN, successor
from pacman_engine.state import State

GUIDE = (Path(__file__).parents[2] / "docs" / "students.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)
TEAMS = [block for block in BLOCKS if block.startswith("# myTeam.py")]
SNIPPETS = [block for block in BLOCKS if not block.startswith("# myTeam.py")]


def play(text: str, moves: int) -> tuple[list[hooks.HookedAgent], Any]:
    """Two such teams against each other; gives the agents and agent 0's next observation."""
    module = ModuleType("myTeam")
    exec(text, vars(module))
    red, blue = hooks.make_team(module, 0, 2, True), hooks.make_team(module, 1, 3, False)
    players = [red[0], blue[0], red[1], blue[1]]
    state = State.initial(load_layout("nightgarden"), MODERN, 1200)
    for player in players:
        player.start(full_state(state))
    for number in range(moves):
        index = number % 4
        seen = observed_state(observe(state, index, match_noise("guide", number, index)))
        state = successor(state, index, players[index].act(seen))
    return players, observed_state(observe(state, 0, match_noise("guide", moves, 0)))


def test_the_guide_has_examples_of_both_kinds() -> None:
    assert len(TEAMS) >= 2
    assert len(SNIPPETS) >= 4


@pytest.mark.parametrize("text", TEAMS, ids=lambda text: text.split("\n")[1])
def test_the_teams_of_the_guide_play(text: str) -> None:
    with importing.installed():
        play(text, 200)


def test_the_snippets_of_the_guide_run_in_order_inside_an_agent() -> None:
    with importing.installed():
        players, observation = play(TEAMS[0], 40)
        players[0].agent.getAction(observation)
        names: dict[str, Any] = {"self": players[0].agent, "gameState": observation}
        for snippet in SNIPPETS:
            exec(snippet, names)
    assert names["nearest"] in names["food"].asList()
    assert names["replies"]


def test_the_guide_names_all_our_teams() -> None:
    for name in agents.team_names():
        assert f"`{name}`" in GUIDE
