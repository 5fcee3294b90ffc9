"""Teams that use neither clock nor hash order play the same game in the sandbox as outside it.

So the agent API, the messages and the rules are the same on both sides, move for move.
"""

from __future__ import annotations

import pytest

from pacman_engine import agents
from pacman_engine.layout import load_layout
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.rules import Rules
from pacman_engine.teams.archive import find_team
from pacman_engine.teams.backends import opener
from tests.agents.thinkers import HEAD, THINKERS, archive

TEAMS = {**{name: find_team(name) for name in agents.team_names()}, **THINKERS}
MOVES = {"sleeper": 20, "crasher": 100}
WANDERER = (
    HEAD
    + """
class Agent(CaptureAgent):
    def chooseAction(self, state):
        for _ in range(3):
            for other in self.getTeam(state):
                legal = state.getLegalActions(other)
                state = state.generateSuccessor(other, random.choice(legal))
        print(state, state.getAgentDistances(), self.getFood(state).packBits())
        first = self.getCurrentObservation().getLegalActions(self.index)
        return random.choice(first)
"""
)


def played(team, backend, board, rules="modern", moves=120):
    spec = MatchSpec(load_layout(board), Rules.named(rules), "5eed", 1, moves)
    pair = [
        Contestant(name, opener(backend, archive), {})
        for name, archive in (("team", team), ("baseline", find_team("baseline")))
    ]
    return play_match(spec, *pair)


@pytest.mark.parametrize("name", TEAMS)
def test_a_team_plays_the_same_game_in_the_sandbox_as_outside_it(name):
    records = [
        played(TEAMS[name], backend, "nightgarden", moves=MOVES.get(name, 120))
        for backend in ("none", "wasm")
    ]
    assert records[0].replay["digest"] == records[1].replay["digest"]


@pytest.mark.parametrize("rules", ["modern", "classic"])
@pytest.mark.parametrize("board", ["glowworm", "RANDOM7"])
def test_random_games_in_an_agents_head_are_the_same_on_both_sides(board, rules):
    inside, outside = (
        played(archive(WANDERER), backend, board, rules, 200) for backend in ("wasm", "none")
    )
    assert inside.replay["digest"] == outside.replay["digest"]
    printed = [record.logs[side]["stdout"] for record in (inside, outside) for side in ("red",)]
    assert printed[0] == printed[1] != ""
