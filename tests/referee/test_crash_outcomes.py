"""Faults arise where they arose on the original engines (recorded in tests/data/golden).

Our scores differ on purpose where the original always wrote -1 or +1 (see `referee`); with a score
of 0 on the board, as here, they agree.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pacman_engine.referee import play_match
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.backends import opener
from pacman_engine.teams.limits import TimeLimits

from .scripted import Contestant, match, scripted

RECORDED = json.loads(
    (Path(__file__).parent.parent / "data/golden/crash_outcomes.json").read_text()
)
TIMED = {"slow": "warnings", "hang": "move_time", "hang_swallow": "move_time"}
# Our kind, and how many of the recorded moves were the faulty one itself.
KINDS = {
    "init_raise": ("start", 0),
    "obs_raise": ("crash", 0),
    "raise": ("crash", 0),
    "illegal": ("illegal", 1),
    "none": ("illegal", 1),
    "final_raise": ("final", 0),
    "unloaded": ("load", 0),
}
SOURCE = """
from captureAgents import CaptureAgent
KIND, CULPRIT = {kind!r}, {agent}
if KIND == "unloaded" and CULPRIT in {indices}:
    import no_such_module
def createTeam(first, second, isRed):
    return [Agent(first), Agent(second)]
class Agent(CaptureAgent):
    def fails(self, kind):
        return KIND == kind and CULPRIT == self.index
    def registerInitialState(self, state):
        CaptureAgent.registerInitialState(self, state)
        self.moves = 0
        assert not self.fails("init_raise")
    def observationFunction(self, state):
        self.moves += 1
        assert not (self.fails("obs_raise") and self.moves == 2)
        return state
    def chooseAction(self, state):
        if self.moves == 2:
            assert not self.fails("raise")
            if self.fails("illegal"):
                return "Northwest"
            if self.fails("none"):
                return None
        return "Stop"
    def final(self, state):
        print("final", self.index)
        assert not self.fails("final_raise")
"""


def side(record, indices):
    source = SOURCE.format(kind=record["kind"], agent=record["agent"], indices=indices)
    archive = TeamArchive({"myTeam.py": source.encode()}, "myTeam.py")
    return Contestant("team", opener("none", archive), {})


@pytest.mark.parametrize(
    "record",
    [r for r in RECORDED if r["kind"] in KINDS],
    ids=lambda r: f"{r['kind']}-{r['agent']}",
)
def test_a_fault_arises_at_the_recorded_moment(record):
    played = play_match(
        match(length=record["length"], starter=record["starter"]),
        side(record, (0, 2)),
        side(record, (1, 3)),
    )
    kind, own_moves = KINDS[record["kind"]]
    (found,) = played.replay["faults"]
    team = "red" if record["agent"] % 2 == 0 else "blue"
    assert (found["team"], found["kind"]) == (team, kind)
    assert found["move"] == record["moves_in_history"] - own_moves
    assert played.replay["score"] == record["final_score"]
    agents = {record["agent"]} if kind != "load" else {0, 1}
    assert found["agent"] in agents
    told = "".join(log["stdout"] for log in played.logs.values()).split()[1::2]
    finals = [*record["final_called"], *([record["agent"]] if kind == "final" else [])]
    assert sorted(map(int, told)) == finals


@pytest.mark.parametrize(
    "record", [r for r in RECORDED if r["kind"] in TIMED], ids=lambda r: r["kind"]
)
def test_slow_and_hanging_agents_forfeit_at_the_recorded_moment(record):
    seconds = 1.2 if record["kind"] == "slow" else 99.0
    which = (1, 2, 3) if record["kind"] == "slow" else (2,)
    plan = {("act", record["agent"], n): seconds for n in which}
    red, _ = scripted(plan if record["agent"] % 2 == 0 else {})
    blue, _ = scripted(plan if record["agent"] % 2 == 1 else {})
    played = play_match(match(length=40), red, blue, limits=TimeLimits())
    (found,) = played.replay["faults"]
    assert found["kind"] == TIMED[record["kind"]]
    assert found["agent"] == record["agent"]
    # An agent that swallows the timeout played on there; limits from outside cannot be swallowed.
    if record["kind"] != "hang_swallow":
        assert found["move"] == record["moves_in_history"]


def test_a_match_without_a_fault_tells_all_agents_the_end():
    (record,) = (r for r in RECORDED if r["kind"] == "none_at_all")
    played = play_match(match(length=40), side(record, (0, 2)), side(record, (1, 3)))
    assert played.replay["faults"] == []
    told = "".join(log["stdout"] for log in played.logs.values()).split()[1::2]
    assert sorted(map(int, told)) == record["final_called"]
