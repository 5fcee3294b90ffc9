"""The wall clock is a backstop: no verdict, and nothing that goes on for ever."""

from __future__ import annotations

import functools

import pytest

from pacman_engine.teams import isolated
from pacman_engine.teams.driver import HostFault
from pymw_bridge.interpreter import stage, wasm

from .arena import hostile, play
from .meter import descriptors, stages


def test_a_machine_that_cannot_make_a_guest_is_no_fault_of_a_team(monkeypatch):
    small = functools.partial(wasm.Guest, memory=1_000_000)
    monkeypatch.setattr(isolated, "Guest", small)
    with pytest.raises(HostFault, match="could not make a guest"):
        play("wasm", hostile("return 'Stop'"))


@pytest.fixture
def impatient(monkeypatch):
    """The backstop of a machine that is taken to be a thousand times faster than it is."""
    monkeypatch.setattr(wasm, "WALL_FACTOR", 0.0)
    monkeypatch.setattr(wasm, "_WALL_SPARE", 0.5)
    monkeypatch.setattr(stage, "_WAKE", 0.05)


def test_a_guest_that_takes_far_too_long_gives_no_result(impatient, monkeypatch):
    play("wasm", hostile("return 'Stop'"), length=8)  # all is loaded
    monkeypatch.setattr(wasm, "_WALL_SPARE", 0.2)
    before = descriptors()
    with pytest.raises(HostFault, match="far longer than its fuel should"):
        play("wasm", hostile("while True:\n    pass"))
    assert stages() == []  # it ended with the guest's fuel, and closed both guests
    assert descriptors() == before
    assert play("wasm", hostile("return 'Stop'"), length=8).replay["faults"] == []


def test_nobody_waits_for_a_stage_that_was_given_up(impatient, monkeypatch):
    """What a match tells others reaches nobody any more, and blocks nothing."""
    monkeypatch.setattr(wasm, "_WALL_SPARE", 0.2)
    told = []

    def slow_guest():
        stage.watched(0.05)
        try:
            stage.current().answers.get(timeout=20)  # until it is given up
        finally:
            stage.unwatched()
        stage.outside(lambda: told.append("heard"))

    with pytest.raises(wasm.stage.WallClock):
        stage.on_stage(slow_guest)
    assert stages() == []
    assert told == []
