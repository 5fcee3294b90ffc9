"""Game states and observations as small plain lists, for a team's process.

Only what the rules let an agent see is written: of an enemy out of sight neither the position
nor the direction leaves the referee.
"""

from __future__ import annotations

from typing import Any

from pacman_engine.layout import Cell, Layout
from pacman_engine.observation import Observation
from pacman_engine.rules import Rules
from pacman_engine.state import DIRECTIONS, AgentState, State

Message = list[Any]
_NUMBER = {direction: number for number, direction in enumerate(DIRECTIONS)}
_UNSEEN = (-1, -1, _NUMBER["Stop"])


def state_message(state: State) -> Message:
    """A state as a list: board, score, agents, last move; see ``read_state``."""
    return [
        f"{state.food:x}",
        state.capsules,
        state.score,
        state.timeleft,
        [_agent_message(agent) for agent in state.agents],
        [
            state.food_eaten,
            state.food_added,
            state.capsule_eaten,
            state.score_change,
            state.agent_moved,
            int(state.over),
        ],
    ]


def _agent_message(agent: AgentState) -> Message:
    x, y, direction = (agent.x, agent.y, _NUMBER[agent.direction]) if agent.visible else _UNSEEN
    return [
        x,
        y,
        direction,
        int(agent.is_pacman),
        agent.scared,
        agent.carrying,
        agent.returned,
        int(agent.is_float and agent.visible),
    ]


def read_state(message: Message, layout: Layout, rules: Rules) -> State:
    """The state in a message of ``state_message``."""
    food, capsules, score, timeleft, agents, last = message
    state = State.initial(layout, rules, timeleft)
    state.food = int(food, 16)
    state.capsules = tuple((x, y) for x, y in capsules)
    state.score = score
    state.agents = [_read_agent(*agent) for agent in agents]
    eaten, added, capsule, state.score_change, state.agent_moved, over = last
    state.food_eaten = _cell(eaten)
    state.food_added = tuple((x, y) for x, y in added)
    state.capsule_eaten = _cell(capsule)
    state.over = bool(over)
    return state


def _cell(pair: list[int] | None) -> Cell | None:
    return (pair[0], pair[1]) if pair else None


def _read_agent(
    x: int,
    y: int,
    direction: int,
    pacman: int,
    scared: int,
    carrying: int,
    returned: int,
    real: int,
) -> AgentState:
    return AgentState(
        x, y, DIRECTIONS[direction], bool(pacman), scared, carrying, returned, bool(real), x >= 0
    )


def observation_message(observation: Observation) -> Message:
    """An observation as a list: its state, its noisy distances."""
    return [state_message(observation.state), observation.distances]
