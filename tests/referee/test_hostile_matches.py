"""Whatever a team does, only that team loses its match, and the replay of it holds."""

from __future__ import annotations

import textwrap

import pytest

from pacman_engine.layout import load_layout
from pacman_engine.referee import Contestant, play_match
from pacman_engine.replay import verify
from pacman_engine.teams.archive import TeamArchive, find_team
from pacman_engine.teams.backends import opener
from pacman_engine.teams.limits import TimeLimits

from .scripted import match

HOSTILE = """
import os, sys, time, signal
from captureAgents import CaptureAgent
def createTeam(first, second, isRed):
    return [Agent(first), Agent(second)]
class Agent(CaptureAgent):
    moves = 0
    def chooseAction(self, state):
        self.moves += 1
        return attack() if self.moves == 3 else "Stop"
def attack():
"""
ATTACKS = {
    "crash": "1 / 0",
    "illegal": "return 'Up'",
    "none": "return None",
    "exit": "os._exit(0)",
    "leave": "sys.exit()",
    "hang": "while True: pass",
    "sleep": "time.sleep(60)",
    "swallow": "while True:\n  try: time.sleep(9)\n  except BaseException: pass",
    "flood": "while True: print('x' * 10000)",
    "memory": "return 'x' * 10**12",
    "fork": "os.fork()",
    "garbage": "[os.write(fd, b'x' * 99) for fd in range(3, 9) if os.path.exists(f'/dev/fd/{fd}')]",
    "segfault": "import ctypes; ctypes.string_at(0)",
    "kill": "os.kill(os.getppid(), 9)",
    "recursion": "return attack()",
    "alarm": "signal.alarm(1); signal.pause()",
    "stopped": "signal.raise_signal(signal.SIGSTOP); time.sleep(60)",
}


@pytest.fixture(autouse=True)
def _allowed(monkeypatch):
    monkeypatch.setenv("ALLOW_LIGHT_ISOLATION", "1")


@pytest.mark.parametrize(
    ("attack", "hostile_is_red"), [(name, n % 2 == 0) for n, name in enumerate(ATTACKS)]
)
def test_an_attack_costs_only_its_own_team_the_match(attack, hostile_is_red):
    source = HOSTILE + textwrap.indent(ATTACKS[attack], "    ")
    hostile = TeamArchive({"myTeam.py": source.encode()}, "myTeam.py")
    sides = [
        Contestant("hostile", opener("process", hostile), {}),
        Contestant("baseline", opener("process", find_team("baseline")), {}),
    ]
    spec = match(layout=load_layout("glowworm"), length=60)
    limits = TimeLimits(move=1.5, warning=1.4)
    record = play_match(spec, *(sides if hostile_is_red else sides[::-1]), limits=limits)
    (fault,) = record.replay["faults"]
    guilty, other = ("red", "blue") if hostile_is_red else ("blue", "red")
    assert fault["team"] == guilty
    assert record.winner == other
    assert record.logs[other]["fault"] is None
    assert fault["move"] >= 8
    assert verify(record.replay) == []
