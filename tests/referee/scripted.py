"""Teams that do and take as long as they are told, without any clock."""

from __future__ import annotations

from collections import Counter

from pacman_engine.faults import FaultKind
from pacman_engine.layout import Layout
from pacman_engine.referee import Contestant, MatchSpec
from pacman_engine.rules import Rules
from pacman_engine.teams.driver import Output, TeamFault
from pymw_bridge.interpreter.constants import FUEL_PER_SECOND

BOARD = """\
%%%%%%%%%%
%3 .  . 4%
%  .  .  %
%1 .  . 2%
%%%%%%%%%%
"""


def match(**changes):
    """A short match on a small board, agent 0 first."""
    values = {
        "layout": Layout.parse(BOARD, "small"),
        "rules": Rules.named("modern"),
        "seed": "5eed",
        "starter": 0,
        "length": 40,
    }
    return MatchSpec(**{**values, **changes})


class Scripted:
    """A team by a plan: (call, agent, n-th time) -> action, seconds, TeamFault or exception.

    Everything that is not in the plan is done at once, moves are Stop. ``called`` lists all calls.
    A ``metered`` one counts fuel: its seconds are those of its fuel, and each call, a faulty one
    too, takes a little more than the one before.
    """

    def __init__(self, plan, called, *, metered=False):
        self.plan = plan
        self.called = called
        self.counts = Counter()
        self.seen = []
        self.fuel = 0 if metered else None

    def _do(self, call, agent, seconds):
        self.counts[call, agent] += 1
        self.called.append((call, agent))
        step = self.plan.get((call, agent, self.counts[call, agent]), 0.0)
        if self.fuel is not None:
            step = self._burn(step)
        if isinstance(step, BaseException):
            raise step
        if isinstance(step, float) and step > seconds:
            raise TeamFault(FaultKind.MOVE_TIME, "too slow", seconds=seconds)
        return step

    def _burn(self, step):
        used = 1000 + len(self.called)
        if isinstance(step, float):
            used += round(step * FUEL_PER_SECOND)
        self.fuel += used
        return used / FUEL_PER_SECOND if isinstance(step, float) else step

    def load(self, seconds):
        return self._do("load", None, seconds)

    def create(self, seconds):
        return self._do("create", None, seconds)

    def start(self, agent, state, seconds):
        return self._do("start", agent, seconds)

    def act(self, agent, observation, seconds):
        self.seen.append(observation)
        step = self._do("act", agent, seconds)
        return (step, 0.0) if isinstance(step, str) else ("Stop", step)

    def final(self, agent, state, seconds):
        return self._do("final", agent, seconds)

    def close(self):
        self.called.append(("close", None))

    def output(self):
        return Output("said", "", False)


def scripted(plan=None, called=None, *, metered=False):
    """A contestant of that kind."""
    team = Scripted(plan or {}, called if called is not None else [], metered=metered)
    contestant = Contestant("scripted", lambda setup: team, {})
    return contestant, team


def fault(kind=FaultKind.CRASH):
    return TeamFault(kind, "broken")
