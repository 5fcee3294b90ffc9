"""`play --rng shared`: the original's order of random draws, in this process."""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
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


def play(
    options: argparse.Namespace, teams: tuple[TeamArchive, TeamArchive], layout: Layout
) -> tuple[Replay, dict[str, Any]]:
    """Play; returns the replay and ``rng_after``, the next number of the shared generator.

    UsageError when a team cannot be started: there is nothing to compare then.
    """
    game = IdentityGame(Rules.named(options.rules), layout, options.seed, options.length)
    passed = (options_for(options.red_opts), options_for(options.blue_opts))
    with _workshop(teams) as (red, blue):
        try:
            after = game.play(lambda: _load(red, teams[0]), lambda: _load(blue, teams[1]), passed)
        except (Exception, SystemExit) as error:
            text = f"A team could not be started: {type(error).__name__}: {error}"
            raise UsageError(text) from error
    return game.replay(names_of(options)), {"rng_after": after}


def _load(folder: Path, team: TeamArchive) -> ModuleType:
    os.chdir(folder)
    return load_module(str(folder), team.main)


@contextlib.contextmanager
def _workshop(teams: tuple[TeamArchive, TeamArchive]) -> Iterator[tuple[Path, Path]]:
    """Both teams' files in folders, the contest's modules importable; all undone afterwards."""
    outside, path, modules, state = os.getcwd(), sys.path[:], set(sys.modules), random.getstate()
    with contextlib.ExitStack() as stack:
        stack.enter_context(importing.installed())
        stack.enter_context(contextlib.redirect_stdout(sys.stderr))
        folders = []
        for team in teams:
            folders.append(workplace.prepare(team))
            stack.callback(workplace.clear, folders[-1])
        try:
            yield folders[0], folders[1]
        finally:
            os.chdir(outside)
            sys.path[:] = path
            random.setstate(state)
            _forget(set(sys.modules) - modules, folders)


def _forget(names: set[str], folders: list[Path]) -> None:
    homes = tuple(f"{folder}{os.sep}" for folder in folders)
    for name in names:
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(homes):
            del sys.modules[name]
