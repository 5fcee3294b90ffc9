"""Every attack of the table, in a match against a peaceful team, in every backend."""

from __future__ import annotations

import re
import textwrap
from functools import cache

import pytest

from pacman_engine.replay import verify
from pacman_engine.teams.backends import require_backend

from .arena import LENGTH, LIMITS, hostile, play, unharmed
from .expected import Stopped
from .table import TABLE

CASES = [
    pytest.param(backend, name, id=f"{backend}: {name}")
    for backend in ("wasm", "native")
    for name, attack in TABLE.items()
    if getattr(attack, backend) is not None
]


@cache
def undisturbed(backend):
    """What the peaceful team prints in a match in which nobody attacks."""
    record = play(backend, hostile("return 'Stop'"))
    assert record.replay["faults"] == []
    return record.logs["blue"]["stdout"]


@pytest.mark.parametrize(("backend", "name"), CASES)
def test_an_attack_harms_nobody_but_its_own_team(backend, name, canary, listener, monkeypatch):
    require_backend(backend)
    attack = TABLE[name]
    peaceful = undisturbed(backend)
    monkeypatch.setenv("CANARY_KEY", "the host's own")
    places = f"CANARY, PORT = {str(canary)!r}, {listener.getsockname()[1]}\n"
    with unharmed(canary):
        record = play(backend, hostile(places + textwrap.dedent(attack.body)))
    own, other = record.logs["red"], record.logs["blue"]
    expected = getattr(attack, backend)
    if isinstance(expected, Stopped):
        check_stopped(record.replay, own["fault"], expected, str(canary))
        assert peaceful.startswith(other["stdout"])
    else:
        assert record.replay["faults"] == [], own["fault"]
        assert re.search(expected.printed, own["stdout"])
        assert peaceful == other["stdout"]
    assert other["fault"] is None
    assert other["stdout"]
    assert "the host's own" not in own["stdout"] + own["stderr"]
    assert verify(record.replay) == []


def check_stopped(replay, told, expected, canary):
    (fault,) = replay["faults"]
    assert fault["team"] == "red"
    assert 4 <= fault["move"] < LENGTH
    assert replay["score"] < 0
    message = told["message"].replace(canary, "CANARY")
    assert re.search(expected.message, message, re.DOTALL), message
    assert re.fullmatch(expected.kind, fault["kind"]), fault


def test_the_limits_leave_an_attack_time_to_be_one():
    assert LIMITS.move >= 0.5
