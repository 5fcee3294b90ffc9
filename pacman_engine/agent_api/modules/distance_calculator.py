"""`distanceCalculator`: maze distances."""
# ruff: noqa: F401 (what it gathers is what it offers)

import sys

from pacman_engine.agent_api.distancer import (
    DistanceCalculator,
    Distancer,
    computeDistances,
    getDistanceOnGrid,
    getGrids1D,
    getGrids2D,
    isInt,
)
from pacman_engine.agent_api.naming import add_snake_names
from pacman_engine.agent_api.plane import manhattanDistance

distanceMap: dict[object, object] = {}

add_snake_names(globals())
