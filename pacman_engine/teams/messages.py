"""Game states and observations as short texts, for a team's sandbox.

Only what the rules let an agent see is written: of an enemy out of sight neither the position
nor the direction leaves the referee.

A text has its parts between semicolons. Most parts are the same as the move before, so what is
written and read of them is remembered.
"""

from __future__ import annotations

from functools import lru_cache

from pacman_engine.layout import Cell, Layout
from pacman_engine.observation import Observation
from pacman_engine.rules import Rules
from pacman_engine.state import DIRECTIONS, AgentState, State

PROTOCOL = 2
"""Changes with whatever referee and guest say to each other: an image speaks one of them."""

Message = str
_LastMove = tuple[Cell | None, tuple[Cell, ...], Cell | None, int, int | None, bool]
_NUMBER = {direction: number for number, direction in enumerate(DIRECTIONS)}
_REMEMBERED = 512


def state_message(state: State) -> Message:
    """A state as text: dots, capsules, score, moves to come, the four agents, the last move."""
    return ";".join(
        (
            f"{state.food:x}",
            _cells_text(state.capsules),
            str(state.score),
            str(state.timeleft),
            *map(_agent_text, state.agents),
            _last_move_text(
                state.food_eaten,
                state.food_added,
                state.capsule_eaten,
                state.score_change,
                state.agent_moved,
                state.over,
            ),
        )
    )


def read_state(message: Message, layout: Layout, rules: Rules) -> State:
    """The state in a message of ``state_message``."""
    return _state(message.split(";"), layout, rules)


def observation_message(observation: Observation) -> Message:
    """An observation as text: its state, its noisy distances."""
    return f"{state_message(observation.state)};{','.join(map(str, observation.distances))}"


def read_observation(message: Message, agent: int, layout: Layout, rules: Rules) -> Observation:
    """The observation in a message of ``observation_message``."""
    *parts, distances = message.split(";")
    seen = tuple(map(int, distances.split(",")))
    return Observation(_state(parts, layout, rules), agent, seen)


def _state(parts: list[str], layout: Layout, rules: Rules) -> State:
    food, capsules, score, timeleft, *agents, last = parts
    state = State.__new__(State)
    state.layout = layout
    state.rules = rules
    state.food = int(food, 16)
    state.capsules = _read_cells(capsules)
    state.score = int(score)
    state.timeleft = int(timeleft)
    state.agents = [_read_agent(agent) for agent in agents]
    (
        state.food_eaten,
        state.food_added,
        state.capsule_eaten,
        state.score_change,
        state.agent_moved,
        state.over,
    ) = _read_last_move(last)
    return state


# -- agents: x, y, direction, Pacman, scared, carrying, returned, whether it prints as floats


@lru_cache(maxsize=_REMEMBERED)
def _agent_text(agent: AgentState) -> str:
    seen = agent.visible
    x, y, direction = (agent.x, agent.y, agent.direction) if seen else (-1, -1, "Stop")
    return (
        f"{x},{y},{_NUMBER[direction]},{agent.is_pacman:d},{agent.scared},{agent.carrying},"
        f"{agent.returned},{agent.is_float and seen:d}"
    )


@lru_cache(maxsize=_REMEMBERED)
def _read_agent(text: str) -> AgentState:
    x, y, direction, pacman, scared, carrying, returned, real = map(int, text.split(","))
    heading = DIRECTIONS[direction]
    return AgentState(x, y, heading, bool(pacman), scared, carrying, returned, bool(real), x >= 0)


# -- cells: x.y, with blanks between them


@lru_cache(maxsize=_REMEMBERED)
def _cells_text(cells: tuple[Cell, ...]) -> str:
    return " ".join(f"{x}.{y}" for x, y in cells)


@lru_cache(maxsize=_REMEMBERED)
def _read_cells(text: str) -> tuple[Cell, ...]:
    return tuple(_read_cell(cell) for cell in text.split())


def _read_cell(text: str) -> Cell:
    x, _, y = text.partition(".")
    return int(x), int(y)


# -- the last move: dot and capsule eaten, dots added, change of score, who moved, whether it won


@lru_cache(maxsize=_REMEMBERED)
def _last_move_text(
    eaten: Cell | None,
    added: tuple[Cell, ...],
    capsule: Cell | None,
    change: int,
    moved: int | None,
    over: bool,
) -> str:
    cells = (_cells_text(tuple(c for c in (cell,) if c)) for cell in (eaten, capsule))
    who = "" if moved is None else str(moved)
    return "/".join((*cells, _cells_text(added), str(change), who, f"{over:d}"))


@lru_cache(maxsize=_REMEMBERED)
def _read_last_move(text: str) -> _LastMove:
    eaten, capsule, added, change, moved, over = text.split("/")
    return (
        _read_cell(eaten) if eaten else None,
        _read_cells(added),
        _read_cell(capsule) if capsule else None,
        int(change),
        int(moved) if moved else None,
        over == "1",
    )
