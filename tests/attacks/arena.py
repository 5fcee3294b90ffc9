"""Matches between a hostile team and a peaceful one, and what may not have changed after them."""

from __future__ import annotations

import os
import textwrap
import threading
from contextlib import contextmanager

from pacman_engine.layout import Layout
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.rules import Rules
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.backends import opener
from pacman_engine.teams.limits import TimeLimits

from ..programs import descendants

LENGTH = 16
SEED = "5eed"
BOARD = """\
%%%%%%%%%%
%3 .  . 4%
%  .  .  %
%1 .  . 2%
%%%%%%%%%%
"""
LIMITS = TimeLimits(startup=5.0, move=1.0, warning=0.9, final=1.0)
SECRET = "nobody else may read this"
# It attacks in the second move of agent 0 (or 1).
HOSTILE = """\
import gc, io, json, os, random, sys, time
from captureAgents import CaptureAgent
def createTeam(first, second, isRed):
    return [Agent(first), Agent(second)]
class Agent(CaptureAgent):
    moves = 0
    def chooseAction(self, state):
        self.moves += 1
        if self.moves == 2 and self.index < 2:
            return attack(self, state) or "Stop"
        return "Stop"
"""
# It tells all that it sees; its clock and its random numbers too, where they are its own.
PEACEFUL = f"""\
import random, sys, time
from captureAgents import CaptureAgent
SECRET = {SECRET!r}
def createTeam(first, second, isRed):
    return [Agent(first), Agent(second)]
class Agent(CaptureAgent):
    def chooseAction(self, state):
        self.secret = "own " + SECRET
        clock = time.time() if sys.platform == "wasi" else 0
        print(clock, random.random(), state.getAgentDistances(), state.getScore())
        return random.choice(state.getLegalActions(self.index))
"""


def archive_of(source, files=None):
    """A team whose myTeam.py is ``source``."""
    texts = {"myTeam.py": source, **(files or {})}
    content = {n: t.encode() if isinstance(t, str) else t for n, t in texts.items()}
    return TeamArchive(content, "myTeam.py")


def hostile(body, files=None):
    """A team with ``body`` as the text of its function attack(agent, state)."""
    function = "def attack(agent, state):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    return archive_of(HOSTILE + function, files)


def play(backend, attacker, *, red=True, limits=LIMITS, **changes):
    """A match of an attacker against the peaceful team, as a record."""
    sides = [
        Contestant("hostile", opener(backend, attacker), {}),
        Contestant("peaceful", opener(backend, archive_of(PEACEFUL)), {}),
    ]
    return play_match(spec(**changes), *(sides if red else sides[::-1]), limits=limits)


def spec(**changes):
    """A short match on a small board."""
    values = {"seed": SEED, "starter": 0, "length": LENGTH, **changes}
    return MatchSpec(layout=Layout.parse(BOARD, "small"), rules=Rules.named("modern"), **values)


@contextmanager
def unharmed(canary):
    """Fails if what is done in it changes files, descriptors, threads, processes or settings."""
    before = _look(canary)
    yield
    after = _look(canary)
    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    assert not changed, changed


def _look(canary):
    for thread in threading.enumerate():
        if thread.name == "stage":  # it has handed over its result and is ending
            thread.join(10)
    return {
        "canary": {path.name: path.read_bytes() for path in canary.iterdir()},
        "descriptors": _descriptors(),
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "processes": descendants(os.getpid()),
        "environment": dict(os.environ),
        "folder": os.getcwd(),
    }


def _descriptors():
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{name}"))
        except FileNotFoundError:
            continue  # the one that listed the folder
    return sorted(found)
