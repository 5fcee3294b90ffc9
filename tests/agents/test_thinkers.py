"""Teams of all kinds play the same match again: in every process, on every backend, in any mode."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pacman_engine.agent_api.facade import full_state
from pacman_engine.cli import identity
from pacman_engine.layout import load_layout
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.replay import actions_md5, play_through, verify
from pacman_engine.rules import CLASSIC, MODERN, Rules
from pacman_engine.teams.archive import TeamArchive, find_team
from pacman_engine.teams.backends import opener
from tests.agents.thinkers import HEAD, LEARNER, THINKERS, archive

BOARD = "glowworm"
MOVES = 60


def options(**changes: Any) -> argparse.Namespace:
    values = {
        "rules": "modern",
        "seed": "7",
        "length": MOVES,
        "red_opts": "",
        "blue_opts": "",
        "red_name": "red",
        "blue_name": "blue",
        "red": "red",
        "blue": "blue",
    }
    return argparse.Namespace(**{**values, **changes})


def shared(red: TeamArchive, blue: TeamArchive, **changes: Any) -> tuple[Any, float]:
    """The replay of a game in identity mode, and the next random number."""
    replay, extra = identity.play(options(**changes), (red, blue), load_layout(BOARD))
    assert verify(replay) == []
    return replay, extra["rng_after"]


@pytest.mark.parametrize("rules", ["classic", "modern"])
@pytest.mark.parametrize("name", THINKERS)
def test_with_the_originals_draws_a_game_is_the_same_to_the_last_number(
    name: str, rules: str
) -> None:
    games = [shared(THINKERS[name], find_team("baseline"), rules=rules) for _ in range(2)]
    (one, next_one), (other, next_other) = games
    assert one["faults"] == []
    assert len(one["moves"]) == MOVES
    assert actions_md5(one) == actions_md5(other)
    assert next_one == next_other
    other_seed, _ = shared(THINKERS[name], find_team("baseline"), rules=rules, seed="8")
    assert actions_md5(other_seed) != actions_md5(one)


@pytest.mark.parametrize("name", THINKERS)
def test_a_team_plays_the_same_alone_in_a_process(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOW_LIGHT_ISOLATION", "1")
    digests = set()
    spec = MatchSpec(load_layout(BOARD), MODERN, "5eed", 0, 40)
    for backend, hash_seed in (("process", "1"), ("process", "2"), ("none", "")):
        monkeypatch.setenv("PYTHONHASHSEED", hash_seed)
        sides = [
            Contestant(n, opener(backend, team), {})
            for n, team in ((name, THINKERS[name]), ("greedy", find_team("greedy")))
        ]
        record = play_match(spec, sides[0], sides[1])
        assert record.replay["faults"] == [], record.logs["red"]["fault"]
        digests.add(record.replay["digest"])
    assert len(digests) == 1


def test_games_do_not_depend_on_how_strings_are_hashed(tmp_path: Path) -> None:
    """Two interpreters that hash strings differently play the same game."""
    for name, content in THINKERS["monte carlo"].files.items():
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-m", "pacman_engine", "play", "--red", str(tmp_path)]
    command += ["--blue", "baseline", "--layout", BOARD, "--length", "60", "--seed", "3"]
    command += ["--sandbox", "none", "--rng", "shared", "--json", "-"]
    played = []
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run(command, capture_output=True, check=True, env=environment)
        played.append(json.loads(done.stdout))
    assert played[0]["actions_md5"] == played[1]["actions_md5"]
    assert played[0]["rng_after"] == played[1]["rng_after"]


@pytest.mark.parametrize("rules", [CLASSIC, MODERN], ids=["classic", "modern"])
def test_the_states_that_agents_simulated_are_those_that_came(rules: Rules) -> None:
    replay, _ = shared(THINKERS["minimax"], THINKERS["snake"], rules=rules.name, length=100)
    before = None
    for number, core in enumerate(play_through(replay)):
        state = full_state(core)
        if before is not None:
            agent = (replay["starter"] + number - 1) % 4
            replies = [before.generateSuccessor(agent, a) for a in before.getLegalActions(agent)]
            assert state in replies
            same = replies[replies.index(state)]
            assert (str(same), hash(same)) == (str(state), hash(state))
            assert same.data.timeleft == state.data.timeleft
        before = state


def test_teams_with_files_of_the_same_name_keep_apart_in_one_process() -> None:
    """Each reads its own weights and its own sibling, when loaded and also later."""

    def learner(name: str) -> TeamArchive:
        mark = f"def alpha():\n assert whose == {name!r}\n return 0.1\nwhose = {name!r}"
        features = f"whose = {name!r}\n" + THINKERS["learner"].files["features.py"].decode()
        source = LEARNER + (
            "    def getWeights(self):\n        import features\n"
            f"        assert features.whose == {name!r}\n"
        )
        weights = THINKERS["learner"].files["weights.json"].decode()
        return archive(source, features__py=features, late__py=mark, weights__json=weights)

    replay, _ = shared(learner("red"), learner("blue"), length=24)
    assert replay["faults"] == []
    assert len(replay["moves"]) == 24


def test_equal_teams_share_their_siblings_as_in_the_originals_only_folder() -> None:
    source = """
        import counted
        from captureAgents import CaptureAgent
        def createTeam(firstIndex, secondIndex, isRed):
            counted.teams.append(isRed)
            return [Agent(firstIndex), Agent(secondIndex)]
        class Agent(CaptureAgent):
            def chooseAction(self, gameState):
                assert counted.teams == [True, False]
                return "Stop"
    """
    team = archive(source.replace("\n        ", "\n"), counted__py="teams = []")
    replay, _ = shared(team, team, length=8)
    assert (replay["faults"], len(replay["moves"])) == ([], 8)


def test_identity_mode_leaves_the_process_as_it_was() -> None:
    import random

    before = random.getstate(), os.getcwd(), sys.path[:], set(sys.modules)
    shared(THINKERS["learner"], THINKERS["snake"], length=8)
    after = random.getstate(), os.getcwd(), sys.path[:], set(sys.modules)
    assert after[:3] == before[:3]
    assert not {"myTeam", "features", "game", "contest"} & (after[3] - before[3])


@pytest.mark.parametrize(
    ("hook", "kind", "moves"),
    [
        ("def registerInitialState(self, s): 1 / 0", "start", 0),
        ("def registerInitialState(self, s): util.raiseNotDefined()", "start", 0),
        ("def chooseAction(self, s): util.raiseNotDefined()", "crash", 0),
        ("def chooseAction(self, s): return s.generateSuccessor(self.index, 'Up')", "crash", 0),
        ("def chooseAction(self, s): return 'Up'", "illegal", 0),
        ("def observationFunction(self, s): raise MemoryError", "memory", 0),
        ("def final(self, s): 1 / 0", "final", 8),
    ],
)
def test_faults_in_identity_mode_are_those_of_the_referee(hook: str, kind: str, moves: int) -> None:
    good = "\n    def chooseAction(self, s): return 'Stop'\n"
    bad = archive(f"{HEAD}\nclass Agent(CaptureAgent):{good}    {hook}\n")
    still = archive(f"{HEAD}\nclass Agent(CaptureAgent):{good}")
    replay, _ = shared(still, bad, length=8)
    (fault,) = replay["faults"]
    assert (fault["team"], fault["kind"]) == ("blue", kind)
    assert fault["move"] in ({0, 1} if not moves else {8})
    spec = MatchSpec(load_layout(BOARD), MODERN, "5eed", replay["starter"], 8)
    sides = [Contestant("team", opener("none", team), {}) for team in (still, bad)]
    (usual,) = play_match(spec, sides[0], sides[1]).replay["faults"]
    assert usual == fault


def test_only_identity_mode_shows_the_true_state_to_an_own_observation_function() -> None:
    source = (
        HEAD
        + """
class Agent(CaptureAgent):
    def observationFunction(self, gameState):
        self.hidden = [i for i in range(4) if gameState.getAgentPosition(i) is None]
        return gameState
    def chooseAction(self, gameState):
        print("hidden", self.hidden, gameState.getAgentDistances())
        return "Stop"
"""
    )
    team = archive(source)
    still = archive(HEAD + "class Agent(CaptureAgent):\n  def chooseAction(self, s): return 'Stop'")
    spec = MatchSpec(load_layout(BOARD), MODERN, "5eed", 0, 4)
    sides = [Contestant("team", opener("none", t), {}) for t in (team, still)]
    record = play_match(spec, sides[0], sides[1])
    assert record.logs["red"]["stdout"].count("hidden [1, 3]") == 2
    seeing = source.replace("print(", "assert not self.hidden; print(")
    assert shared(archive(seeing), still, length=4)[0]["faults"] == []
