"""What a match came to, in two lines."""

from __future__ import annotations

from pacman_engine.cli.report import shown
from pacman_engine.replay import Replay, Winner

_ENDS = {
    "returned": "enough dots were brought home",
    "length": "the moves were used up",
    "fault": "by forfeit",
    "void": "neither team could be loaded",
}


def print_summary(replay: Replay) -> None:
    """Say who played where, who won, and how it ended."""
    red, blue, board, seed = (replay[name] for name in ("red", "blue", "layout_name", "seed"))
    print(
        shown(f"{red} (red) against {blue} (blue) on {board}, {replay['rules']} rules, seed {seed}")
    )
    winner = Winner.by_score(replay["score"])
    moves = f"after {len(replay['moves'])} moves ({_ENDS[replay['end']]})"
    if winner is Winner.DRAW:
        print(f"A draw {moves}.")
    else:
        print(shown(f"{replay[str(winner)]} ({winner}) wins by {abs(replay['score'])} {moves}."))


def print_forfeits(replay: Replay) -> None:
    """Say which team forfeited, for all that a replay knows of it."""
    for fault in replay["faults"]:
        place = f"agent {fault['agent']} at move {fault['move']}"
        print(f"Forfeit of {fault['team']}: {fault['kind']} of {place}.")
