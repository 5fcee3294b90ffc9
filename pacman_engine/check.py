"""What happens to an upload before it may play: does it load, move, and survive two matches?

The first verdict (load, createTeam, eight moves) comes within five seconds, whatever the agent
does; then a match against itself and one against the baseline, each cut at 100 moves or 20 s.
So the check is stricter about the start-up than a tournament: all of it has 4.4 s, of which a
machine that is slow to start processes may take away a third at most.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from time import monotonic
from typing import Any

from pacman_engine.agents import BASELINE
from pacman_engine.faults import Side
from pacman_engine.layout import DEFAULT_LAYOUT, load_layout
from pacman_engine.match_log import LogDoc
from pacman_engine.referee import Contestant, MatchRecord, MatchSpec, play_match
from pacman_engine.replay import Replay
from pacman_engine.rules import Rules
from pacman_engine.teams.archive import TeamArchive, find_team
from pacman_engine.teams.backends import opener
from pacman_engine.teams.driver import Team, TeamSetup
from pacman_engine.teams.limits import TimeLimits
from pacman_engine.teams.stand_ins import Bystander, Hurried, TimeUp

FORMAT = "pacman-check/1"
STEPS = ("load", "create_team", "moves", "self", "baseline")
FIRST_VERDICT = 4.4
_SURE_SHARE = 2 / 3
FIRST_MOVES = 8
MATCH_MOVES = 100
MATCH_SECONDS = 20.0
LENGTH = 1200
_STARTUP_IN_MATCHES = 5.0
MAX_WARNINGS = 20
OnStep = Callable[[dict[str, Any]], None]


def check_agent(
    archive: TeamArchive, *, backend: str, on_step: OnStep | None = None
) -> dict[str, Any]:
    """Check a team; returns the report, and hands it to ``on_step`` at every change.

    Its ``verdict`` is None until the first one. Raises `BackendUnavailable` or `HostFault` when
    the team could not be run here: then there is no verdict.
    """
    return _Check(archive, backend, on_step).run()


class _Check:
    def __init__(self, archive: TeamArchive, backend: str, on_step: OnStep | None) -> None:
        self.began = monotonic()
        self.candidate = Contestant("your agent", opener(backend, archive), {})
        self.baseline = Contestant("baseline", opener(backend, find_team(BASELINE)), {})
        self.seed = archive.sha256
        self.on_step = on_step
        self.report: dict[str, Any] = {
            "format": FORMAT,
            "verdict": None,
            "steps": [_step(name) for name in STEPS],
            "fault": None,
            "stdout": "",
            "stderr": "",
            "replay": None,
            "warnings": [],
        }

    def run(self) -> dict[str, Any]:
        if self._first_moves() and self._match("self", self.candidate):
            self._match("baseline", self.baseline)
        for step in self.report["steps"]:
            if step["state"] == "waiting":
                step["state"] = "skipped"
        self.report["verdict"] = "rejected" if self.report["fault"] else "ready"
        self._tell()
        return self.report

    def _tell(self) -> None:
        if self.on_step is not None:
            self.on_step(deepcopy(self.report))

    def _set(self, name: str, state: str, since: float | None = None, detail: str = "") -> None:
        step = next(step for step in self.report["steps"] if step["name"] == name)
        step["state"] = state
        step["detail"] = detail
        if since is not None:
            step["seconds"] = round(monotonic() - since, 3)
        self._tell()

    # The first verdict: load, createTeam, a few moves beside opponents that stand still.

    def _first_moves(self) -> bool:
        steps = _Steps(self)
        hurried = _Hurrying(self.candidate, self.began + FIRST_VERDICT, steps.reached)
        steps.begin()
        try:
            record = self._play(
                hurried.contestant(),
                Contestant("nobody", Bystander, {}),
                TimeLimits(),
                lambda moves: moves >= 2 * FIRST_MOVES or hurried.late(),
            )
        except TimeUp:
            self._keep_output(hurried.output())
            steps.passed(f"{hurried.moves} moves in the time, the next one takes long")
            self._warn(f"Only {hurried.moves} moves were made in the first {FIRST_VERDICT:g} s.")
        else:
            if not self._judge(record, steps.current):
                return False
            steps.passed(f"{hurried.moves} legal moves")
        self.report["verdict"] = "ready"
        self._tell()
        return True

    # The two short matches.

    def _match(self, name: str, opponent: Contestant) -> bool:
        self._set(name, "running")
        since = monotonic()
        record = self._play(
            self.candidate,
            opponent,
            TimeLimits(startup=_STARTUP_IN_MATCHES),
            lambda moves: moves >= MATCH_MOVES or monotonic() - since > MATCH_SECONDS,
        )
        if name == "baseline":
            self.report["replay"] = record.replay
        if not self._judge(record, name, since):
            return False
        score = record.replay["score"]
        step = next(step for step in self.report["steps"] if step["name"] == name)
        step["score"] = score
        self._set(name, "passed", since, _played(record.replay))
        return True

    def _play(
        self,
        red: Contestant,
        blue: Contestant,
        limits: TimeLimits,
        cut: Callable[[int], bool],
    ) -> MatchRecord:
        spec = MatchSpec(load_layout(DEFAULT_LAYOUT), Rules.named("modern"), self.seed, 0, LENGTH)
        return play_match(spec, red, blue, limits=limits, cut=cut)

    def _judge(self, record: MatchRecord, step: str, since: float | None = None) -> bool:
        """Note the logs of a match; False, with the fault in the report, if the team is guilty."""
        logs = [record.logs[Side.RED]]
        if step == "self":
            logs.append(record.logs[Side.BLUE])
        guilty = next((log for log in logs if log["fault"]), None)
        self._keep_output(guilty or logs[0])
        self._note_slow_moves(logs)
        if guilty is None:
            return True
        self.report["fault"] = guilty["fault"]
        self.report["verdict"] = "rejected"
        self._set(step, "failed", since or self.began, guilty["fault"]["message"][:200])
        return False

    def _keep_output(self, log: LogDoc) -> None:
        self.report["stdout"], self.report["stderr"] = log["stdout"], log["stderr"]

    def _note_slow_moves(self, logs: list[LogDoc]) -> None:
        for log in logs:
            for slow in log["warnings"]:
                self._warn(f"Move {slow['move']} took {slow['seconds']:.2f} s: above the limit.")

    def _warn(self, sentence: str) -> None:
        warnings = self.report["warnings"]
        if sentence not in warnings and len(warnings) < MAX_WARNINGS:
            warnings.append(sentence)


class _Steps:
    """The first three steps, each running until the next one is reached."""

    def __init__(self, check: _Check) -> None:
        self._check = check
        self._since = check.began
        self.current = STEPS[0]

    def begin(self) -> None:
        self._check._set(self.current, "running")

    def reached(self, call: str) -> None:
        """The team has answered a ``call`` of its driver for the first time."""
        following = {"load": "create_team", "create": "moves"}[call]
        self.passed()
        self.current = following
        self.begin()

    def passed(self, detail: str = "") -> None:
        self._check._set(self.current, "passed", self._since, detail)
        self._since = monotonic()


class _Hurrying:
    """A contestant whose team has to be done by a deadline."""

    def __init__(
        self, contestant: Contestant, deadline: float, reached: Callable[[str], None]
    ) -> None:
        self._contestant = contestant
        self._deadline = deadline
        self._reached = reached
        self._team: Hurried | None = None

    def contestant(self) -> Contestant:
        return Contestant(self._contestant.name, self._open, self._contestant.options)

    def _open(self, setup: TeamSetup) -> Team:
        self._team = Hurried(
            self._contestant.open(replace(setup, patient=False)),
            self._deadline,
            FIRST_VERDICT * _SURE_SHARE,
            self._reached,
        )
        return self._team

    @property
    def moves(self) -> int:
        return self._team.moves if self._team else 0

    def late(self) -> bool:
        return self._team is not None and self._team.late()

    def output(self) -> LogDoc:
        output = self._team.output() if self._team else None
        return {
            "stdout": output.stdout if output else "",
            "stderr": output.stderr if output else "",
        }


def _step(name: str) -> dict[str, Any]:
    return {"name": name, "state": "waiting", "seconds": 0.0, "detail": "", "score": None}


def _played(replay: Replay) -> str:
    if replay["end"] == "returned":
        return f"won by returning after {len(replay['moves'])} moves"
    return f"{len(replay['moves'])} moves"
