"""One match: order, faults, end; what each side is told, and what it costs."""

from __future__ import annotations

import pytest

from pacman_engine.faults import FaultKind, Side
from pacman_engine.referee import Contestant, play_match, random_key
from pacman_engine.replay import verify
from pacman_engine.teams.archive import find_team
from pacman_engine.teams.backends import opener
from pacman_engine.teams.driver import HostFault
from pacman_engine.teams.limits import TimeLimits

from .scripted import fault, match, scripted


def play(red=None, blue=None, spec=None, **options):
    called = []
    red_side, red_team = scripted(red, called)
    blue_side, blue_team = scripted(blue, called)
    record = play_match(spec or match(), red_side, blue_side, **options)
    assert verify(record.replay) == []
    return record, called, (red_team, blue_team)


def ended(record):
    replay = record.replay
    return replay["end"], replay["score"], len(replay["moves"])


def only_fault(record):
    (found,) = record.replay["faults"]
    return found["team"], found["agent"], found["move"], found["kind"]


def test_a_match_of_teams_that_stand_still_is_a_draw_at_full_length():
    record, called, _ = play()
    assert ended(record) == ("length", 0, 40)
    assert record.winner == "draw"
    assert [c for c in called if c[0] != "act"] == [
        *[("load", None), ("create", None)] * 2,
        *[("start", agent) for agent in range(4)],
        *[("final", agent) for agent in range(4)],
        *[("close", None)] * 2,
    ]


@pytest.mark.parametrize("starter", [0, 1])
def test_the_turns_cycle_from_the_starter(starter):
    _, called, _ = play(spec=match(starter=starter, length=6))
    turns = [agent for call, agent in called if call == "act"]
    assert turns == [(starter + n) % 4 for n in range(6)]


def test_a_winning_return_ends_the_match_early():
    # Agent 0 fetches both of blue's dots in its row and goes home: 2 of 6 dots win (6 / 2 - 2 = 1).
    way = ["East"] * 5 + ["West"] * 3
    plan = {("act", 0, n): action for n, action in enumerate(way, start=1)}
    record, _, _ = play(red=plan)
    assert record.replay["end"] == "returned"
    assert record.replay["score"] > 0
    assert record.winner == "red"


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ({("load", None, 1): fault(FaultKind.LOAD)}, ("load", 1, 0)),
        ({("create", None, 1): fault(FaultKind.CREATE_TEAM)}, ("create_team", 1, 0)),
        ({("start", 3, 1): fault(FaultKind.START)}, ("start", 3, 0)),
        ({("act", 3, 2): fault()}, ("crash", 3, 7)),
        ({("act", 3, 2): "Northwest"}, ("illegal", 3, 7)),
        ({("act", 3, 2): "North"}, ("illegal", 3, 7)),
        ({("act", 3, 2): "x" * 10_000}, ("illegal", 3, 7)),
        ({("act", 3, 2): 99.0}, ("move_time", 3, 7)),
        ({("final", 3, 1): fault(FaultKind.FINAL)}, ("final", 3, 40)),
    ],
)
def test_a_fault_ends_the_match_for_its_team_alone(plan, expected):
    record, called, _ = play(blue=plan)
    kind, agent, move = expected
    assert only_fault(record) == ("blue", agent, move, kind)
    assert ended(record) == ("fault", 1, move)
    assert record.winner == "red"
    assert record.logs[Side.RED]["fault"] is None
    assert record.logs[Side.BLUE]["fault"]["kind"] == kind
    assert called[-2:] == [("close", None)] * 2


def test_after_a_fault_nobody_is_told_the_end():
    _, called, _ = play(red={("act", 0, 1): fault()})
    assert not [call for call in called if call[0] == "final"]


def test_a_match_that_neither_team_can_load_is_void():
    broken = {("load", None, 1): fault(FaultKind.LOAD)}
    record, _, _ = play(red=broken, blue={("create", None, 1): fault(FaultKind.CREATE_TEAM)})
    assert ended(record) == ("void", 0, 0)
    assert record.winner == "draw"
    assert [f["kind"] for f in record.replay["faults"]] == ["load", "create_team"]


