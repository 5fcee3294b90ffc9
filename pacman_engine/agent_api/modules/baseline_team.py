"""`baselineTeam`: the stock pair of reflex agents."""
# ruff: noqa: F401 (what it gathers is what it offers)

import random
import sys
import time

from pacman_engine.agent_api.capture_agent import CaptureAgent
from pacman_engine.agent_api.directions import Directions
from pacman_engine.agent_api.modules import distance_calculator, game, util
from pacman_engine.agent_api.naming import add_snake_names
from pacman_engine.agent_api.plane import nearestPoint
from pacman_engine.agent_api.reflex_agents import (
    DefensiveReflexAgent,
    OffensiveReflexAgent,
    ReflexCaptureAgent,
    createTeam,
)

distanceCalculator = distance_calculator

add_snake_names(globals())
