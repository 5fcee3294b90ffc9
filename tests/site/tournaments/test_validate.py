from __future__ import annotations

import os
import signal
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children

import pytest

from tournament.tournaments.validate import Validator, problems_of

SPEC = {"matches": []}


@pytest.fixture
def validator():
    made = Validator()
    yield made
    made.close()


@pytest.mark.parametrize(
    "result", [None, 7, [], {}, {"matches": 3}, {"matches": [{}] * 3}, "x" * 9]
)
def test_nonsense_is_refused_with_a_sentence(result):
    assert problems_of(SPEC, result)


def test_a_check_that_cannot_read_its_own_job_is_a_refusal_too():
    assert "cannot be read" in problems_of({}, {"matches": 3})[0] or problems_of({}, {})


def test_checks_run_in_another_process(validator):
    assert validator.submit(SPEC, {}).result(timeout=60)
    assert len(active_children()) == 1
    validator.close()
    assert active_children() == []


def check_until_it_breaks(validator):
    while True:
        validator.submit(SPEC, {}).result(timeout=60)


def test_a_checking_process_that_dies_is_replaced(validator):
    validator.submit(SPEC, {}).result(timeout=60)
    for child in active_children():
        os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(BrokenProcessPool):
        check_until_it_breaks(validator)
    assert validator.submit(SPEC, {}).result(timeout=60)


def test_a_check_that_is_stuck_is_given_up(validator):
    validator.submit(SPEC, {}).result(timeout=60)
    for child in active_children():
        os.kill(child.pid, signal.SIGSTOP)
    stuck = validator.submit(SPEC, {})
    validator.close()
    with pytest.raises((BrokenProcessPool, CancelledError)):
        stuck.result(timeout=60)
    assert active_children() == []
    assert validator.submit(SPEC, {}).result(timeout=60)
