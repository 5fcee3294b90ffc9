"""Replays: the document, its digest, and the refusal of everything that cannot have happened."""

from __future__ import annotations

import copy
import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.digests import DIGESTED, digest, evidence_digest
from pacman_engine.faults import Fault, FaultKind, Side, score_after_faults
from pacman_engine.replay import (
    ACTIONS,
    End,
    Replay,
    ReplayError,
    Winner,
    actions_md5,
    build_replay,
    parse_replay,
    play_through,
    resimulate,
    verify,
)
from pacman_engine.rules import CLASSIC, MODERN
from tests.engine.playouts import corridor, random_replay

GOLDEN_DIGESTS = [
    "18b5b1517599fbb2036364d0028799baf43a2148f64cac1ec0660209a43fcbe3",
    "757071f6c93a2ae474b23fa75f8972359929c72762e3d1cf1735c31283e8e0e8",
    "c96f06b14c23d5a3b78ddacf0e4abf92e63178cd6eaf64acb341164ac9439de4",
    "4f3c6758057ad5809508e0ef9a033c736e48ec730475e78017ec9bb054334183",
]


def forfeited(kind: FaultKind, moves: int, agent: int) -> Replay:
    """A random game (agent 1 starts) that agent's fault ended after so many moves."""
    game = random_replay(3, MODERN, 200)
    state = list(play_through(game))[moves]
    fault = Fault(Side.of(agent), agent, moves, kind)
    return build_replay(
        rules="modern",
        layout=corridor(),
        seed="3",
        starter=1,
        length=200,
        names=("a", "b"),
        actions=[ACTIONS[letter] for letter in game["moves"][:moves]],
        end=End.FAULT,
        score=score_after_faults(state.score, [fault]),
        faults=[fault],
    )


@pytest.mark.parametrize("rules", [CLASSIC, MODERN], ids=lambda r: r.name)
@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_every_game_survives_the_round_trip_through_its_replay(rules, seed):
    replay = random_replay(seed, rules)
    again = parse_replay(json.dumps(replay).encode())
    assert again == replay
    assert verify(again) == []
    outcome = resimulate(again)
    assert outcome.score == replay["score"]
    assert outcome.winner is Winner.by_score(replay["score"])


@pytest.mark.parametrize("field", DIGESTED)
def test_the_digest_changes_with_every_field_it_covers(field):
    replay = random_replay(4, MODERN)
    changed = copy.deepcopy(replay)
    value = changed[field]
    changed[field] = value + 1 if isinstance(value, int) else value + type(value)("x")
    assert digest(changed) != replay["digest"]


def test_names_and_versions_are_not_in_the_digest():
    replay = random_replay(4, MODERN)
    assert (
        digest(replay | {"red": "else", "layout_name": "else", "engine_version": "9"})
        == (replay["digest"])
    )


def test_the_digest_of_a_known_game_is_what_it_was():
    """Golden: a change here breaks every replay that exists and needs a new rules version."""
    digests = [
        random_replay(seed, rules)["digest"] for seed in (1, 2) for rules in (CLASSIC, MODERN)
    ]
    assert digests == GOLDEN_DIGESTS


def test_the_evidence_digest_adds_runtime_archives_and_fuel():
    replay = random_replay(4, MODERN)
    base = {"runtime": {"backend": "x"}, "archives": ["a", "b"], "fuel": [1, 2]}
    values = {
        evidence_digest(replay, **(base | change))
        for change in (
            {},
            {"runtime": {"backend": "y"}},
            {"archives": ["b", "a"]},
            {"fuel": [1, 3]},
        )
    }
    assert len(values) == 4


def test_actions_md5_names_agents_in_turn_and_writes_stop_as_s():
    replay = random_replay(5, MODERN) | {"starter": 1, "moves": "NS-WE"}
    assert actions_md5(replay) == hashlib.md5(b"1N2S3S0W1E").hexdigest()


