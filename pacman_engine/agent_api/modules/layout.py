"""`layout`: boards. Its name is the contest's."""
# ruff: noqa: F401 (what it gathers is what it offers)

from __future__ import annotations

import random

from pacman_engine.agent_api.boards import Layout
from pacman_engine.agent_api.grid import Grid
from pacman_engine.agent_api.naming import add_snake_names
from pacman_engine.agent_api.plane import manhattanDistance
from pacman_engine.layout import LayoutError, load_layout

VISIBILITY_MATRIX_CACHE: dict[str, object] = {}


def getLayout(name: str, back: int = 2) -> Layout | None:
    """A shipped layout by name, or a `.lay` file; None if there is neither."""
    try:
        return Layout.of(load_layout(name.removesuffix(".lay")))
    except LayoutError:
        return tryToLoad(name) or tryToLoad(f"{name}.lay")


def tryToLoad(fullname: str) -> Layout | None:
    """The layout in a file, None if there is no such file."""
    try:
        with open(fullname) as file:
            return Layout([line.strip() for line in file])
    except OSError:
        return None


del annotations
add_snake_names(globals())
