"""`mazeGenerator`: seeded mazes (the engine's own, not the original's)."""

from __future__ import annotations

from pacman_engine.agent_api.naming import add_snake_names
from pacman_engine.mazes import generate_maze


def generateMaze(seed: int | None = None) -> str:
    """The text of a maze; the same for the same seed."""
    return generate_maze(seed or 0)


del annotations
add_snake_names(globals())
