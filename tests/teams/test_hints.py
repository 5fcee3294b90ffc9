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
    "PermissionError: there is no network in the sandbox": "network",
    "AttributeError: module 'os' has no attribute 'fork'": "programs",
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
    assert "native tournaments" in hint_for(fault)


def test_a_misspelt_module_is_not_sent_to_native_tournaments():
    fault = TeamFault(FaultKind.LOAD, "x", error="ModuleNotFoundError", module="nunpy")
    assert "native" not in hint_for(fault)


@pytest.mark.parametrize("kind", set(FaultKind) - {FaultKind.CRASH})
def test_every_other_kind_has_a_hint_even_without_a_known_text(kind):
    assert hint_for(TeamFault(kind, "something new"))


def test_a_crash_without_a_rule_has_no_hint():
    assert hint_for(TeamFault(FaultKind.CRASH, "ValueError: odd", error="ValueError")) == ""


def syntax_error(message, line):
    frame = {"file": "myTeam.py", "line": 1, "function": "", "code": line, "own": True}
    text = f"SyntaxError: {message}"
    return TeamFault(FaultKind.LOAD, text, error="SyntaxError", traceback=(frame,))


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("'(' was never closed", 'print("`a` <> 0777"'),
        ("expected ':'", 'if text == "10L"'),
        ("unterminated string literal (detected at line 1)", "x = 'raise E, 1"),
        ("invalid syntax", "x = = 10"),
        ("invalid syntax. Perhaps you forgot a comma?", "f(a b)"),
    ],
)
def test_a_slip_in_python_3_is_not_called_python_2(message, line):
    hint = hint_for(syntax_error(message, line))
    assert hint
    assert "Python 2" not in hint


@pytest.mark.parametrize(
    "line",
    ["x = `y`", "if a <> b:", "x = ur'a'", "raise E, 'x'", "n = 10L", "n = 0xFFL",
     "def f(a, (b, c)):", "g = lambda (a, b): a", "raise 'odd', 1"],
)  # fmt: skip
def test_a_line_of_python_2_is_recognised_even_where_python_says_little(line):
    assert "This is Python 2" in hint_for(syntax_error("invalid syntax", line))


@pytest.mark.parametrize(
    ("error", "message"),
    [
        ("NameError", "name 'raw_input' is not defined"),
        ("AttributeError", "'dict' object has no attribute 'iteritems'"),
        ("AttributeError", "module 'sys' has no attribute 'maxint'"),
        ("TypeError", "'dict_values' object is not subscriptable"),
        ("TypeError", "object of type 'filter' has no len()"),
        ("TypeError", "sort() takes no positional arguments"),
        ("TypeError", "exceptions must derive from BaseException"),
    ],
)
def test_relics_of_python_2_are_recognised_while_running(error, message):
    hint = hint_for(TeamFault(FaultKind.CRASH, f"{error}: {message}", error=error))
    assert "This is Python 2" in hint


@pytest.mark.parametrize("name", ["file", "long", "cmp", "speed"])
def test_an_attribute_of_the_students_own_is_not_taken_for_python_2(name):
    message = f"AttributeError: 'Agent' object has no attribute '{name}'"
    assert hint_for(TeamFault(FaultKind.CRASH, message, error="AttributeError")) == ""


def test_a_file_that_is_not_loaded_in_time_is_told_of_endless_loops():
    assert "without end" in hint_for(TeamFault(FaultKind.LOAD, "Loading was not done after 15 s."))


def test_a_move_that_is_not_done_in_time_is_told_of_alarms():
    assert "alarm" in hint_for(TeamFault(FaultKind.MOVE_TIME, "The move was not done after 3 s."))
