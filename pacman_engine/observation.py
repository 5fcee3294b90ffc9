"""What one agent may see: enemies in sight, and noisy distances to everybody.

Cut here, in the referee's process: what an agent may not know never reaches its sandbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from struct import Struct

from pacman_engine.state import AGENTS, State

NOISE_VALUES = tuple(range(-6, 7))
_FOUR_NUMBERS = Struct(">4Q")


@dataclass(frozen=True, slots=True)
class Observation:
    """A state with unseen enemies' positions removed, and one noisy distance per agent."""

    state: State
    agent: int
    distances: tuple[int, ...]


def observe(state: State, agent: int, noise: Sequence[int]) -> Observation:
    """The observation of `agent`; `noise` holds four values of -6..6, one per agent.

    Distances are Manhattan distances by true positions plus noise, own team included. An enemy is
    in sight when the observer or a mate is at most the rules' sight range away, through walls.
    """
    agents = state.agents
    me = agents[agent]
    distances = tuple(
        [
            abs(me.x - other.x) + abs(me.y - other.y) + error
            for other, error in zip(agents, noise, strict=True)
        ]
    )
    seen = state.copy()
    for enemy in ((agent + 1) % AGENTS, (agent + 3) % AGENTS):
        if not in_sight(state, agent, enemy):
            seen.agents[enemy] = agents[enemy].hidden()
    return Observation(seen, agent, distances)


def in_sight(state: State, agent: int, enemy: int) -> bool:
    """Whether the team of `agent` sees `enemy`."""
    x, y = state.agents[enemy].cell
    sight = state.rules.sight_range
    me, mate = state.agents[agent], state.agents[(agent + 2) % AGENTS]
    near_me = abs(x - me.x) + abs(y - me.y) <= sight
    return near_me or abs(x - mate.x) + abs(y - mate.y) <= sight


def match_noise(seed: str, move: int, agent: int) -> tuple[int, ...]:
    """The four errors of one observation: a pure function of the match, on every machine.

    A counter stream: blake2b keyed by the match's seed over domain, move and agent.
    """
    block = blake2b(
        f"{move}:{agent}".encode(),
        key=_noise_key(seed),
        digest_size=_FOUR_NUMBERS.size,
        person=b"pacman-noise",
    ).digest()
    values, least = len(NOISE_VALUES), NOISE_VALUES[0]
    return tuple([number % values + least for number in _FOUR_NUMBERS.unpack(block)])


@lru_cache(maxsize=64)
def _noise_key(seed: str) -> bytes:
    return blake2b(seed.encode(), digest_size=32, person=b"pacman-seed").digest()
