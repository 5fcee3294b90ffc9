"""`game`: directions, grids, agent states; everything of `util` is visible here as well."""
# ruff: noqa: F401 (what it gathers is what it offers)

import os
import time
import traceback

from pacman_engine.agent_api.agent_states import AgentState, Configuration
from pacman_engine.agent_api.capture_agent import Agent
from pacman_engine.agent_api.directions import Actions, Directions
from pacman_engine.agent_api.grid import Grid, reconstituteGrid
from pacman_engine.agent_api.matches import Game
from pacman_engine.agent_api.modules.util import *  # noqa: F403
from pacman_engine.agent_api.naming import add_snake_names
from pacman_engine.agent_api.state_data import GameStateData

add_snake_names(globals())
