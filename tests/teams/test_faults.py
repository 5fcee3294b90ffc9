"""Each way in which a real team goes wrong, through the referee, in a process and in the sandbox.

One table: what the agents do -> kind, move and agent of the forfeit, what the log says, the
student's own line in the traceback, and the hint. The opponent stands still; the forfeit is a flag
in the replay with a reason in the log, whatever the score on the board.
"""

from __future__ import annotations

from textwrap import dedent, indent
from typing import NamedTuple

import pytest

from pacman_engine.faults import Side
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.replay import Winner, verify
from pacman_engine.rules import Rules
from pacman_engine.teams.backends import opener
from pacman_engine.teams.limits import TimeLimits
from pacman_engine.teams.stand_ins import Bystander

from .conftest import PREAMBLE, archive_of, attacker, setup


@pytest.fixture(autouse=True)
def _allowed(monkeypatch):
    monkeypatch.setenv("ALLOW_LIGHT_ISOLATION", "1")


BACKENDS = ("process", "wasm")


def played(archive, limits=None, side=Side.RED, backend="process"):
    """The replay and the team's log of a match of twelve moves; agent 0 begins."""
    team = Contestant("team", opener(backend, archive), {})
    nobody = Contestant("nobody", Bystander, {})
    spec = MatchSpec(setup().layout, Rules.named("modern"), "5eed", 0, 12)
    pair = (team, nobody) if side is Side.RED else (nobody, team)
    record = play_match(spec, *pair, limits=limits)
    assert verify(record.replay) == []
    assert record.logs[Side.BLUE if side is Side.RED else Side.RED]["fault"] is None
    return record.replay, record.logs[side]


def method(text):
    """A team that stands still, with one more method in its agents' class."""
    text = indent(dedent(text), "    ")
    return archive_of(PREAMBLE + text + "\ndef attack(agent, state):\n    return 'Stop'\n")


def later(body):
    """A team whose agent 2 does it at its second move (number 6), and otherwise stands still."""
    body = indent(dedent(body), "    ").strip("\n")
    return attacker(
        "agent.n = getattr(agent, 'n', 0) + 1\n"
        "def once(me):\n"
        f"{body}\n"
        "return once(agent) if (agent.index, agent.n) == (2, 2) else 'Stop'\n"
    )


class Case(NamedTuple):
    """What a team does, and the forfeit it must give: ``own`` is the code of its own last line."""

    team: object
    kind: str
    said: str
    own: str = ""
    hint: str = ""
    agent: int = 0
    move: int = 0


def at_move_6(body, said, *, own="", hint="", kind="crash"):
    return Case(later(body), kind, said, own, hint, 2, 6)


