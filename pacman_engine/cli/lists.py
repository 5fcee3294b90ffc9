"""`layouts` and `teams`: what there is to choose from."""

from __future__ import annotations

import argparse

from pacman_engine.agents import BAD_TEAMS, team_names
from pacman_engine.layout import layout_names, load_layout


def layouts(options: argparse.Namespace) -> int:
    """List the shipped boards with their sizes."""
    for name in layout_names():
        board = load_layout(name)
        capsules = len(board.capsules)
        print(
            f"{name:16}{board.width}x{board.height}, {board.total_food} dots, {capsules} capsules"
        )
    return 0


def teams(options: argparse.Namespace) -> int:
    """List our own teams."""
    for name in team_names():
        print(f"{name:16}{'forfeits on purpose' if name in BAD_TEAMS else ''}".rstrip())
    return 0
