"""Hints for the commonest faults of real agents, in words for their authors."""

from __future__ import annotations

import re

from pacman_engine.faults import FaultKind
from pacman_engine.teams.driver import TeamFault

AVAILABLE = "Python's standard library and the contest's own modules"
_BY_KIND = {
    FaultKind.CREATE_TEAM: (
        "createTeam(firstIndex, secondIndex, isRed) must return a list of two agents."
    ),
    FaultKind.ILLEGAL: (
        "Return one of gameState.getLegalActions(self.index); legal actions change with every move."
    ),
    FaultKind.MOVE_TIME: (
        "Bound the search: look at time.time() in its loop and return the best action so far "
        "before a second has passed."
    ),
    FaultKind.WARNINGS: (
        "Stay below one second a move; an agent that searches until just below it will be late on "
        "a busy machine."
    ),
    FaultKind.TOTAL_TIME: "Spend less on every move: the sum over the match is limited too.",
    FaultKind.MEMORY: (
        "Keep less: histories of whole game states and unbounded caches are the usual reasons."
    ),
    FaultKind.EXIT: "Agents must not end their process; look for os._exit or endless recursion.",
    FaultKind.REPLY: "Agents must not touch the file descriptors that they did not open.",
    FaultKind.START: "The limit holds for all work in registerInitialState; prepare less there.",
    FaultKind.FINAL: "final() is called after the match; an error in it forfeits the match.",
}
_SLOW_LOAD = "Move heavy work from the top of the file into registerInitialState, and shorten it."
_BY_TEXT = (
    (r"list indices must be integers or slices, not float|'float' object cannot be interpreted", (
        "Positions can be floats (3.0) after a move, and / makes floats: use int(...) or //."
    )),
    (r"'NoneType' object has no attribute '(pos|direction|getPosition)", (
        "An enemy out of sight has no position: test getAgentPosition(i) for None before you "
        "simulate or measure with it."
    )),
    (r"cannot unpack non-iterable NoneType", (
        "An enemy out of sight has position None: test for it before you measure distances."
    )),
    (r"Positions not in grid", (
        "getMazeDistance needs two floor cells of this board: check that neither is a wall, and "
        "convert halves to whole cells with nearestPoint."
    )),
    (r"can't start new thread|Operation not permitted|Resource temporarily unavailable", (
        "Agents may start neither threads nor programs, and may not use the network."
    )),
    (r"^RecursionError", "The recursion does not end, or is too deep: bound its depth."),
    (r"^SystemExit", (
        "sys.exit() was called; util.raiseNotDefined() does that too: some method is missing."
    )),
    (r"^FileNotFoundError", (
        "Files are looked up from the agent's own folder; give paths relative to it and put the "
        "files into the zip."
    )),
    (r"^PermissionError", "Agents may write only into their own folder."),
    (r"^(SyntaxError|TabError|IndentationError)", (
        "Agents run on Python 3; a file written for Python 2 can be converted with 2to3."
    )),
    (r"unexpected keyword argument|missing \d+ required positional", (
        "Compare the parameters with those in the guide for students: createTeam(firstIndex, "
        "secondIndex, isRed, **options)."
    )),
    (r"^EOFError", "There is nobody to answer input(): remove it."),
)  # fmt: skip


def hint_for(fault: TeamFault) -> str:
    """One or two sentences on what to change, or an empty text."""
    for rule in (_missing_module, _by_text, _by_time):
        hint = rule(fault)
        if hint:
            return hint
    if fault.kind in (FaultKind.CREATE_TEAM, FaultKind.START, FaultKind.FINAL) and fault.traceback:
        return ""
    return _BY_KIND.get(fault.kind, "")


def _missing_module(fault: TeamFault) -> str:
    if fault.error not in ("ModuleNotFoundError", "ImportError") or not fault.module:
        return ""
    if fault.error == "ImportError":
        return f"{fault.module} has no such name: compare the spelling with the guide for students."
    return (
        f"The module {fault.module} is not available: agents can import {AVAILABLE}. If it is a "
        "file of yours, put it next to your main file in the zip."
    )


def _by_text(fault: TeamFault) -> str:
    for pattern, hint in _BY_TEXT:
        if re.search(pattern, fault.message):
            return hint
    return ""


def _by_time(fault: TeamFault) -> str:
    if fault.kind is FaultKind.LOAD and not fault.error:
        return _SLOW_LOAD
    return ""
