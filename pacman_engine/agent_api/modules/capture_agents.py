"""`captureAgents`: the base class of students' agents."""
# ruff: noqa: F401 (what it gathers is what it offers)

from pacman_engine.agent_api.capture_agent import (
    Agent,
    AgentFactory,
    CaptureAgent,
    RandomAgent,
    TimeoutAgent,
)
from pacman_engine.agent_api.directions import Actions, Directions
from pacman_engine.agent_api.modules import distance_calculator, util
from pacman_engine.agent_api.naming import add_snake_names
from pacman_engine.agent_api.plane import nearestPoint

distanceCalculator = distance_calculator

add_snake_names(globals())
