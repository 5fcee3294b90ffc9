"""`watch`: a recorded match in the terminal."""

from __future__ import annotations

import argparse
from itertools import islice

from pacman_engine.cli.errors import UsageError
from pacman_engine.cli.files import read_replay
from pacman_engine.cli.screen import Screen
from pacman_engine.cli.summary import print_forfeits, print_summary
from pacman_engine.replay import Replay, initial_state, play_through, verify


def run(options: argparse.Namespace) -> int:
    """Show the replay from a move on; ReplayError if it cannot be played, 1 if it does not hold."""
    replay = read_replay(options.replay)
    if options.start > len(replay["moves"]):
        raise UsageError(f"The match has only {len(replay['moves'])} moves: begin before its end.")
    show_replay(replay, options.fps, options.start)
    print_summary(replay)
    print_forfeits(replay)
    problems = verify(replay)
    for problem in problems:
        print(f"This replay does not hold: {problem}")
    return 1 if problems else 0


def show_replay(replay: Replay, fps: float | None, start: int = 0) -> None:
    """Show a match, from the position after ``start`` moves on."""
    layout = initial_state(replay).layout
    screen = Screen(layout, (replay["red"], replay["blue"]), replay["length"], fps)
    for state in islice(play_through(replay), start, None):
        screen.show(state)
