"""What a match came to, in two lines."""

from __future__ import annotations

from pacman_engine.replay import Replay, Winner

_ENDS = {
    "returned": "enough dots were brought home",
    "length": "the moves were used up",
    "fault": "by forfeit",
    "void": "neither team could be loaded",
}


def print_summary(replay: Replay) -> None:
    """Say who played where, who won, and how it ended."""
    print(
        f"{replay['red']} (red) against {replay['blue']} (blue) on {replay['layout_name']}, "
        f"{replay['rules']} rules, seed {replay['seed']}"
    )
    winner = Winner.by_score(replay["score"])
    moves = f"after {len(replay['moves'])} moves ({_ENDS[replay['end']]})"
    if winner is Winner.DRAW:
        print(f"A draw {moves}.")
    else:
        print(f"{replay[str(winner)]} ({winner}) wins by {abs(replay['score'])} {moves}.")
