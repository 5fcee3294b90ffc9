"""The master's loop: feed PyMW a bounded window of jobs, check what comes back, write it down.

The Job rows are the journal: whatever this process forgets by dying stands there as a running job
of a dead owner, and the next master plays it again.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import (
    DataError,
    IntegrityError,
    OperationalError,
    close_old_connections,
    connection,
)

from pymw_bridge.interpreter.wasm import WALL_FACTOR
from tournament import store

from . import claims, holding, seat
from .assimilate import Claim, assimilate, give_back
from .controls import finish_if_complete
from .models import Job
from .selectors import completed_tournaments

log = logging.getLogger(__name__)

PLAY = "pacman_engine.job:play_job"
JOBS_PER_WORKER = 4
POLL = 1.0
HOUSEKEEPING = 5.0
CHECK_SECONDS = 120.0
STARTS_PER_MATCH = 4
MATCHES = 3
SPARE_SECONDS = 60.0
# A reference second of the sandbox may take so many of the wall before a machine is at fault.
WALL_PER_SECOND = {"wasm": float(WALL_FACTOR)}


class Stopped(Exception):
    """The master cannot go on; `str()` says why and what to do."""


class Played(Protocol):
    """What the dispatcher needs of a PyMW task."""

    progress: float
    times: Any

    def done(self) -> bool: ...
    def result(self) -> Any: ...
    def cancel(self) -> bool: ...
    def add_done_callback(self, call: Any) -> None: ...


class Pymw(Protocol):
    """What the dispatcher needs of `pymw_bridge.Master`."""

    def submit_task(self, executable: str, input_data: Any = None, **options: Any) -> Any: ...


class Checker(Protocol):
    """What the dispatcher needs of `validate.Validator`."""

    def submit(self, spec: dict[str, Any], result: Any) -> Future[list[str]]: ...
    def close(self) -> None: ...


@dataclass
class Flight:
    """A job on its way: being played until `task` is done, then being checked."""

    claim: Claim
    spec: dict[str, Any]
    task: Played
    result: Any = None
    check: Future[list[str]] | None = None
    check_until: float = 0.0
    shown: float = 0.0


class Dispatcher:
    """Plays the waiting jobs of running tournaments; `step` once, or `run` until told to stop.

    `owner` is the token of the master's seat. One thread drives it.
    """

    def __init__(self, *, pymw: Pymw, checker: Checker, owner: str, workers: int) -> None:
        self._pymw = pymw
        self._checker = checker
        self._owner = owner
        self._window = JOBS_PER_WORKER * workers
        self._flights: dict[int, Flight] = {}
        self._wake = threading.Event()
        self._next_housekeeping = 0.0

    def run(self, stop: threading.Event, *, until_idle: bool = False) -> None:
        """Steps until `stop` is set, then gives back what is under way. Raises Stopped.

        With `until_idle` it ends as soon as nothing is under way and nothing waits.
        """
        claims.recover(owner=self._owner)
        try:
            while not stop.is_set():
                self._step_safely()
                if until_idle and not self._flights and not claims.anything_waits():
                    break
                self.rest(POLL)
        finally:
            self.abandon()

    def rest(self, seconds: float) -> None:
        """Waits until something came back, or so long."""
        self._wake.wait(seconds)
        self._wake.clear()

    def wake(self) -> None:
        """Makes the loop look again at once; from any thread."""
        self._wake.set()

    def step(self) -> None:
        """One round: give up what is not ours any more, collect, fill the window, finish."""
        self._forget_lost()
        for flight in list(self._flights.values()):
            self._advance(flight)
        self._fill()
        if time.monotonic() >= self._next_housekeeping:
            self._next_housekeeping = time.monotonic() + HOUSEKEEPING
            self._keep_house()
        self._show_progress()
        for tournament in completed_tournaments():
            finish_if_complete(tournament=tournament)

    @property
    def in_flight(self) -> int:
        return len(self._flights)

    def abandon(self) -> None:
        """Takes all tasks back and puts their jobs into the queue again."""
        for flight in self._flights.values():
            flight.task.cancel()
        self._flights.clear()
        try:
            claims.give_up(owner=self._owner)
        except OperationalError:
            log.warning("the jobs could not be given back; the next master finds them")

    def _step_safely(self) -> None:
        close_old_connections()
        try:
            self.step()
        except OperationalError:
            # The database was busy or away. Everything is still in flight: try again.
            log.warning("the database did not answer; trying again", exc_info=True)
            connection.close()
        except OSError:
            log.warning("the disk did not do its part (is it full?); trying again", exc_info=True)

    def _forget_lost(self) -> None:
        """Jobs that were cancelled, or queued again by a person, are not played to the end."""
        if not self._flights:
            return
        held = claims.held(owner=self._owner)
        for pk in self._flights.keys() - held:
            self._flights.pop(pk).task.cancel()

    def _advance(self, flight: Flight) -> None:
        if flight.check is not None:
            self._take_check(flight, flight.check)
        elif flight.task.done():
            self._take_result(flight)

    def _take_result(self, flight: Flight) -> None:
        try:
            flight.result = flight.task.result()
        except CancelledError:
            self._return(flight, "The task was cancelled.")
        except Exception as error:
            self._failed(flight, error)
        else:
            flight.check = self._checker.submit(flight.spec, flight.result)
            flight.check_until = time.monotonic() + CHECK_SECONDS
            flight.check.add_done_callback(lambda _: self.wake())

    def _failed(self, flight: Flight, error: Exception) -> None:
        kind = getattr(error, "exc_type", None) or type(error).__name__
        message = getattr(error, "message", "") or str(error)
        if str(kind).endswith("BackendUnavailable"):
            self._hold(flight, message)
            return
        log.warning("%s was not played: %s: %s", flight.spec["job"], kind, message)
        self._return(flight, f"The machine failed: {kind}: {message}")

    def _hold(self, flight: Flight, message: str) -> None:
        """Every job like it would fail in the same way: use up the attempts of none."""
        if not holding.others_go_on(claim=flight.claim):
            raise Stopped(message)
        holding.hold(claim=flight.claim, reason=message)
        del self._flights[flight.claim.job_id]

    def _take_check(self, flight: Flight, check: Future[list[str]]) -> None:
        if not check.done():
            if time.monotonic() > flight.check_until:
                self._checker.close()
                self._return(flight, "The result could not be checked in time.")
            return
        try:
            problems = check.result()
        except (BrokenProcessPool, CancelledError) as error:
            self._return(flight, f"The result could not be checked: {type(error).__name__}.")
            return
        if problems:
            log.warning("the result of %s was refused: %s", flight.spec["job"], problems[0])
            self._return(flight, f"The result was refused: {problems[0]}")
        else:
            self._write_down(flight)

    def _write_down(self, flight: Flight) -> None:
        try:
            assimilate(claim=flight.claim, result=flight.result, seconds=_seconds(flight))
        except (IntegrityError, DataError) as error:
            # One result that the database does not take must not end the master, again and again.
            log.exception("the result of %s could not be stored", flight.spec["job"])
            self._return(flight, f"The result could not be stored: {error}")
        else:
            del self._flights[flight.claim.job_id]

    def _return(self, flight: Flight, reason: str, *, for_good: bool = False) -> None:
        give_back(claim=flight.claim, reason=reason, for_good=for_good)
        self._flights.pop(flight.claim.job_id, None)

    def _fill(self) -> None:
        free = self._window - len(self._flights)
        for job in claims.claim_jobs(owner=self._owner, limit=free):
            self._submit(job)

    def _submit(self, job: Job) -> None:
        claim = Claim.of(job)
        obstacle = holding.obstacle(job.spec)
        if obstacle:
            holding.hold(claim=claim, reason=obstacle)
            return
        try:
            files = _files(job.spec)
        except store.Missing as error:
            give_back(claim=claim, reason=f"An agent's archive is missing: {error}.", for_good=True)
            return
        task = self._pymw.submit_task(
            PLAY, input_data=(job.spec,), data_files=files, timeout=_deadline(job.spec)
        )
        self._flights[job.pk] = Flight(claim, job.spec, task)
        task.add_done_callback(lambda _: self.wake())

    def _keep_house(self) -> None:
        if not seat.hold(self._owner):
            raise Stopped("Another master has taken over. This one stops.")
        claims.keep(owner=self._owner, jobs=self._flights)
        lost = claims.recover(owner=self._owner)
        if lost:
            log.warning("%s jobs of a master that is gone were queued again", lost)

    def _show_progress(self) -> None:
        changed = {
            pk: flight.task.progress
            for pk, flight in self._flights.items()
            if flight.task.progress != flight.shown
        }
        claims.show_progress(owner=self._owner, progress=changed)
        for pk, share in changed.items():
            self._flights[pk].shown = share


def _files(spec: dict[str, Any]) -> list[tuple[str, str]]:
    """The archives of both teams, under the names by which the spec calls them."""
    wanted = {team["file"]: team["sha256"] for team in spec["teams"]}
    return [(str(store.path(sha256)), name) for name, sha256 in wanted.items()]


def _deadline(spec: dict[str, Any]) -> float:
    """Seconds after which a job can only be stuck: all that its agents may use, and some more."""
    limits = spec["limits"]
    agents = STARTS_PER_MATCH * (limits["startup"] + limits["total"] + limits["final"])
    return MATCHES * agents * WALL_PER_SECOND.get(spec["backend"], 1.0) + SPARE_SECONDS


def _seconds(flight: Flight) -> float:
    return float(flight.task.times.execution or 0.0)