UNSEEN = "out of sight"
FACTORY = "def createTeam(first, second, isRed):\n    "
CASES = {
    # The places where a team's code runs.
    "load": Case(archive_of("x = 1 / 0"), "load", "ZeroDivisionError", "x = 1 / 0"),
    "load in a helper": Case(
        archive_of("import helper", helper__py="def f():\n    return nothing\nf()"),
        *("load", "name 'nothing' is not defined", "return nothing"),
    ),
    "load exits": Case(archive_of("import sys; sys.exit(3)"), "load", "SystemExit: 3", "sys.exit"),
    "load interrupts": Case(archive_of("raise KeyboardInterrupt"), "load", "KeyboardInterrupt"),
    "no factory": Case(archive_of("x = 1"), "create_team", "defines neither", hint="two"),
    "createTeam": Case(
        archive_of(FACTORY + "return missing"), "create_team", "NameError", "return missing"
    ),
    "createTeam of three": Case(
        archive_of("def createTeam(a, b, c, isRed): pass"),
        *("create_team", "missing 1 required positional", "", "firstIndex"),
    ),
    "createTeam returns nothing": Case(
        archive_of(FACTORY + "[first, second]"), "create_team", "it returned None", hint="list of"
    ),
    "createTeam makes one": Case(
        archive_of(FACTORY + "return [first]"), "create_team", "it returned [0]", hint="list of two"
    ),
    "constructor": Case(
        method("def __init__(self, index):\n    super().__init__(self)\n    self.x = index.y"),
        *("create_team", "'int' object has no attribute 'y'", "self.x = index.y"),
    ),
    "registerInitialState": Case(
        method("def registerInitialState(self, state):\n    assert self.index == 0, 'two'"),
        *("start", "AssertionError: two", "assert self.index", "", 2),
    ),
    "observationFunction": Case(
        method("def observationFunction(self, state):\n    return state.nothing"),
        *("crash", "has no attribute 'nothing'", "return state.nothing"),
    ),
    "getAction": Case(
        method("def getAction(self, state):\n    return [][1]"),
        *("crash", "list index out of range", "return [][1]"),
    ),
    "chooseAction": at_move_6("    return {}['x']", "KeyError: 'x'", own="return {}['x']"),
    "final": Case(
        method("def final(self, state):\n    assert self.index == 0, 'late'"),
        *("final", "AssertionError: late", "assert self.index", "", 2, 12),
    ),
    # The same in the other spelling.
    "create_team": Case(
        archive_of("def create_team(first_index, second_index, is_red):\n    return 5"),
        *("create_team", "create_team must return a list", "", "list of two"),
    ),
    "choose_action": Case(
        archive_of(
            "from contest.capture_agents import CaptureAgent\n"
            "def create_team(first_index, second_index, is_red):\n"
            "    return [Agent(first_index), Agent(second_index)]\n"
            "class Agent(CaptureAgent):\n"
            "    def choose_action(self, game_state):\n"
            "        enemy = self.get_opponents(game_state)[0]\n"
            "        return game_state.get_legal_actions(enemy)[0]\n"
        ),
        *("crash", "no attribute 'pos'", "get_legal_actions(enemy)", UNSEEN),
    ),
    # Exceptions that are no Exception.
    "exit": at_move_6("    sys.exit(1)", "SystemExit: 1", own="sys.exit(1)", hint="sys.exit()"),
    "raiseNotDefined": Case(
        archive_of(PREAMBLE.replace("chooseAction", "chooseaction")),
        *("crash", "SystemExit: 1", "", "misspelt"),
    ),
    "interrupt": at_move_6("    raise KeyboardInterrupt", "KeyboardInterrupt", own="raise Key"),
    "own BaseException": at_move_6(
        "    class Odd(BaseException): pass\n    raise Odd('x')", "Odd: x", own="raise Odd"
    ),
    "os._exit": at_move_6("    os._exit(0)", "exit code 0", kind="exit", hint="os._exit"),
    "an exception without text": at_move_6(
        "    class Mute(Exception):\n        def __str__(self): return 1 / 0\n    raise Mute",
        "Mute: (its text could not be read)",
    ),
    # Actions.
    "illegal": at_move_6(
        "    return 'Northwest'", "Illegal action Northwest", kind="illegal", hint="getLegalActions"
    ),
    "into a wall": at_move_6("    return 'North'", "Illegal action North", kind="illegal"),
    "None": at_move_6("    pass", "Illegal action None", kind="illegal", hint="every branch"),
    "a number": at_move_6("    return 5", "Illegal action 5 (int)", kind="illegal"),
    "a list": at_move_6("    return ['Stop']", "Illegal action ['Stop']", kind="illegal"),
    # Python 2.
    "print": Case(archive_of("print 'x'"), "load", "call to 'print'", "print 'x'", "is Python 2"),
    "except": Case(
        archive_of("try:\n    pass\nexcept ValueError, e:\n    pass"),
        *("load", "parenthesized", "except ValueError, e:", "This is Python 2"),
    ),
    "backticks": Case(archive_of("x = `1`"), "load", "Syntax", "x = `1`", "repr(x)"),
    "unequal": Case(archive_of("x = 1 <> 2"), "load", "Syntax", "x = 1 <> 2", "<> is written !="),
    "tabs": Case(
        archive_of("if True:\n        x = 1\n\ty = 2"), "load", "TabError", "y = 2", "is Python 2"
    ),
    "octal": Case(archive_of("x = 0777"), "load", "leading zeros", "x = 0777", "0o777"),
    "exec": Case(archive_of('exec "x = 1"'), "load", "call to 'exec'", "exec", "This is Python 2"),
    "raw": Case(archive_of("x = ur'a'"), "load", "Syntax", "x = ur'a'", "This is Python 2"),
    "long": Case(archive_of("x = 10L"), "load", "Syntax", "x = 10L", "This is Python 2"),
    "raise": Case(archive_of("raise Exception, 'x'"), "load", "Syntax", "raise", "is Python 2"),
    "lambda": Case(archive_of("f = lambda (x, y): x"), "load", "Syntax", "f =", "This is Python 2"),
    "a helper": Case(
        archive_of("import helper", helper__py="print 1"), "load", "print", "print 1", "Python 2"
    ),
    "print to a file": Case(
        archive_of("import sys\nprint >>sys.stderr, 'x'"), "load", ">>", "print >>", "(x, file=f)"
    ),
    "module": Case(archive_of("import cPickle"), "load", "cPickle", "import", "became pickle"),
    "xrange": at_move_6("    return xrange(3)", "xrange", own="return xrange", hint="now range"),
    "has_key": at_move_6("    return {}.has_key(1)", "has_key", hint="key in dictionary"),
    "keys": at_move_6("    return {}.keys()[0]", "not subscriptable", hint="list(...)"),
    # Python 3 with a slip.
    "colon": Case(archive_of("def f()\n    pass"), "load", "':'", "def f()", "or a colon"),
    "indentation": Case(archive_of("def f():\npass"), "load", "indented", "pass", "Indent"),
    "curly quotes": Case(archive_of("x = “a”"), "load", "invalid char", "x =", "word processor"),
    # Modules and files.
    "numpy": Case(
        archive_of("import numpy as np"),
        *("load", "No module named 'numpy'", "import numpy as np", "module numpy is not available"),
    ),
    "torch.nn": Case(
        archive_of("from torch.nn import functional"),
        *("load", "No module named 'torch'", "from torch", "standard library"),
    ),
    "late import": at_move_6("    import keras", "keras", own="import keras", hint="keras is not"),
    "no such name": Case(
        archive_of("from util import Stackk"),
        *("load", "cannot import name 'Stackk'", "from util", "no such name"),
    ),
    "data file": at_move_6(
        "    open('weights.json')", "weights.json", own="open(", hint="the agent's own folder"
    ),
    "Windows path": at_move_6(
        r"    open(r'C:\Users\me\weights.json')", "weights.json", own="open(", hint="Windows"
    ),
    "Windows folder": at_move_6(r"    open(r'data\w.json')", "w.json", hint="Windows"),
    "somebody's file": at_move_6("    open('/etc/passwd')", "Permission", hint="their own folder"),
    "thread": at_move_6(
        "    import threading; threading.Thread(target=print).start()", "thread", hint="threads"
    ),
    "program": at_move_6(
        "    import subprocess; subprocess.run(['ls'])", "not permitted", hint="programs"
    ),
    "network": at_move_6("    import socket; socket.socket()", "not permitted", hint="network"),
    "input": at_move_6("    input()", "EOFError", hint="remove it"),
    # The API.
    "float index": at_move_6(
        "    return state.getWalls()[5 / 2]", "slices, not float", own="5 / 2", hint="//"
    ),
    "float range": at_move_6("    range(5 / 2)", "'float' object cannot", hint="//"),
    "unseen successor": at_move_6(
        "    state.generateSuccessor(1, 'Stop')", "no attribute 'pos'", own="generateSuccessor",
        hint=UNSEEN,
    ),
    "unseen actions": at_move_6("    state.getLegalActions(3)", "no attribute 'pos'", hint=UNSEEN),
    "unseen direction": at_move_6(
        "    state.getAgentState(1).getDirection()", "'getDirection'", hint=UNSEEN
    ),
    "unseen position": at_move_6("    x, y = state.getAgentPosition(1)", "unpack", hint=UNSEEN),
    "unseen coordinate": at_move_6("    state.getAgentPosition(1)[0]", "subscript", hint=UNSEEN),
    "wall": at_move_6(
        "    agent.getMazeDistance((0, 0), (1, 1))", "Positions not in grid", hint="wall"
    ),
    "no distances": Case(
        method(
            "def registerInitialState(self, state): pass\n"
            "def chooseAction(self, state):\n    return self.getMazeDistance((1, 1), (1, 2))"
        ),
        *("crash", "'getDistance'", "return self", "begin your registerInitialState"),
    ),
    "no previous observation": Case(
        attacker("agent.getPreviousObservation().getScore()"),
        *("crash", "'getScore'", "getPrevious", "first move"),
    ),
    "nothing nearest": at_move_6("    min([])", "min()", hint="default="),
    "nothing to choose": at_move_6("    random.choice([])", "empty sequence", hint="default="),
    "wrong queue": at_move_6(
        "    import util; util.PriorityQueue().put(1)", "'put'", hint="queue.PriorityQueue"
    ),
    "queue of the library": at_move_6(
        "    import queue; queue.PriorityQueue().push(1)", "'push'", hint="util.PriorityQueue"
    ),
    "heap": at_move_6(
        "    import heapq; h = [(1, object())]; heapq.heappush(h, (1, agent))", "'<'", hint="key="
    ),
    "other project, other spelling": at_move_6(
        "    state.get_ghost_states()", "get_ghost_states", hint="one-player"
    ),
    "other project": at_move_6("    state.getPacmanPosition()", "Pacman", hint="one-player"),
    "recursion": at_move_6("    return once(me)", "RecursionError", own="once", hint="depth"),
    "memory": at_move_6("    x = [0] * 10 ** 9", "MemoryError", kind="memory", hint="caches"),
}  # fmt: skip

