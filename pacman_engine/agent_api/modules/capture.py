"""`capture`: the game state and the rules of the game."""
# ruff: noqa: F401 (what it gathers is what it offers)

import random
import sys
import time

from pacman_engine.agent_api.agent_rules import COLLISION_TOLERANCE, AgentRules
from pacman_engine.agent_api.agent_states import AgentState, Configuration
from pacman_engine.agent_api.capture_agent import Agent
from pacman_engine.agent_api.directions import Actions, Directions
from pacman_engine.agent_api.game_rules import (
    DUMP_FOOD_ON_DEATH,
    KILL_POINTS,
    MIN_FOOD,
    SCARED_TIME,
    SIGHT_RANGE,
    TOTAL_FOOD,
    halfGrid,
    halfList,
)
from pacman_engine.agent_api.game_state import (
    SONAR_NOISE_RANGE,
    SONAR_NOISE_VALUES,
    GameState,
    noisyDistance,
)
from pacman_engine.agent_api.grid import Grid
from pacman_engine.agent_api.matches import (
    CaptureRules,
    Game,
    loadAgents,
    randomLayout,
    readCommand,
    replayGame,
    runGames,
)
from pacman_engine.agent_api.modules import util
from pacman_engine.agent_api.naming import add_snake_names
from pacman_engine.agent_api.plane import manhattanDistance, nearestPoint
from pacman_engine.agent_api.state_data import GameStateData

add_snake_names(globals())
