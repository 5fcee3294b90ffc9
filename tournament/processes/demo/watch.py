"""Watching the demo's work until it is done, with a bar for each part of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from tournament.processes.demo import contest, entrants
from tournament.processes.demo.bar import Bar
from tournament.processes.demo.stack import Stack
from tournament.tournaments.models import Tournament
from tournament.tournaments.selectors import progress

LOOK_EVERY = 0.5
PATIENCE = 300.0
"""Seconds without any progress after which something must be wrong."""

Look = Callable[[], tuple[float, str]]
"""Tells the share that is done, from 0 to 1 (at 1 the watch is over), and a note."""


class Stuck(Exception):
    """Nothing moved for PATIENCE seconds."""


def checks(stack: Stack, out: TextIO) -> None:
    """Wait until every agent of the demo has its verdict."""

    def look() -> tuple[float, str]:
        left, total = entrants.checks_left()
        done = total - left
        return (done / total if total else 1.0), f"{done} of {total} agents"

    _watch(stack, Bar(out, "Checks"), look)


def matches(stack: Stack, out: TextIO, tournament: Tournament) -> None:
    """Wait until the tournament is finished."""

    def look() -> tuple[float, str]:
        tournament.refresh_from_db()
        found = progress(tournament)
        note = f"{found.matches} of {found.all_matches} matches"
        if tournament.has_ended:
            return 1.0, note
        return min(found.share, 0.999), f"{note}  {found.eta}".rstrip()

    _watch(stack, Bar(out, "Matches"), look)


def pictures(stack: Stack, out: TextIO, tournament: Tournament) -> None:
    """Wait until every match has its GIF."""

    def look() -> tuple[float, str]:
        found = contest.drawing(tournament)
        share = found.over / found.total if found.total else 1.0
        return share, f"{found.over} of {found.total} GIFs"

    _watch(stack, Bar(out, "Pictures"), look)


def _watch(stack: Stack, bar: Bar, look: Look) -> None:
    best, moved = -1.0, time.monotonic()
    while True:
        share, note = look()
        bar.show(share, note)
        if share >= 1.0:
            return bar.end()
        if share > best:
            best, moved = share, time.monotonic()
        elif time.monotonic() - moved > PATIENCE:
            raise Stuck(f"Nothing has moved for {PATIENCE:.0f} s; the log is {stack.log}")
        stack.pause(LOOK_EVERY)