UNLIKE = {
    # In the sandbox Python is newer, threads run, and there is nothing to be forbidden.
    "os._exit": at_move_6("    os._exit(0)", "ended its own process", kind="exit", hint="os._exit"),
    "except": Case(
        archive_of("try:\n    x = 1 / 0\nexcept ValueError, e:\n    pass"),
        *("load", "name 'e' is not defined", "except ValueError, e:"),
    ),
    "somebody's file": at_move_6(
        "    open('/etc/passwd')", "No such file", own="open(", hint="own folder"
    ),
    "thread": at_move_6(
        "    import threading\n    lock = threading.Lock()\n    lock.acquire()\n    lock.acquire()",
        *("only one thread",), own="lock.acquire()",
    ),
    "program": at_move_6(
        "    import subprocess; subprocess.run(['ls'])", "no processes", hint="programs"
    ),
    "network": at_move_6("    import socket; socket.socket()", "no network", hint="network"),
}  # fmt: skip
"""What differs in the sandbox."""


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_a_flag_with_a_reason_a_place_and_a_cure(name, backend):
    case = UNLIKE.get(name, CASES[name]) if backend == "wasm" else CASES[name]
    replay, log = played(case.team, backend=backend)
    flag = {"team": "red", "agent": case.agent, "move": case.move, "kind": case.kind}
    assert replay["faults"] == [flag]
    assert replay["end"] == "fault"
    assert Winner.by_score(replay["score"]) is Winner.BLUE
    fault = log["fault"]
    assert (fault["kind"], fault["agent"], fault["move"]) == (case.kind, case.agent, case.move)
    assert case.said in fault["message"]
    assert case.hint in fault["hint"]
    own = [frame["code"] for frame in fault["traceback"] if frame["own"]]
    assert not case.own or case.own in own[-1]


