"""Plays one match between two teams: order, clock, faults, end.

The referee alone knows the true state; a team gets observations cut here and answers with short
strings. What it may do to a team is the `Team` protocol; what a team may do to it is nothing.

Against the original engines a fault arises at the same point of the same game. Two things differ
on purpose: a forfeit counts min(the guilty team's score on the board, -1) instead of always -1, so
that crashing is never better than losing; and limits are enforced from outside, so that an agent
that swallows the timeout exception, which the originals then merely warned, forfeits too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from time import monotonic
from typing import Any, TypeVar

from pacman_engine.clock import Clock, Overtime
from pacman_engine.faults import Fault, FaultKind, Side, score_after_faults
from pacman_engine.fuel import FuelAccount, FuelDoc
from pacman_engine.layout import Layout
from pacman_engine.match_log import LogDoc, TeamLog
from pacman_engine.observation import match_noise, observe
from pacman_engine.replay import End, Replay, Winner, build_replay
from pacman_engine.rules import Rules, legal_actions, successor
from pacman_engine.state import AGENTS, State
from pacman_engine.teams.driver import HostFault, Team, TeamFault, TeamSetup
from pacman_engine.teams.limits import TimeLimits
from pymw_bridge.interpreter.errors import WallClock
from pymw_bridge.interpreter.stage import on_stage, outside

Opener = Callable[[TeamSetup], Team]
"""Opens a team; with an attribute ``on_stage`` that is true if the team needs a stage."""
A = TypeVar("A")
R = TypeVar("R")
MAX_SHOWN_ACTION = 80
_PROGRESS_EVERY = 20


@dataclass(frozen=True)
class MatchSpec:
    """What a match is a function of, besides the two teams."""

    layout: Layout
    rules: Rules
    seed: str
    starter: int
    length: int


@dataclass(frozen=True)
class Contestant:
    """One side: its name for people, how to open it, the options of its createTeam."""

    name: str
    open: Opener
    options: Mapping[str, str | int]


@dataclass(frozen=True)
class MatchRecord:
    """A finished match: its replay document, its private logs, and the wall seconds it took.

    ``fuel`` is its fuel record (see `pacman_engine.fuel`), None where fuel is not counted.
    """

    replay: Replay
    logs: dict[Side, LogDoc]
    seconds: float
    fuel: FuelDoc | None = None

    @property
    def winner(self) -> Winner:
        """Who won, forfeits counted."""
        return Winner.by_score(self.replay["score"])


def random_key(seed: str, side: Side) -> str:
    """What seeds a team's ``random``: tells nothing of the match's seed, from which noise comes."""
    return blake2b(f"{seed}:{side}".encode(), digest_size=16, person=b"pacman-agents").hexdigest()


def play_match(
    spec: MatchSpec,
    red: Contestant,
    blue: Contestant,
    *,
    limits: TimeLimits | None = None,
    cut: Callable[[int], bool] | None = None,
    progress: Callable[[float], None] | None = None,
    watch: Callable[[State], None] | None = None,
) -> MatchRecord:
    """Play a match to its end; both teams are closed afterwards, whatever happens.

    ``cut(moves)`` may end it early, after at least one move; the replay then has the length that
    was played. ``watch`` is shown the true state before the first move and after each, between the
    teams' own times. Raises `HostFault` or `BackendUnavailable` when this machine cannot play it.
    """
    match = _Match(spec, {Side.RED: red, Side.BLUE: blue}, limits or TimeLimits())
    match.watch = _outside(watch)
    began = monotonic()
    _perform(match, lambda: match.play_and_close(_outside(cut), _outside(progress)))
    return MatchRecord(match.replay(), match.logs(), monotonic() - began, match.fuel_record())


def _perform(match: _Match, play: Callable[[], None]) -> None:
    """On a stage if a team needs one, else right here."""
    staged = any(getattr(c.open, "on_stage", False) for c in match.contestants.values())
    try:
        on_stage(play) if staged else play()
    except WallClock as error:
        raise HostFault(str(error)) from error


def _outside(function: Callable[[A], R] | None) -> Callable[[A], R] | None:
    """What is told to others is told in the thread of whoever asked for the match."""
    if function is None:
        return None
    tell = function
    return lambda argument: outside(lambda: tell(argument))


class _Forfeit(Exception):
    """A fault was noted; the match is over."""


class _Match:
    def __init__(
        self, spec: MatchSpec, contestants: dict[Side, Contestant], limits: TimeLimits
    ) -> None:
        self.spec = spec
        self.contestants = contestants
        self.clock = Clock(limits)
        self.fuel = FuelAccount()
        self.state = State.initial(spec.layout, spec.rules, spec.length)
        self.actions: list[str] = []
        self.faults: list[Fault] = []
        self.length = spec.length
        self.teams: dict[Side, Team] = {}
        self.team_logs = {side: TeamLog() for side in Side}
        self.watch: Callable[[State], None] | None = None

    def play_and_close(
        self, cut: Callable[[int], bool] | None, progress: Callable[[float], None] | None
    ) -> None:
        try:
            self.play(cut, progress)
        finally:
            self.close()

    def play(
        self, cut: Callable[[int], bool] | None, progress: Callable[[float], None] | None
    ) -> None:
        try:
            self._load_teams()
            for agent in range(AGENTS):
                self._start(agent)
            self._moves(cut, progress)
            for agent in range(AGENTS):
                self._final(agent)
        except _Forfeit:
            return

    def _load_teams(self) -> None:
        """Both teams get to load, so that a match between two broken ones is void."""
        for side in Side:
            self.teams[side] = self.contestants[side].open(self._setup(side))
            self.fuel.opened(self.teams[side].fuel)
        for side in Side:
            try:
                self._load(side)
            except TeamFault as fault:
                self._note(fault, _first_agent(side))
        if self.faults:
            raise _Forfeit

    def _load(self, side: Side) -> None:
        team = self.teams[side]
        agent = _first_agent(side)
        for call in (team.load, team.create):
            before = team.fuel
            self.clock.started(agent, call(self.clock.startup_left(agent)))
            self.fuel.started(agent, before, team.fuel)

    def _setup(self, side: Side) -> TeamSetup:
        return TeamSetup(
            red=side is Side.RED,
            layout=self.spec.layout,
            rules=self.spec.rules,
            length=self.spec.length,
            random_key=random_key(self.spec.seed, side),
            options=self.contestants[side].options,
            seconds=self.clock.limits.team,
        )

    def _start(self, agent: int) -> None:
        team = self.teams[Side.of(agent)]
        try:
            before, left = team.fuel, self.clock.startup_left(agent)
            self.clock.started(agent, team.start(agent, self.state, left))
            self.fuel.started(agent, before, team.fuel)
        except TeamFault as fault:
            self._forfeit(fault, agent)

    def _moves(
        self, cut: Callable[[int], bool] | None, progress: Callable[[float], None] | None
    ) -> None:
        self._show()
        while not self.state.over and len(self.actions) < self.spec.length:
            moves = len(self.actions)
            if cut is not None and moves and cut(moves):
                self.length = moves
                return
            if progress is not None and moves % _PROGRESS_EVERY == 0:
                progress(moves / self.spec.length)
            self._move((self.spec.starter + moves) % AGENTS)

    def _move(self, agent: int) -> None:
        team = self.teams[Side.of(agent)]
        before = team.fuel
        try:
            action = self._timed_action(agent)
            if action not in legal_actions(self.state, agent):
                shown = action[:MAX_SHOWN_ACTION]
                raise TeamFault(FaultKind.ILLEGAL, f"Illegal action {shown}")
        except TeamFault as fault:
            self._forfeit(fault, agent)
        self.state = successor(self.state, agent, action)
        self.actions.append(action)
        self.fuel.moved(before, team.fuel)
        self._show()

    def _show(self) -> None:
        if self.watch is not None:
            self.watch(self.state)

    def _timed_action(self, agent: int) -> str:
        """The agent's answer, if it came in time; raises TeamFault."""
        number = len(self.actions)
        noise = match_noise(self.spec.seed, number, agent)
        log = self.team_logs[Side.of(agent)]
        try:
            action, seconds = self.teams[Side.of(agent)].act(
                agent, observe(self.state, agent, noise), self.clock.move_left(agent)
            )
        except TeamFault as fault:
            log.moved(number, fault.seconds)
            if fault.kind is FaultKind.MOVE_TIME:
                raise self.clock.interrupted(agent) from fault
            raise
        log.moved(number, seconds)
        try:
            if self.clock.moved(agent, seconds):
                log.warn(agent, number, seconds)
        except Overtime as over:
            log.warn(agent, number, seconds)
            raise over.fault from over
        return action

    def _final(self, agent: int) -> None:
        try:
            self.teams[Side.of(agent)].final(agent, self.state, self.clock.limits.final)
        except TeamFault as fault:
            self._forfeit(fault, agent)

    def _forfeit(self, fault: TeamFault, agent: int) -> None:
        self._note(fault, agent)
        raise _Forfeit

    def _note(self, fault: TeamFault, agent: int) -> None:
        side = Side.of(agent)
        self.faults.append(Fault(side, agent, len(self.actions), fault.kind))
        self.team_logs[side].fault(fault, agent, len(self.actions))

    def close(self) -> None:
        with ExitStack() as stack:  # what goes wrong with one team must not leave the other open
            for side, team in self.teams.items():
                stack.callback(self._close_team, side, team)

    def _close_team(self, side: Side, team: Team) -> None:
        team.close()
        self.team_logs[side].printed(team.output())

    def _end(self) -> End:
        if self.faults:
            return End.FAULT if len(self.faults) == 1 else End.VOID
        return End.RETURNED if self.state.over else End.LENGTH

    def replay(self) -> dict[str, Any]:
        return build_replay(
            rules=self.spec.rules.name,
            layout=self.spec.layout,
            seed=self.spec.seed,
            starter=self.spec.starter,
            length=self.length,
            names=(self.contestants[Side.RED].name, self.contestants[Side.BLUE].name),
            actions=self.actions,
            end=self._end(),
            score=score_after_faults(self.state.score, self.faults),
            faults=self.faults,
        )

    def fuel_record(self) -> FuelDoc | None:
        return self.fuel.document(self.spec.starter)

    def logs(self) -> dict[Side, LogDoc]:
        return {side: log.document() for side, log in self.team_logs.items()}


def _first_agent(side: Side) -> int:
    return 0 if side is Side.RED else 1
