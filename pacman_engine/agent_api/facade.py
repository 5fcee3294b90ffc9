"""From the engine's core to the states that agents get.

`full_state` for `registerInitialState` (and for everything in identity mode), `observed_state` for
moves. Both hand out states that share nothing writable with the core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pacman_engine.agent_api.game_state import GameState, state_of
from pacman_engine.state import State

if TYPE_CHECKING:
    from pacman_engine.observation import Observation

__all__ = ["full_state", "observed_state"]


def full_state(state: State) -> GameState:
    """The true state, everybody visible; `getAgentDistances()` is []."""
    return state_of(state)


def observed_state(observation: Observation) -> GameState:
    """An observation cut by the referee: unseen enemies have no configuration.

    As in every copy, nothing is over and the score has not just changed.

    Its `makeObservation` for the same agent gives a copy, so that agents with an
    `observationFunction` of their own work unchanged, without learning more.
    """
    state = state_of(observation.state)
    state.agentDistances = list(observation.distances)
    state._delivered_to = observation.agent
    if observation.state.score_change or observation.state.over:
        state.data._win, state.data.scoreChange = False, 0
    return state
