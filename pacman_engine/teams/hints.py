"""Hints for the commonest faults of real agents, in words for their authors."""

from __future__ import annotations

import re

from pacman_engine.faults import FaultKind
from pacman_engine.teams.driver import TeamFault
from pacman_engine.teams.elsewhere import COMMON_PACKAGES
from pacman_engine.teams.python2 import python2_hint

AVAILABLE = (
    "most of Python's standard library and the contest's own modules (captureAgents, game, util, "
    "capture, distanceCalculator, layout, baselineTeam, and contest.*)"
)
_BY_KIND = {
    FaultKind.CREATE_TEAM: (
        "createTeam(firstIndex, secondIndex, isRed) must return a list of two agents."
    ),
    FaultKind.ILLEGAL: (
        "Return one of gameState.getLegalActions(self.index); legal actions change with every move."
    ),
    FaultKind.MOVE_TIME: (
        "Bound the search: look at time.time() in its loop and return the best action so far "
        "before a second has passed. An alarm of the module signal never rings in the sandbox."
    ),
    FaultKind.WARNINGS: (
        "Stay below the limit of a warning: look at time.time() in the loop of the search, not "
        "after it, and leave room for the last round."
    ),
    FaultKind.TOTAL_TIME: "Spend less on every move: the sum over the match is limited too.",
    FaultKind.MEMORY: (
        "Keep less: histories of whole game states and unbounded caches are the usual reasons."
    ),
    FaultKind.EXIT: "Agents must not end their process; look for os._exit or endless recursion.",
    FaultKind.REPLY: "Return one of the legal actions, and leave alone what the agent did not make "
    "itself: file descriptors, the modules of the contest.",
    FaultKind.START: "The limit holds for all work in registerInitialState; prepare less there.",
    FaultKind.FINAL: "final() is called after the match; an error in it forfeits the match.",
}
_WRONG_PARAMETERS = (
    "Compare the parameters with those in the guide for students: createTeam(firstIndex, "
    "secondIndex, isRed, **options)."
)
_TABLES = (
    "Compute tables beforehand and upload them as JSON or as a Python file, or ask whether your "
    "course plays native tournaments."
)
_SLOW_LOAD = (
    "Nothing at the top of a file may run without end, such as a loop or a wait. Move heavy work "
    "into registerInitialState, and shorten it."
)
_UNSEEN = (
    "An enemy out of sight has no position: test getAgentPosition(i) for None before you measure "
    "with it, and place the enemy yourself (see the guide) before you simulate its moves."
)
_NO_HELPERS = "Nothing runs beside an agent, neither threads nor programs, and there is no network."
_BY_TEXT = (
    (r"list indices must be integers or slices, not float|'float' object cannot be interpreted", (
        "Positions can be floats (3.0) after a move, and / makes floats: use int(...) or //."
    )),
    (r"'NoneType' object has no attribute '(pos|direction|getPosition|getDirection|get_position)'",
     _UNSEEN),
    (r"cannot unpack non-iterable NoneType|'NoneType' object is not (subscriptable|iterable)",
     _UNSEEN),
    (r"'NoneType' object has no attribute 'get_?[dD]istance'", (
        "The distances are not prepared: begin your registerInitialState with "
        "CaptureAgent.registerInitialState(self, gameState)."
    )),
    (r"'NoneType' object has no attribute '(get|is|data)", (
        "getPreviousObservation() is None at an agent's first move: test for it."
    )),
    (r"Positions not in grid", (
        "getMazeDistance needs two floor cells of this board: check that neither is a wall, and "
        "convert halves to whole cells with nearestPoint."
    )),
    (r"(min|max)\(\) (arg is an empty sequence|iterable argument is empty)"
     r"|Cannot choose from an empty sequence", (
        "The list can be empty: no dots, capsules or enemies in sight are left. Test it first, or "
        "give min and max a default=."
    )),
    (r"'PriorityQueue' object has no attribute '(put|get|empty|qsize)'", (
        "util.PriorityQueue has push(item, priority), pop(), update() and isEmpty(); put, get and "
        "empty belong to queue.PriorityQueue of the standard library."
    )),
    (r"'PriorityQueue' object has no attribute '(push|pop|isEmpty|update)'", (
        "This is queue.PriorityQueue of the standard library (put, get, empty); the contest's "
        "with push, pop and isEmpty is util.PriorityQueue."
    )),
    (r"'<' not supported between instances of", (
        "Such things have no order. In a heap of (priority, item) equal priorities compare the "
        "items: use util.PriorityQueue, or sort with key=."
    )),
    (r"(?i)'GameState' object has no attribute '(get_?(pacman|ghost|num_?food|food'|capsules')"
     r"|(generate|get_?legal)_?pacman|is_?(win|lose)')", (
        "That is the API of the one-player projects; the guide for students lists what a "
        "gameState of capture the flag offers."
    )),
    (r"can't start new thread|Operation not permitted|Resource temporarily unavailable"
     r"|no (network|processes) in the sandbox|nothing can end this wait"
     r"|module 'os' has no attribute '(fork|exec|spawn|posix_spawn|kill)"
     r"|^PermissionError: \[Errno 13\] Permission denied$", _NO_HELPERS),
    (r"^TclError", "There is no screen: leave out everything that draws."),
    (r"^RecursionError|all of its native stack", (
        "The recursion does not end, or is too deep: bound its depth."
    )),
    (r"^SystemExit", (
        "sys.exit() was called; util.raiseNotDefined() does that too: a method, such as "
        "chooseAction, is missing or misspelt in the agent's class (chooseAction goes with "
        "createTeam, choose_action with create_team)."
    )),
    (r"^(FileNotFoundError|OSError|PermissionError).*'([A-Za-z]:|\.?\\|[^']*\\\\)", (
        "This is a path of a Windows machine: put the file beside your main file into the zip, "
        "and open it by its name alone, with / between folders."
    )),
    (r"^FileNotFoundError", (
        "Files are looked up from the agent's own folder; give paths relative to it and put the "
        "files into the zip."
    )),
    (r"^PermissionError", (
        "Agents may read and write only in their own folder: use paths relative to it."
    )),
    (r"^SyntaxError: invalid (non-printable )?character", (
        "The line has a character that is no Python, such as the curly quotes of a word processor: "
        "type it again."
    )),
    (r"^IndentationError", "Indent every block by the same number of spaces, four by habit."),
    (r"^SyntaxError", (
        "Python cannot read this line; often a bracket, a quote or a colon is missing in it or in "
        "the line before."
    )),
    (r"^BdbQuit", (
        "breakpoint() stops only in play --sandbox none; take it out before you upload."
    )),
    (r"^EOFError", "There is nobody to answer input(): remove it."),
    (r"^Illegal action None", (
        "The method returned None: let every branch of it end in a return of an action."
    )),
)  # fmt: skip


