"""Teams written as text in the tests, each run where it can harm nobody."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

from pacman_engine.layout import Layout
from pacman_engine.observation import observe
from pacman_engine.rules import Rules
from pacman_engine.state import State
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.driver import TeamSetup
from pacman_engine.teams.process import ProcessTeam
from pymw_bridge.interpreter.native.jail import missing_layer

BOARD = """\
%%%%%%%%%%
%3 .  . 4%
%  .  .  %
%1 .  . 2%
%%%%%%%%%%
"""
PREAMBLE = """\
import os, sys, time, signal, random
from captureAgents import CaptureAgent
def createTeam(first, second, isRed, **options):
    return [Agent(first), Agent(second)]
class Agent(CaptureAgent):
    def chooseAction(self, state):
        return attack(self, state)
"""


@pytest.fixture(autouse=True)
def _isolation_is_possible():
    if missing_layer() is not None:
        pytest.fail(f"these tests must run jailed, and here is no {missing_layer()}")


def archive_of(source, **files):
    """A team whose myTeam.py is ``source``; other files by name with __ for a dot."""
    extra = {name.replace("__", "."): textwrap.dedent(text) for name, text in files.items()}
    texts = {"myTeam.py": textwrap.dedent(source), **extra}
    return TeamArchive({name: text.encode() for name, text in texts.items()}, "myTeam.py")


def attacker(body, **files):
    """A team whose agents run ``body``, the text of a function attack(agent, state), each move."""
    function = "def attack(agent, state):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    return archive_of(PREAMBLE + function, **files)


def setup(**options):
    return TeamSetup(
        red=True,
        layout=Layout.parse(BOARD, "test"),
        rules=Rules.named("modern"),
        length=100,
        random_key="key",
        options=options,
    )


def initial():
    return State.initial(Layout.parse(BOARD, "test"), Rules.named("modern"), 100)


def observation(agent=0):
    return observe(initial(), agent, (0, 0, 0, 0))


class Play:
    """Opens teams in jailed processes and closes them after the test."""

    def __init__(self):
        self.teams = []

    def open(self, archive, limits=None, **kwargs):
        team = ProcessTeam(archive, setup(), limits, **kwargs)
        self.teams.append(team)
        return team

    def ready(self, archive, limits=None, **kwargs):
        """An opened team that is loaded, with its first agent started."""
        team = self.open(archive, limits, **kwargs)
        team.load(10)
        team.create(10)
        team.start(0, initial(), 10)
        return team

    def move(self, body, seconds=10.0, **files):
        """What one move of an agent with this ``attack`` body answers."""
        team = self.ready(attacker(body, **files))
        return team.act(0, observation(), seconds)[0]


@pytest.fixture
def play():
    player = Play()
    yield player
    for team in player.teams:
        team.close()


@pytest.fixture
def living():
    """Whether a process is there (and no zombie)."""

    def is_living(pid):
        try:
            with open(f"/proc/{pid}/stat") as file:
                return file.read().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            return False

    assert is_living(os.getpid())
    return is_living


@pytest.fixture
def crowd():
    """Processes that keep the first of our processors busy; call it with one to put among them."""
    place = {min(os.sched_getaffinity(0))}
    # In sessions of their own, as the team is: the system shares the time between sessions.
    others = [
        subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"], start_new_session=True)
        for _ in range(5)
    ]
    for other in others:
        os.sched_setaffinity(other.pid, place)
    yield lambda pid: os.sched_setaffinity(pid, place)
    for other in others:
        other.kill()
        other.wait()
