"""A team in this very process: the backend ``none``, for our own code and for tests only.

Nothing isolates it and nothing can interrupt it; limits are only noticed afterwards. Its random
numbers are its own, so that a team plays exactly as in a process of its own.
"""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Iterator
from time import monotonic
from typing import Any

from pacman_engine.agent_api import importing
from pacman_engine.teams import workplace
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.calls import CallingTeam, too_slow
from pacman_engine.teams.driver import Output, TeamSetup
from pacman_engine.teams.guest import Guest
from pacman_engine.teams.home import Home


class _ContestNames:
    """The contest's module names, importable while any team of this process is open."""

    def __init__(self) -> None:
        self._users = 0
        self._stack = contextlib.ExitStack()

    def enter(self) -> None:
        if self._users == 0:
            self._stack.enter_context(importing.installed())
        self._users += 1

    def leave(self) -> None:
        self._users -= 1
        if self._users == 0:
            self._stack.close()


_names = _ContestNames()


class InProcessTeam(CallingTeam):
    """A team in this process; see ``driver.Team``."""

    def __init__(self, archive: TeamArchive, setup: TeamSetup) -> None:
        super().__init__(setup, archive.main)
        self._folder = workplace.prepare(archive)
        self._home = Home(self._folder)
        self._guest = Guest(str(self._folder))
        self._random = random.getstate()
        self._stdout, self._stderr = io.StringIO(), io.StringIO()
        _names.enter()

    def ask(self, request: list[Any], seconds: float) -> tuple[Any, float]:
        """Carry out the request at once; too slow is only known afterwards."""
        began = monotonic()
        with self._at_home():
            reply = self._guest.reply(request)
        taken = monotonic() - began
        if taken > seconds:
            raise too_slow(request[0], seconds, taken)
        return reply, taken

    @contextlib.contextmanager
    def _at_home(self) -> Iterator[None]:
        """Make the process look as the team's own would, and put it back."""
        outside = random.getstate()
        random.setstate(self._random)
        try:
            with (
                self._home.entered(),
                contextlib.redirect_stdout(self._stdout),
                contextlib.redirect_stderr(self._stderr),
            ):
                yield
        finally:
            self._random = random.getstate()
            random.setstate(outside)

    def close(self) -> None:
        """Remove the team's folder."""
        if self._folder.exists():
            workplace.clear(self._folder)
            _names.leave()

    def output(self) -> Output:
        """What the team has printed so far."""
        return Output(self._stdout.getvalue(), self._stderr.getvalue())