SAME_PLACES = [
    *("load in a helper", "load exits", "no factory", "createTeam", "createTeam of three"),
    *("constructor", "observationFunction", "chooseAction", "final", "choose_action", "exit"),
    *("print", "tabs", "a helper", "colon", "numpy", "late import", "no such name", "float index"),
    *("unseen successor", "unseen position", "no previous observation", "nothing nearest"),
]


@pytest.mark.parametrize("name", SAME_PLACES)
def test_the_sandbox_names_the_same_lines_as_a_process_does(name):
    logs = [played(CASES[name].team, backend=backend)[1] for backend in BACKENDS]
    process, wasm = ([f for f in log["fault"]["traceback"] if f["own"]] for log in logs)
    assert wasm == process
    for field in ("error", "module", "hint", "kind", "agent", "move"):
        assert logs[0]["fault"].get(field) == logs[1]["fault"].get(field)


HANG = "while True:\n    try: time.sleep(60)\n    except: pass\n"
HANGS = {
    "load": (archive_of("import time\n" + HANG), "load", 0),
    "createTeam": (
        archive_of("import time\ndef createTeam(a, b, isRed):\n" + indent(HANG, "    ")),
        *("create_team", 0),
    ),
    "registerInitialState": (
        method("def registerInitialState(self, state):\n" + indent(HANG, "    ")),
        *("start", 0),
    ),
    "observationFunction": (
        method("def observationFunction(self, state):\n" + indent(HANG, "    ")),
        *("move_time", 0),
    ),
    "chooseAction": (attacker(HANG), "move_time", 0),
    "final": (method("def final(self, state):\n" + indent(HANG, "    ")), "final", 12),
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("place", HANGS)
def test_a_team_that_hangs_and_swallows_every_exception_forfeits_where_it_hangs(place, backend):
    team, kind, move = HANGS[place]
    limits = TimeLimits(startup=2.0, move=0.3, final=0.3)
    replay, log = played(team, limits, backend=backend)
    (fault,) = replay["faults"]
    assert (fault["kind"], fault["agent"], fault["move"]) == (kind, 0, move)
    assert "was not done after" in log["fault"]["message"]
    assert log["fault"]["hint"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_slow_moves_are_told_apart_from_a_hanging_one(backend):
    limits = TimeLimits(warning=0.05, warnings=2)
    replay, log = played(attacker("time.sleep(0.1); return 'Stop'"), limits, backend=backend)
    assert replay["faults"] == [{"team": "red", "agent": 0, "move": 4, "kind": "warnings"}]
    assert [slow["move"] for slow in log["warnings"]] == [0, 2, 4]


SWALLOWED = {
    "simulating an unseen enemy": "state.generateSuccessor(1, 'Stop')",
    "legal actions of an unseen enemy": "state.getLegalActions(1)",
    "an illegal simulated action": "state.generateSuccessor(agent.index, 'West')",
    "a distance between walls": "agent.getMazeDistance((0, 0), (0, 0))",
    "an exit": "sys.exit(1)",
    "a missing method": "import util; util.mutePrint(); util.raiseNotDefined()",
    "a missing module": "import numpy",
    "a missing file": "open('missing.json')",
    "a thread": "import threading; threading.Thread(target=print).start()",
    "an endless recursion": "f = lambda: f(); f()",
    "too much memory": "x = [0] * 10 ** 9",
}


@pytest.mark.parametrize(
    ("what", "backend"),
    # In the sandbox a thread can be started.
    [(what, b) for what in SWALLOWED for b in BACKENDS if (what, b) != ("a thread", "wasm")],
)
def test_an_exception_that_the_agent_swallows_itself_costs_nothing(what, backend):
    tried = f"try:\n    {SWALLOWED[what]}\n    print('nothing was raised')\n"
    team = attacker(tried + "except:\n    pass\nreturn 'Stop'")
    replay, log = played(team, backend=backend)
    assert replay["faults"] == []
    assert len(replay["moves"]) == 12
    assert log["stdout"] == log["stderr"] == ""


def test_a_swallowed_exception_leaves_the_state_as_it_was():
    body = """
    before = str(state), hash(state), state.getLegalActions(agent.index)
    for enemy in agent.getOpponents(state):
        try: state.generateSuccessor(enemy, 'Stop')
        except: pass
    assert before == (str(state), hash(state), state.getLegalActions(agent.index))
    return 'Stop'
    """
    replay, _ = played(attacker(body))
    assert replay["faults"] == []


@pytest.mark.parametrize("side", Side)
def test_both_sides_are_judged_alike(side):
    replay, log = played(attacker("return 1 / 0"), side=side)
    agent = 0 if side is Side.RED else 1
    assert replay["faults"] == [{"team": side, "agent": agent, "move": agent, "kind": "crash"}]
    assert Winner.by_score(replay["score"]) == ("blue" if side is Side.RED else "red")
    assert "ZeroDivisionError" in log["fault"]["message"]


def test_two_teams_that_cannot_be_loaded_are_both_flagged_and_told_why():
    broken = opener("process", archive_of("print 'x'"))
    red, blue = (Contestant(name, broken, {}) for name in ("one", "two"))
    record = play_match(MatchSpec(setup().layout, Rules.named("modern"), "5eed", 0, 12), red, blue)
    assert record.replay["end"] == "void"
    assert [fault["team"] for fault in record.replay["faults"]] == ["red", "blue"]
    assert all("Python 2" in record.logs[side]["fault"]["hint"] for side in Side)