def hint_for(fault: TeamFault) -> str:
    """One or two sentences on what to change, or an empty text."""
    for rule in (python2_hint, _missing_module, _parameters, _by_text, _by_time):
        hint = rule(fault)
        if hint:
            return hint
    own = any(frame["own"] for frame in fault.traceback)
    if fault.kind in (FaultKind.CREATE_TEAM, FaultKind.START, FaultKind.FINAL) and own:
        return ""
    return _BY_KIND.get(fault.kind, "")


def _missing_module(fault: TeamFault) -> str:
    if fault.error not in ("ModuleNotFoundError", "ImportError") or not fault.module:
        return ""
    if fault.error == "ImportError":
        return f"{fault.module} has no such name: compare the spelling with the guide for students."
    hint = (
        f"The module {fault.module} is not available: agents can import {AVAILABLE}. If it is a "
        "file of yours, put it next to your main file in the zip."
    )
    return f"{hint} {_TABLES}" if fault.module.partition(".")[0] in COMMON_PACKAGES else hint


def _parameters(fault: TeamFault) -> str:
    wrong = r"unexpected keyword argument|missing \d+ required positional|positional arguments? but"
    if fault.kind is FaultKind.CREATE_TEAM and re.search(wrong, fault.message):
        return _WRONG_PARAMETERS
    return ""


def _by_text(fault: TeamFault) -> str:
    for pattern, hint in _BY_TEXT:
        if re.search(pattern, fault.message):
            return hint
    return ""


def _by_time(fault: TeamFault) -> str:
    if fault.kind is FaultKind.LOAD and not fault.error:
        return _SLOW_LOAD
    return ""
