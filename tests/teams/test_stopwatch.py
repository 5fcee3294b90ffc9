"""Whose time it is: a team's own, or that of a machine that lets it wait."""

from __future__ import annotations

import os
from dataclasses import replace
from time import monotonic

import pytest

from pacman_engine.faults import FaultKind
from pacman_engine.teams.driver import TeamFault
from pacman_engine.teams.process import ProcessTeam
from pymw_bridge.interpreter.native.stopwatch import LEAST_SHARE, Stopwatch

from .conftest import attacker, initial, observation, setup

WORK = "until = time.process_time() + 0.3\nwhile time.process_time() < until: pass\nreturn 'Stop'"


def test_waiting_for_a_processor_is_not_the_agents_time(play, crowd):
    team = play.ready(attacker(WORK))
    crowd(team.process.pid)
    began = monotonic()
    action, seconds = team.act(0, observation(), 0.8)
    assert action == "Stop"
    assert 0.29 < seconds < 0.8 < monotonic() - began


def test_where_a_verdict_cannot_wait_all_the_time_counts(play, crowd):
    team = ProcessTeam(attacker(WORK), replace(setup(), patient=False))
    play.teams.append(team)
    team.load(10)
    team.create(10)
    team.start(0, initial(), 10)
    crowd(team.process.pid)
    with pytest.raises(TeamFault) as caught:
        team.act(0, observation(), 0.5)
    assert caught.value.kind is FaultKind.MOVE_TIME


def test_sleeping_is_the_agents_time(play):
    seconds = play.ready(attacker("time.sleep(0.3); return 'Stop'")).act(0, observation(), 3)[1]
    assert seconds > 0.29


def test_a_part_of_the_wall_time_counts_in_any_case(monkeypatch):
    now, watch = [0.0], Stopwatch(os.getpid())
    monkeypatch.setattr("pymw_bridge.interpreter.native.stopwatch.monotonic", lambda: now[0])
    monkeypatch.setattr(watch, "_waiting", lambda: now[0])
    watch.start()
    now[0] = 80.0
    assert watch.seconds() == 80 * LEAST_SHARE
    watch.close()


def test_where_the_system_does_not_tell_the_wall_time_counts(monkeypatch):
    watch = Stopwatch(2**30)
    monkeypatch.setattr("pymw_bridge.interpreter.native.stopwatch.monotonic", lambda: 5.0)
    watch.start()
    assert watch.seconds() == 0
    monkeypatch.setattr("pymw_bridge.interpreter.native.stopwatch.monotonic", lambda: 7.0)
    assert watch.seconds() == 2
    watch.close()


@pytest.fixture
def watched(monkeypatch):
    """A stopwatch of this process for which (seconds worked, waited, ready to run) are set."""
    watch, told = Stopwatch(os.getpid()), {"counts": (1.0, 0.0), "ready": True}
    monkeypatch.setattr(watch, "_counts", lambda: told["counts"])
    monkeypatch.setattr(watch, "_is_ready_to_run", lambda: told["ready"])
    yield watch, told
    watch.close()


def test_a_wait_that_is_not_over_is_not_counted_and_that_is_known(watched):
    watch, told = watched
    assert [watch.exact(), watch.exact()] == [False, False]
    told["counts"] = (1.5, 2.0)  # it has run, so the wait is over
    assert watch.exact()
    assert not watch.exact()  # it may be waiting again


def test_who_sleeps_waits_for_nothing(watched):
    watch, told = watched
    told["ready"] = False
    assert watch.exact()


def test_a_verdict_comes_only_when_all_waiting_is_counted(play, crowd):
    team = play.ready(attacker("while True: pass"))
    crowd(team.process.pid)
    with pytest.raises(TeamFault) as caught:
        team.act(0, observation(), 0.3)
    assert caught.value.seconds > 0.295  # it may wait again, until it is held
