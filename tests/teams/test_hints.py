"""Hints for the commonest faults of real agents (specification of the game, section 10)."""

from __future__ import annotations

import pytest

from pacman_engine.faults import FaultKind
from pacman_engine.teams.driver import TeamFault
from pacman_engine.teams.hints import hint_for

CRASHES = {
    "TypeError: list indices must be integers or slices, not float": "int(",
    "TypeError: 'float' object cannot be interpreted as an integer": "//",
    "AttributeError: 'NoneType' object has no attribute 'pos'": "out of sight",
    "TypeError: cannot unpack non-iterable NoneType object": "out of sight",
    "Exception: Positions not in grid: ((1, 2), (3, 4))": "nearestPoint",
    "RuntimeError: can't start new thread": "threads",
    "RecursionError: maximum recursion depth exceeded": "recursion",
    "SystemExit: 1": "raiseNotDefined",
    "FileNotFoundError: [Errno 2] No such file or directory: 'w.txt'": "own folder",
    "PermissionError: [Errno 13] Permission denied: '/tmp/x'": "own folder",
    "SyntaxError: Missing parentheses in call to 'print'": "2to3",
    "BdbQuit": "breakpoint()",
    "EOFError: EOF when reading a line": "input()",
}


@pytest.mark.parametrize("message", CRASHES)
def test_a_common_crash_has_its_hint(message):
    error = message.split(":")[0]
    assert CRASHES[message] in hint_for(TeamFault(FaultKind.CRASH, message, error=error))


def test_a_missing_module_is_named_with_what_there_is():
    fault = TeamFault(FaultKind.LOAD, "x", error="ModuleNotFoundError", module="numpy")
    assert "numpy is not available" in hint_for(fault)
    assert "standard library" in hint_for(fault)


@pytest.mark.parametrize("kind", set(FaultKind) - {FaultKind.CRASH})
def test_every_other_kind_has_a_hint_even_without_a_known_text(kind):
    assert hint_for(TeamFault(kind, "something new"))


def test_a_crash_without_a_rule_has_no_hint():
    assert hint_for(TeamFault(FaultKind.CRASH, "ValueError: odd", error="ValueError")) == ""
