"""`play --rng shared`: the original's order of random draws, in this process."""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
from collections.abc import Iterator
from typing import Any

from pacman_engine.agent_api import importing
from pacman_engine.cli.errors import UsageError
from pacman_engine.cli.seats import names_of, options_for
from pacman_engine.identity import IdentityGame
from pacman_engine.layout import Layout
from pacman_engine.replay import Replay
from pacman_engine.rules import Rules
from pacman_engine.teams import workplace
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.guest import load_module
from pacman_engine.teams.home import Home


def play(
    options: argparse.Namespace, teams: tuple[TeamArchive, TeamArchive], layout: Layout
) -> tuple[Replay, dict[str, Any]]:
    """Play; returns the replay and ``rng_after``, the next number of the shared generator.

    UsageError when a team cannot be started: there is nothing to compare then.
    """
    game = IdentityGame(Rules.named(options.rules), layout, options.seed, options.length)
    passed = (options_for(options.red_opts), options_for(options.blue_opts))
    with _workshop(teams) as homes:
        red, blue = homes
        try:
            after = game.play(
                lambda: load_module(str(red.folder), teams[0].main),
                lambda: load_module(str(blue.folder), teams[1].main),
                passed,
                (red.entered, blue.entered),
            )
        except (Exception, SystemExit) as error:
            text = f"A team could not be started: {type(error).__name__}: {error}"
            raise UsageError(text) from error
    return game.replay(names_of(options)), {"rng_after": after}


@contextlib.contextmanager
def _workshop(teams: tuple[TeamArchive, TeamArchive]) -> Iterator[tuple[Home, Home]]:
    """Homes of both teams, the contest's modules importable; all undone afterwards."""
    state = random.getstate()
    with contextlib.ExitStack() as stack:
        stack.enter_context(importing.installed())
        stack.enter_context(contextlib.redirect_stdout(sys.stderr))
        stack.callback(random.setstate, state)
        red = stack.enter_context(_home_of(teams[0]))
        if teams[0].files == teams[1].files:
            yield red, red
        else:
            yield red, stack.enter_context(_home_of(teams[1]))


@contextlib.contextmanager
def _home_of(team: TeamArchive) -> Iterator[Home]:
    folder = workplace.prepare(team)
    try:
        yield Home(folder)
    finally:
        workplace.clear(folder)
