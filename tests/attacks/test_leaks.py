"""Guests and jails leave nothing behind, however they end."""

from __future__ import annotations

import gc
import os

from ..programs import descendants
from .arena import hostile, play
from .meter import descriptors, resident, stages

ENDS = (
    "return 'Stop'",
    "os._exit(0)",
    "agent.kept = bytearray(50_000_000)\n1 / 0",
    "time.sleep(9)",
    "def deeper(_=None):\n    return max([1], key=deeper)\ndeeper()",
    "print('x' * 500_000)\nreturn 'x' * 70_000",
)
ROUNDS = 8


def test_sixty_matches_that_end_in_all_ways_leave_nothing_behind():
    def rounds(count):
        for _ in range(count):
            for body in ENDS:
                play("wasm", hostile(body), length=8)
        gc.collect()
        assert stages() == []

    rounds(2)  # what is kept for good, is kept now
    before, files = resident(), descriptors()
    rounds(ROUNDS)
    assert descriptors() == files
    grown = resident() - before
    assert grown < 25, f"{grown:.1f} MB after {ROUNDS * len(ENDS)} matches, and two guests each"


def test_a_team_that_is_not_closed_is_given_back_with_its_last_reference():
    """Nothing in the process holds a guest but who opened it."""
    from pymw_bridge.interpreter.wasm import Guest

    gc.collect()
    alive = sum(type(thing) is Guest for thing in gc.get_objects())
    for body in ENDS:
        play("wasm", hostile(body), length=8)
    gc.collect()
    assert sum(type(thing) is Guest for thing in gc.get_objects()) == alive


def test_jails_leave_no_process_and_no_pipe_behind():
    play("native", hostile("return 'Stop'"), length=8)
    before, files = descendants(os.getpid()), descriptors()
    for body in ENDS:
        play("native", hostile(body), length=8)
    assert descendants(os.getpid()) == before
    assert descriptors() == files
