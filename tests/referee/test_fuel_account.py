"""What a match's fuel record says: which calls count, for whom, and what cannot be true."""

from __future__ import annotations

import copy
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.faults import FaultKind
from pacman_engine.fuel import (
    FUEL,
    beyond_limits,
    fuel_document,
    inconsistencies,
    seconds_of,
)
from pacman_engine.referee import play_match
from pacman_engine.schema import problems
from pacman_engine.teams.driver import TeamFault
from pacman_engine.teams.limits import TimeLimits
from pymw_bridge.interpreter.constants import FUEL_PER_SECOND

from .scripted import fault, match, scripted

SECOND = float(1)


def played(red=None, blue=None, *, metered=(True, True), spec=None, **options):
    called = []
    sides = [
        scripted(plan, called, metered=counts)
        for plan, counts in zip((red, blue), metered, strict=True)
    ]
    record = play_match(spec or match(), sides[0][0], sides[1][0], **options)
    return record, called, [team for _, team in sides]


def costs(called):
    """What each call of a metered scripted team costs that takes no time by its plan."""
    return [1000 + number for number, _ in enumerate(called, start=1)]


def test_start_up_and_moves_are_charged_to_who_made_them():
    record, called, _ = played(spec=match(length=6, starter=1))
    cost = costs(called)
    # load and createTeam of red, then of blue, go to the first agents; then each agent starts.
    assert record.fuel["startup"] == [
        cost[0] + cost[1] + cost[4],
        cost[2] + cost[3] + cost[5],
        cost[6],
        cost[7],
    ]
    assert record.fuel["moves"] == cost[8:14]
    # Agents 1, 2, 3, 0, 1, 2 moved: red made moves 1, 3 and 5.
    red, blue = record.fuel["red"], record.fuel["blue"]
    startup = record.fuel["startup"]
    assert red["total"] == startup[0] + startup[2] + cost[9] + cost[11] + cost[13]
    assert (red["largest"], red["largest_move"]) == (cost[13], 5)
    assert (blue["largest"], blue["largest_move"]) == (cost[12], 4)


def test_the_first_of_equally_large_moves_is_the_largest():
    document = fuel_document([0] * 4, [7, 1, 7, 1], starter=0)
    assert document["red"] == {"total": 14, "largest": 7, "largest_move": 0}
    assert document["blue"]["largest_move"] == 1


def test_a_call_that_ends_in_a_fault_is_not_in_the_account():
    record, called, teams = played(red={("act", 2, 1): fault()})
    assert len(record.fuel["moves"]) == len(record.replay["moves"]) == 2
    assert record.fuel["red"]["total"] < teams[0].fuel
    assert record.fuel["moves"] == costs(called)[8:10]


def test_neither_an_illegal_move_nor_one_that_came_too_late_is_in_the_account():
    for step in ("Nowhere", 3.5):
        record, _, _ = played(red={("act", 0, 2): step})
        assert record.replay["end"] == "fault"
        assert len(record.fuel["moves"]) == len(record.replay["moves"]) == 4


def test_a_team_that_does_not_load_has_used_nothing_that_counts():
    record, called, _ = played(blue={("load", None, 1): fault(FaultKind.LOAD)})
    assert record.fuel["startup"] == [sum(costs(called)[:2]), 0, 0, 0]
    assert record.fuel["blue"] == {"total": 0, "largest": 0, "largest_move": -1}


def test_what_final_takes_is_not_in_the_account():
    slow = {("final", agent, 1): 2 * SECOND for agent in range(4)}
    assert played(red=slow, blue=slow)[0].fuel == played()[0].fuel


@pytest.mark.parametrize("metered", [(False, False), (True, False), (False, True)])
def test_without_two_metered_teams_there_is_no_fuel_record(metered):
    assert played(metered=metered)[0].fuel is None


def test_times_in_the_logs_are_reference_seconds():
    record, _, _ = played(red={("act", 0, 2): 1.5})
    log = record.logs["red"]
    assert log["seconds"]["slowest"] == 1.5
    assert log["seconds"]["slowest_move"] == record.fuel["red"]["largest_move"] == 4
    assert log["warnings"] == [{"agent": 0, "move": 4, "seconds": 1.5}]


def test_time_is_judged_to_the_last_unit_of_fuel():
    # The scripted team adds a little over 1000 units to what its plan says: take them off.
    for extra, kind in ((0, "length"), (1, "fault")):
        _, called, _ = played(spec=match(length=1))
        number = next(n for n, (call, _) in enumerate(called, start=1) if call == "act")
        step = (3 * FUEL_PER_SECOND + extra - 1000 - number) / FUEL_PER_SECOND
        record, _, _ = played(red={("act", 0, 1): step}, spec=match(length=1))
        assert record.replay["end"] == kind


