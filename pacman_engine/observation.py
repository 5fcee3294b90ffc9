"""What one agent may see: enemies in sight, and noisy distances to everybody.

Cut here, in the referee's process: what an agent may not know never reaches its sandbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from pacman_engine.state import AGENTS, State

NOISE_VALUES = tuple(range(-6, 7))


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
        abs(me.x - other.x) + abs(me.y - other.y) + error
        for other, error in zip(agents, noise, strict=True)
    )
    seen = state.copy()
    for enemy in ((agent + 1) % AGENTS, (agent + 3) % AGENTS):
        if not in_sight(state, agent, enemy):
            seen.agents[enemy] = agents[enemy]._replace(x=-1, y=-1, visible=False)
    return Observation(seen, agent, distances)


def in_sight(state: State, agent: int, enemy: int) -> bool:
    """Whether the team of `agent` sees `enemy`."""
    x, y = state.agents[enemy].cell
    sight = state.rules.sight_range
    return any(
        abs(x - mate.x) + abs(y - mate.y) <= sight
        for mate in (state.agents[agent], state.agents[(agent + 2) % AGENTS])
    )


def match_noise(seed: str, move: int, agent: int) -> tuple[int, ...]:
    """The four errors of one observation: a pure function of the match, on every machine.

    A counter stream: blake2b keyed by the match's seed over domain, move and agent.
    """
    key = blake2b(seed.encode(), digest_size=32, person=b"pacman-seed").digest()
    block = blake2b(
        f"{move}:{agent}".encode(), key=key, digest_size=8 * AGENTS, person=b"pacman-noise"
    ).digest()
    return tuple(
        int.from_bytes(block[8 * i : 8 * i + 8], "big") % len(NOISE_VALUES) + NOISE_VALUES[0]
        for i in range(AGENTS)
    )
