"""What happens to an upload before it may play: does it load, move, and survive two matches?

The limits are those of a match, in the seconds of the backend; no agent is rejected that could
play. A first verdict is there within five seconds of wall time, whatever the agent does: where its
start takes longer, that verdict is "undecided", and the check goes on. Then come a match against
itself and one against the baseline, each cut at 100 moves or 20 s. Wall time cuts the check short,
it never rejects.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING

from pacman_engine.agents import BASELINE
from pacman_engine.check_report import FORMAT, STEPS, Report, Reporter
from pacman_engine.check_times import slow_moves, times, warnings
from pacman_engine.faults import Side
from pacman_engine.layout import DEFAULT_LAYOUT, load_layout
from pacman_engine.match_log import LogDoc
from pacman_engine.pinned_runtime import open_in
from pacman_engine.referee import Contestant, MatchRecord, MatchSpec, Opener, play_match
from pacman_engine.replay import Replay
from pacman_engine.rules import Rules
from pacman_engine.teams.archive import TeamArchive, find_team
from pacman_engine.teams.backends import require_backend
from pacman_engine.teams.driver import HostFault, Team, TeamSetup
from pacman_engine.teams.elsewhere import native_module
from pacman_engine.teams.limits import TimeLimits
from pacman_engine.teams.stand_ins import Account, Bystander, Watched

if TYPE_CHECKING:
    from pacman_engine.runtime import Image

__all__ = ["FORMAT", "STEPS", "check_agent"]

FIRST_VERDICT = 4.4
FIRST_MOVES = 8
ENOUGH_MOVES = 3.5
MATCH_MOVES = 100
MATCH_SECONDS = 20.0
CHECK_SECONDS = 120.0
LENGTH = 1200
NOT_IN_TIME = "not decided in time"
OnStep = Callable[[Report], None]
Seats = tuple[Contestant, Contestant]


def check_agent(
    archive: TeamArchive,
    *,
    backend: str,
    image: Image | None = None,
    native: bool = False,
    limits: TimeLimits | None = None,
    on_step: OnStep | None = None,
) -> Report:
    """Check a team; returns the report, and hands it to ``on_step`` at every change.

    ``image`` is the runtime image of the sandbox, by default the current one. With ``native`` a
    team that lacks a module in the sandbox is checked again in the backend native. ``on_step`` is
    called in the caller's thread; what it raises ends the check. Raises `BackendUnavailable` or
    `HostFault` when the team could not be run here: then there is no verdict.
    """
    require_backend(backend)
    changes: SimpleQueue[Report | None] = SimpleQueue()
    reporter = Reporter(backend, changes.put)
    check = _Check(archive, backend, limits or TimeLimits(), reporter)
    check.image, check.native = image, native
    return _Watch(check, reporter, changes).until_decided(on_step or (lambda report: None))


class _Watch:
    """Waits for a check that runs in a thread of its own: a call in the sandbox cannot be ended
    from outside before its fuel is gone."""

    def __init__(
        self, check: _Check, reporter: Reporter, changes: SimpleQueue[Report | None]
    ) -> None:
        self._check = check
        self._reporter = reporter
        self._changes = changes
        self._error: BaseException | None = None

    def until_decided(self, on_step: OnStep) -> Report:
        threading.Thread(target=self._run, name="check", daemon=True).start()
        began = monotonic()
        try:
            self._follow(on_step, began)
            report = self._reporter.close()
        finally:
            self._reporter.close()
            self._check.stopped.set()
        on_step(report)
        return report

    def _run(self) -> None:
        try:
            self._check.run()
        except BaseException as error:  # raised again where the check was asked for
            self._error = error
        finally:
            self._changes.put(None)

    def _follow(self, on_step: OnStep, began: float) -> None:
        while True:
            deadline = FIRST_VERDICT if self._reporter["verdict"] is None else CHECK_SECONDS
            try:
                report = self._changes.get(timeout=max(0.0, began + deadline - monotonic()))
            except Empty:
                if monotonic() - began >= CHECK_SECONDS:
                    return self._cut_short()
                self._reporter.write(verdict="undecided")
                continue
            if report is None:
                break
            on_step(report)
        if self._error is not None:
            raise self._error
        return None

    def _cut_short(self) -> None:
        if self._reporter["verdict"] != "ready":
            raise HostFault(
                f"The team's first moves were not decided in {CHECK_SECONDS:.0f} s: this machine "
                "is too busy or too slow. Check it again."
            )
        self._check.warn_of_times()
        self._reporter.skip_the_rest(NOT_IN_TIME)
        self._reporter.warn("Not everything was decided in time; the check was cut short.")
        self._check.ready()


class _Check:
    """Plays what there is to play and writes it into the report."""

    def __init__(
        self,
        archive: TeamArchive,
        backend: str,
        limits: TimeLimits,
        reporter: Reporter,
    ) -> None:
        self.archive = archive
        self.backend = backend
        self.image: Image | None = None
        self.native = False
        self.limits = limits
        self.report = reporter
        self.stopped = threading.Event()

    def run(self) -> None:
        account = self._all_steps()
        module = native_module(account.fault, self.archive) if self.backend == "wasm" else ""
        if module:
            self.report.write(native_only=True)
            self.report.warn(
                f"Plays only in native tournaments: the sandbox has no module {module}."
            )
            if self.native:
                self.backend, self.image = "native", None
                self.report.restart(self.backend)
                self._all_steps()
        self.warn_of_times()
        self.report.skip_the_rest()
        if self.report["fault"] is None:
            self.ready()
        else:
            self.report.write(verdict="rejected")

    def ready(self) -> None:
        self.report.write(verdict="ready", plays_in=[self.backend])

    def _all_steps(self) -> Account:
        """Play until the team is at fault or all is done; its account of the last thing played."""
        candidate = self._seat("your agent", self.archive)
        account = self._first_moves(candidate)
        baseline = self._seat("baseline", find_team(BASELINE))
        for name, opponent in (("self", candidate), ("baseline", baseline)):
            if self.report["fault"] is None and not self.stopped.is_set():
                account = self._match(name, candidate, opponent)
        return account

    def _seat(self, name: str, archive: TeamArchive) -> Contestant:
        return Contestant(name, open_in(self.backend, archive, self.image), {})

    # The first verdict: load, createTeam, a few moves beside opponents that stand still.

    def _first_moves(self, candidate: Contestant) -> Account:
        began = monotonic()
        steps = _Steps(self.report)
        watched = _Watching(candidate.open, steps.reached)
        steps.begin()

        def enough(moves: int) -> bool:
            late = monotonic() - began > ENOUGH_MOVES and bool(watched.account.moves)
            return moves >= 2 * FIRST_MOVES or late or self.stopped.is_set()

        seats = (watched.contestant(candidate), Contestant("nobody", Bystander, {}))
        record = self._play(seats, enough)
        steps.account = watched.account
        self._note_times(watched.account)
        if self._innocent(record, steps.current, steps.seconds()):
            moves = len(watched.account.moves)
            steps.passed(f"{moves} legal move{'s' if moves != 1 else ''}")
            self.report.write(verdict="ready")
        return watched.account

    # The two short matches.

    def _match(self, name: str, candidate: Contestant, opponent: Contestant) -> Account:
        self.report.step(name, "running")
        watched = _Watching(candidate.open)
        cut = _Cut(self.stopped)
        record = self._play((watched.contestant(candidate), opponent), cut)
        account = watched.account
        self._note_times(account)
        if name == "baseline":
            self.report.write(replay=record.replay)
        used = sum(account.calls.values())
        if self._innocent(record, name, used):
            score = record.replay["score"]
            self.report.step(name, "passed", used, detail=_played(record.replay), score=score)
        return account

    def _play(self, seats: Seats, cut: Callable[[int], bool]) -> MatchRecord:
        layout, seed = load_layout(DEFAULT_LAYOUT), self.archive.sha256
        spec = MatchSpec(layout, Rules.named("modern"), seed, 0, LENGTH)
        return play_match(spec, *seats, limits=self.limits, cut=cut)

    def _innocent(self, record: MatchRecord, step: str, seconds: float) -> bool:
        """Note the logs of a match; False, with the fault in the report, if the team is guilty."""
        logs = [record.logs[Side.RED]]
        if step == "self":
            logs.append(record.logs[Side.BLUE])
        guilty = next((log for log in logs if log["fault"]), None)
        self.report.keep_output(guilty or logs[0])
        self._note_slow_moves(step, logs)
        if guilty is None:
            return True
        self.report.step(step, "failed", seconds, detail=guilty["fault"]["message"][:200])
        self.report.write(fault=guilty["fault"])
        return False

    def _note_slow_moves(self, step: str, logs: list[LogDoc]) -> None:
        moves = sorted(slow["move"] for log in logs for slow in log["warnings"])
        if moves:
            self.report.warn(slow_moves(moves, step, self.limits))

    def _note_times(self, account: Account) -> None:
        found = times(account, self.limits, LENGTH)
        if found is not None:
            self.report.write(time=found)

    def warn_of_times(self) -> None:
        for sentence in warnings(self.report["time"], self.limits):
            self.report.warn(sentence)


class _Steps:
    """The first three steps, each running until the next one is reached."""

    _CALLS = {"load": ("load",), "create_team": ("create",), "moves": ("start", "act")}

    def __init__(self, report: Reporter) -> None:
        self._report = report
        self.current = STEPS[0]
        self.account = Account()

    def begin(self) -> None:
        self._report.step(self.current, "running")

    def reached(self, call: str, account: Account) -> None:
        """The team has answered a ``call`` of its driver for the first time."""
        self.account = account
        self.passed()
        self.current = {"load": "create_team", "create": "moves"}[call]
        self.begin()

    def passed(self, detail: str = "") -> None:
        self._report.step(self.current, "passed", self.seconds(), detail=detail)

    def seconds(self) -> float:
        """What the team took for the current step."""
        return sum(self.account.calls.get(call, 0.0) for call in self._CALLS[self.current])


class _Watching:
    """Opens a contestant's team with a watch on it; ``account`` is what it took."""

    def __init__(
        self,
        open_team: Opener,
        reached: Callable[[str, Account], None] = lambda call, account: None,
    ) -> None:
        self._open_team = open_team
        self._reached = reached
        self.account = Account()

    def contestant(self, contestant: Contestant) -> Contestant:
        return Contestant(contestant.name, self, contestant.options)

    @property
    def on_stage(self) -> bool:
        """Whether the team must be played on a stage, as its opener says."""
        return bool(getattr(self._open_team, "on_stage", False))

    def __call__(self, setup: TeamSetup) -> Team:
        return Watched(self._open_team(setup), setup, self.account, self._reached)


class _Cut:
    """Ends a match after so many moves, or so many seconds after its first move."""

    def __init__(self, stopped: threading.Event) -> None:
        self._stopped = stopped
        self._since: float | None = None

    def __call__(self, moves: int) -> bool:
        if self._since is None:
            self._since = monotonic()
        late = monotonic() - self._since > MATCH_SECONDS
        return moves >= MATCH_MOVES or late or self._stopped.is_set()


def _played(replay: Replay) -> str:
    if replay["end"] == "returned":
        return f"won by returning after {len(replay['moves'])} moves"
    return f"{len(replay['moves'])} moves"