@settings(max_examples=40, deadline=None)
@given(
    plan=st.dictionaries(
        st.tuples(st.just("act"), st.integers(0, 3), st.integers(1, 5)),
        st.floats(0, 4) | st.just("Nowhere"),
        max_size=8,
    ),
    starter=st.integers(0, 1),
)
def test_every_played_match_has_a_record_that_fits_and_keeps_to_the_limits(plan, starter):
    record, _, _ = played(plan, plan, spec=match(length=20, starter=starter))
    assert list(problems(record.fuel, FUEL)) == []
    moves = len(record.replay["moves"])
    told = inconsistencies(record.fuel, backend="wasm", moves=moves, starter=starter)
    assert list(told) == []
    assert list(beyond_limits(record.fuel, starter=starter, limits=TimeLimits())) == []


def numbers(document, path=()):
    """The paths of all numbers of a fuel record."""
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in items:
        if isinstance(value, int):
            yield (*path, key)
        else:
            yield from numbers(value, (*path, key))


@pytest.mark.parametrize("change", [1, -1, 10**12])
def test_no_number_of_a_record_can_be_changed_alone(change):
    record, _, _ = played(spec=match(length=9))
    for path in numbers(record.fuel):
        forged = copy.deepcopy(record.fuel)
        place = forged
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] += change
        assert list(inconsistencies(forged, backend="wasm", moves=9, starter=0)), path


@pytest.mark.parametrize("moves", [8, 10])
def test_a_record_of_other_moves_does_not_fit(moves):
    record, _, _ = played(spec=match(length=9))
    (told,) = inconsistencies(record.fuel, backend="wasm", moves=moves, starter=0)
    assert "9 moves" in told


def test_there_is_a_record_exactly_in_the_sandbox_that_counts():
    record, _, _ = played(spec=match(length=9))
    for backend in ("native", "process", "none"):
        assert list(inconsistencies(record.fuel, backend=backend, moves=9, starter=0))
        assert not list(inconsistencies(None, backend=backend, moves=9, starter=0))
    assert list(inconsistencies(None, backend="wasm", moves=9, starter=0))


def beyond(startup=(0, 0, 0, 0), moves=(), **limits):
    record = fuel_document(startup, [round(s * FUEL_PER_SECOND) for s in moves], 0)
    return list(beyond_limits(record, starter=0, limits=TimeLimits(**limits)))


def test_a_record_of_a_match_that_the_clock_would_have_ended_is_noticed():
    assert beyond(moves=[3.0, 3.0, 3.0, 3.0]) == []
    assert "move 1" in beyond(moves=[1.0, 3.1])[0]
    assert beyond(moves=[1.5] * 8) == []
    assert "move 8" in beyond(moves=[1.5] * 9)[0]  # agent 0's third above the warning
    assert beyond(moves=[1.0] * 8, total=2.0) == []
    assert "move 8" in beyond(moves=[1.0] * 9, total=2.0)[0]
    assert beyond(startup=[15 * FUEL_PER_SECOND] * 4) == []
    assert "agent 2" in beyond(startup=[0, 0, 16 * FUEL_PER_SECOND, 0])[0]


def test_the_sums_of_the_check_are_those_of_the_match():
    # Thirds of a second do not add up exactly; both must round in the same way, or a match that
    # was in time here would be beyond its limits there.
    third = FUEL_PER_SECOND // 3
    steps = [seconds_of(third)] * 30
    total = list(accumulate(steps))[-1]
    moves = [third if n % 4 == 0 else 0 for n in range(120)]
    record = fuel_document([0] * 4, moves, 0)
    assert not list(beyond_limits(record, starter=0, limits=TimeLimits(total=total)))


@pytest.mark.parametrize(
    "change",
    [
        {"startup": [0, 0, 0]},
        {"startup": [0, 0, 0, -1]},
        {"startup": [0, 0, 0, 1.0]},
        {"startup": [0, 0, 0, True]},
        {"startup": [0, 0, 0, 10**16]},
        {"moves": [None]},
        {"moves": "1"},
        {"moves": [0] * 20_001},
        {"red": None},
        {"red": {"total": 0, "largest": 0}},
        {"more": 1},
    ],
)
def test_what_has_not_the_shape_of_a_record_is_refused(change):
    record = fuel_document([0] * 4, [1, 2], 0)
    assert list(problems(record, FUEL)) == []
    assert list(problems({**record, **change}, FUEL))


def test_a_fault_in_between_leaves_the_other_calls_in_the_account():
    broken = TeamFault(FaultKind.START, "no", seconds=0.5)
    record, called, _ = played(blue={("start", 3, 1): broken})
    startup = record.fuel["startup"]
    assert startup[3] == 0
    assert startup[2] == costs(called)[6]