@given(data=st.data(), seed=st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_a_changed_move_never_passes_unnoticed(data, seed):
    replay = random_replay(seed, MODERN)
    number = data.draw(st.integers(0, len(replay["moves"]) - 1))
    letter = data.draw(st.sampled_from([c for c in "NSEW-" if c != replay["moves"][number]]))
    moves = replay["moves"][:number] + letter + replay["moves"][number + 1 :]
    assert verify(replay | {"moves": moves}) != []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": "pacman-replay/9"}, "format"),
        ({"length": 0}, "length"),
        ({"length": 10**9}, "length"),
        ({"length": True}, "length"),
        ({"starter": 2}, "starter"),
        ({"seed": "half a character \ud83d"}, "seed"),
        ({"red": "\ud83d"}, "red"),
        ({"moves": "NX"}, "moves"),
        ({"rules": "berlin"}, "rules"),
        ({"rules_version": "0"}, "version"),
        ({"layout": "%%%"}, "layout"),
        ({"faults": [{"team": "red"}]}, "fault"),
        ({"faults": [{"team": "red", "agent": 1, "move": 0, "kind": "load"}]}, "agent"),
        ({"end": "boredom"}, "end"),
        ({"end": "fault"}, "ended"),
        ({"red": "x" * 1000}, "name"),
        ({"extra": 1}, "extra"),
        ({"score": 10**7}, "score"),
    ],
)
def test_a_malformed_replay_is_refused_with_the_reason(change, sentence):
    problems = verify(random_replay(1, MODERN) | change)
    assert len(problems) == 1
    assert sentence in problems[0]


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b"0" * 300_000])
def test_bytes_that_are_no_replay_are_refused(data):
    with pytest.raises(ReplayError):
        parse_replay(data)


def test_a_match_that_was_won_cannot_go_on():
    replay = next(
        r for s in range(200) if (r := random_replay(s, MODERN, 400))["end"] == "returned"
    )
    assert verify(replay | {"moves": replay["moves"] + "-"}) != []


def test_a_match_cannot_stop_before_its_length():
    replay = next(r for s in range(200) if (r := random_replay(s, MODERN, 100))["end"] == "length")
    assert "ended" in verify(replay | {"moves": replay["moves"][:-1]})[0]


def test_crashing_is_never_better_than_losing():
    red, blue = Fault(Side.RED, 0, 5, FaultKind.CRASH), Fault(Side.BLUE, 1, 5, FaultKind.CRASH)
    assert score_after_faults(-7, [red]) == -7
    assert score_after_faults(12, [red]) == -1
    assert score_after_faults(7, [blue]) == 7
    assert score_after_faults(-12, [blue]) == 1
    assert score_after_faults(5, [red, blue]) == 0
    assert score_after_faults(5, []) == 5


def test_a_forfeit_holds_at_the_agent_whose_turn_it_was_only():
    replay = forfeited(FaultKind.CRASH, 10, agent=(1 + 10) % 4)
    assert verify(replay) == []
    for agent in {0, 1, 2}:
        fault = Fault(Side.of(agent), agent, 10, FaultKind.CRASH)
        assert "cannot stand" in verify(replay | {"faults": [fault.document()]})[0]


def test_before_the_first_move_only_its_agent_can_fail_in_a_move():
    assert verify(forfeited(FaultKind.ILLEGAL, 0, agent=1)) == []
    assert "cannot stand" in verify(forfeited(FaultKind.ILLEGAL, 0, agent=2))[0]
    assert verify(forfeited(FaultKind.EXIT, 0, agent=2)) == []


@pytest.mark.parametrize("kind", [FaultKind.LOAD, FaultKind.CREATE_TEAM, FaultKind.START])
def test_a_fault_before_the_game_cannot_stand_in_it(kind):
    assert verify(forfeited(kind, 0, agent=2)) == []
    assert "cannot stand" in verify(forfeited(kind, 10, agent=3))[0]


def test_a_fault_in_final_needs_a_game_that_ended():
    assert "cannot stand" in verify(forfeited(FaultKind.FINAL, 10, agent=3))[0]


def test_two_teams_that_fail_to_load_leave_a_void_match():
    replay = build_replay(
        rules="modern",
        layout=corridor(),
        seed="1",
        starter=0,
        length=10,
        names=("a", "b"),
        actions=[],
        end=End.VOID,
        score=0,
        faults=[Fault(Side.RED, 0, 0, FaultKind.LOAD), Fault(Side.BLUE, 1, 0, FaultKind.LOAD)],
    )
    assert verify(replay) == []
    assert resimulate(replay).winner is Winner.DRAW
    one_sided = replay | {"faults": replay["faults"][:1] * 2}
    assert "cannot have ended" in verify(one_sided)[0]
