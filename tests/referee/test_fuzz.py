"""Whatever comes back from teams at any call, the referee ends the match with a sound replay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.faults import FaultKind
from pacman_engine.referee import Contestant, play_match
from pacman_engine.replay import verify
from pacman_engine.state import DIRECTIONS
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.backends import opener
from pacman_engine.teams.calls import CallingTeam
from pacman_engine.teams.driver import Output, TeamFault

from .scripted import match, scripted

CALLS = ("load", "create", "start", "act", "final")
SECONDS = st.one_of(st.just(0.0), st.floats(0, 1e4), st.sampled_from([0.0, 1.5, 3.0, 1e308]))
KINDS = {
    "load": [FaultKind.LOAD],
    "create": [FaultKind.CREATE_TEAM],
    "start": [FaultKind.START, FaultKind.MEMORY, FaultKind.REPLY],
    "act": [FaultKind.CRASH, FaultKind.EXIT, FaultKind.MEMORY, FaultKind.REPLY],
    "final": [FaultKind.FINAL],
}
few = settings(max_examples=60, deadline=None)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["ok", "fault", "x"]) | st.text(max_size=5), inner)
    ),
    max_leaves=12,
)
TOLD = st.fixed_dictionaries(
    {
        "error": st.text(max_size=200) | JSON,
        "message": st.text(max_size=200) | JSON,
        "module": st.text(max_size=9) | JSON,
        "traceback": JSON,
    }
)
REPLIES = st.one_of(
    st.sampled_from(DIRECTIONS).map(lambda action: {"ok": action}),
    st.text(alphabet=st.characters(), max_size=300).map(lambda text: {"ok": text}),
    st.fixed_dictionaries({"fault": TOLD | JSON}),
    st.fixed_dictionaries({"ok": JSON}),
    JSON,
)
MANNERLY = {"ok": None}


class Replying(CallingTeam):
    """A team behind a driver: each of its replies is a script's, whatever was asked."""

    def __init__(self, setup, replies, from_move):
        super().__init__(setup, "myTeam.py")
        self.replies = iter(replies)
        self.from_move = from_move

    def ask(self, request, seconds):
        if request[0] != "act" and self.from_move:
            return MANNERLY, 0.0
        return next(self.replies, {"ok": "Stop"}), 0.0

    def close(self):
        pass

    def output(self):
        return Output()


def check(record, hostile="red"):
    """The replay holds, and nobody but the hostile side is to blame."""
    assert verify(record.replay) == []
    assert all(fault["team"] == hostile for fault in record.replay["faults"])


@given(replies=st.lists(REPLIES, max_size=12), from_move=st.booleans())
@few
def test_any_replies_end_in_a_match_that_holds(replies, from_move):
    hostile = Contestant("hostile", lambda setup: Replying(setup, replies, from_move), {})
    check(play_match(match(length=24), hostile, scripted()[0]))


def steps(call):
    """What a driver may make of a call: seconds, an action, a fault of the call's kinds."""
    faults = st.builds(
        TeamFault, st.sampled_from(KINDS[call]), st.text(max_size=30), seconds=SECONDS
    )
    if call == "act":
        return faults | SECONDS | st.sampled_from(DIRECTIONS) | st.text(max_size=300)
    return faults | st.just(0.0)


PLANS = st.fixed_dictionaries(
    {},
    optional={
        (call, agent, number): steps(call)
        for call in CALLS
        for agent in ([None] if call in ("load", "create") else [0, 2])
        for number in (range(1, 6) if call == "act" else [1])
    },
)


@given(plan=PLANS)
@few
def test_any_actions_times_and_faults_end_in_a_match_that_holds(plan):
    check(play_match(match(length=24), scripted(plan)[0], scripted()[0]))


NASTY = """
class Text(str):
    def __eq__(self, other): raise ValueError("not equal")
    def __str__(self): raise ValueError("no text")
    __hash__ = None
class Mute:
    def __repr__(self): raise RuntimeError("no repr")
class Endless:
    def __repr__(self): return "x" * 10**6
class Liar:
    __class__ = property(lambda self: str)
class Dumb(Exception):
    def __str__(self): raise RuntimeError("no message")
    __repr__ = __str__
class Killer(Exception):
    def __str__(self): raise SystemExit
class Bare(BaseException): pass
class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
class Nameless(Exception, metaclass=Meta): pass
class Odd(Exception):
    __class__ = property(lambda self: 1 / 0)
class Renamed(Exception): pass
Renamed.__name__ = "R" * 10**5
class Untraced(Exception):
    def __getattribute__(self, name): raise RuntimeError("nothing here")
def throw(error): raise error
def loop():
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    raise first
def deep(): return deep()
def nothing(): return "Stop"
"""
RETURNED = [
    "None", "0", "float('nan')", "b'North'", "['North']", "{'North'}", "Text('North')", "Mute()",
    "Endless()", "Liar()", "'x' * 10**6", "'\\ud800'", "object", "lambda: 'North'", "10**5000",
    "('North',)", "'north'", "''",
]  # fmt: skip
RAISED = [
    "Dumb()", "Bare()", "Odd()", "Renamed()", "Untraced()", "KeyboardInterrupt()",
    "Killer()", "Nameless()",
    "GeneratorExit()", "SystemExit({})", "StopIteration()", "MemoryError()",
    "RecursionError('x' * 10**6)",
    "UnicodeDecodeError('utf-8', b'x', 0, 1, 'y')", "SyntaxError('a', (1, 2, 3, 4))",
    "ImportError(name=object())", "ExceptionGroup('g', [ValueError()])", "OSError(5, '\\ud800')",
]  # fmt: skip


def agent_source(**bodies):
    """A team file; a body replaces what one of its parts does."""
    parts = {name: bodies.get(name, "nothing()") for name in ("top", *CALLS)}
    return f"""
from captureAgents import CaptureAgent
{NASTY}
{parts["top"]}
def createTeam(first, second, isRed):
    {parts["create"]}
    return [Agent(first), Agent(second)]
class Agent(CaptureAgent):
    def registerInitialState(self, state): {parts["start"]}
    def getAction(self, state): return {parts["act"]}
    def final(self, state): {parts["final"]}
"""


def play_source(source):
    archive = TeamArchive({"myTeam.py": source.encode("utf-8", "surrogatepass")}, "myTeam.py")
    hostile = Contestant("hostile", opener("none", archive), {})
    record = play_match(match(length=12), hostile, scripted()[0])
    check(record)
    return record.replay


def test_the_hostile_file_is_harmless_by_itself():
    assert play_source(agent_source())["end"] == "length"


@pytest.mark.parametrize("value", RETURNED)
def test_an_agent_may_return_anything_and_only_forfeits(value):
    replay = play_source(agent_source(act=value))
    (fault,) = replay["faults"]
    assert fault["kind"] in ("illegal", "crash")
    assert fault["move"] == 0


@pytest.mark.parametrize("call", ["top", "create", "start", "act", "final"])
@pytest.mark.parametrize("error", RAISED)
def test_a_team_may_raise_anything_anywhere_and_only_forfeits(error, call):
    replay = play_source(agent_source(**{call: f"throw({error})"}))
    assert len(replay["faults"]) == 1


@pytest.mark.parametrize("call", ["top", "create", "start", "act", "final"])
@pytest.mark.parametrize("body", ["loop()", "deep()"])
def test_errors_without_end_are_told_in_short(body, call):
    assert len(play_source(agent_source(**{call: body}))["faults"]) == 1