def test_the_third_slow_move_forfeits_and_is_not_played():
    slow = {("act", 2, n): 1.5 for n in (1, 2, 3)}
    record, _, _ = play(red=slow)
    assert only_fault(record) == ("red", 2, 10, "warnings")
    warnings = record.logs[Side.RED]["warnings"]
    assert [w["move"] for w in warnings] == [2, 6, 10]


def test_two_slow_moves_of_each_agent_are_allowed():
    slow = {("act", agent, n): 1.5 for n in (1, 2) for agent in (0, 2)}
    record, _, _ = play(red=slow)
    assert record.replay["faults"] == []
    log = record.logs[Side.RED]
    assert log["seconds"] == {"total": 6.0, "slowest": 1.5, "slowest_move": 0}


def test_a_move_of_exactly_the_warning_time_is_not_slow():
    record, _, _ = play(red={("act", 0, n): 1.0 for n in range(1, 11)})
    assert record.logs[Side.RED]["warnings"] == []


@pytest.mark.parametrize("last", [0.5, 99.0])
def test_the_total_time_of_an_agent_is_limited(last):
    plan = {("act", 0, n): 0.9 for n in range(1, 4)} | {("act", 0, 4): last}
    record, _, _ = play(red=plan, limits=TimeLimits(total=3.0))
    assert only_fault(record) == ("red", 0, 12, "total_time")


def test_loading_and_creating_are_charged_to_the_first_agents_start():
    plan = {("load", None, 1): 6.0, ("create", None, 1): 6.0, ("start", 0, 1): 6.0}
    record, _, _ = play(red=plan, limits=TimeLimits(startup=15))
    assert only_fault(record)[:3] == ("red", 0, 0)
    record, _, _ = play(red={**plan, ("start", 0, 1): 2.0, ("start", 2, 1): 14.0})
    assert record.replay["faults"] == []


def test_a_fault_of_the_host_is_nobodys_and_both_teams_are_closed():
    called = []
    red, _ = scripted({("act", 0, 3): HostFault("no memory")}, called)
    blue, _ = scripted({}, called)
    with pytest.raises(HostFault):
        play_match(match(), red, blue)
    assert called[-2:] == [("close", None)] * 2


def test_a_team_that_cannot_be_closed_leaves_the_other_not_open():
    called = []
    red, red_team = scripted({}, called)
    blue, blue_team = scripted({}, called)
    for team in (red_team, blue_team):
        team.output = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        play_match(match(), red, blue)
    assert called[-2:] == [("close", None)] * 2


def test_agents_are_shown_only_what_they_may_see():
    _, _, (red, _) = play()
    for seen in red.seen:
        hidden = [a for a in seen.state.agents if not a.visible]
        assert len(hidden) == 2
        assert all((a.x, a.y) == (-1, -1) for a in hidden)


def test_a_cut_match_has_the_length_that_was_played():
    record, called, _ = play(cut=lambda moves: moves >= 7)
    assert ended(record) == ("length", 0, 7)
    assert record.replay["length"] == 7
    assert ("final", 3) in called


def test_a_cut_leaves_at_least_one_move():
    record, _, _ = play(cut=lambda moves: True)
    assert ended(record) == ("length", 0, 1)


def test_progress_is_told_in_rising_shares():
    shares = []
    play(spec=match(length=100), progress=shares.append)
    assert shares == [0.0, 0.2, 0.4, 0.6, 0.8]


def test_the_teams_key_for_random_does_not_tell_the_seed():
    keys = {random_key("5eed", side) for side in Side}
    assert len(keys) == 2
    assert not any("5eed" in key for key in keys)


@pytest.mark.parametrize(
    "pair", [("greedy", "baseline"), ("wanderer", "sentinels"), ("tactician", "crasher")]
)
def test_a_team_plays_the_same_match_in_a_process_of_its_own(pair, monkeypatch):
    monkeypatch.setenv("ALLOW_LIGHT_ISOLATION", "1")
    digests = set()
    for backend in ("none", "process"):
        red, blue = (Contestant(n, opener(backend, find_team(n)), {}) for n in pair)
        from pacman_engine.layout import load_layout

        spec = match(layout=load_layout("glowworm"), length=300)
        digests.add(play_match(spec, red, blue).replay["digest"])
    assert len(digests) == 1
