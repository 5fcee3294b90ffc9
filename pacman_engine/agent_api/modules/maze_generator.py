"""`mazeGenerator`: seeded mazes (the engine's own, not the original's)."""

from __future__ import annotations

import random

from pacman_engine import mazes
from pacman_engine.agent_api.naming import add_snake_names


def generateMaze(seed: int | None = None) -> str:
    """The text of a maze; the same for the same seed, a random one for none."""
    return mazes.generate_maze(seed or random.randint(1, 10000))


del annotations
add_snake_names(globals())
