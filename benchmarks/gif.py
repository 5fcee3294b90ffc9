"""How fast the GIF of a match is made, and how large it is.

python -m benchmarks.gif
"""

from __future__ import annotations

import random
import sys
from time import perf_counter
from typing import Any

from pacman_engine.layout import load_layout
from pacman_engine.render import render_gif, sprites, walls
from pacman_engine.replay import End, Replay, build_replay
from pacman_engine.rules import MODERN, legal_actions, successor
from pacman_engine.state import State

MOVES = 1200
ROUNDS = 3
SECONDS, KILOBYTES = 1.5, 600


def restless_match(layout_name: str, seed: int, length: int = MOVES) -> Replay:
    """A match of players who go on ahead and turn by lot: they never stand still."""
    layout, lots, actions = load_layout(layout_name), random.Random(seed), list[str]()
    state = State.initial(layout, MODERN, length)
    while len(actions) < length and not state.over:
        agent = len(actions) % 4
        moves = [action for action in legal_actions(state, agent) if action != "Stop"]
        ahead = state.agents[agent].direction
        keeps_on = ahead in moves and lots.random() < 0.8
        actions.append(ahead if keeps_on else lots.choice(moves))
        state = successor(state, agent, actions[-1])
    return build_replay(
        rules="modern",
        layout=layout,
        seed=f"{seed:x}",
        starter=0,
        length=length,
        names=("Nightcrawlers", "Baseline"),
        actions=actions,
        end=End.RETURNED if state.over else End.LENGTH,
        score=state.score,
        faults=[],
    )


def _cold_seconds(replay: Replay) -> float:
    """The time of one film in a process that has drawn nothing yet."""
    sprites.draw_look.cache_clear()
    walls.draw_wall.cache_clear()
    started = perf_counter()
    render_gif(replay)
    return perf_counter() - started


def run() -> list[dict[str, Any]]:
    """The slowest and the largest of three matches of 1200 moves on 32x16."""
    matches = [restless_match("nightgarden", seed) for seed in range(ROUNDS)]
    films = [(_cold_seconds(replay), len(render_gif(replay))) for replay in matches]
    seconds, size = (max(column) for column in zip(*films, strict=True))
    return [
        {
            "name": "time for a GIF of 1200 moves, 32x16",
            "value": seconds,
            "unit": "s",
            "at_most": SECONDS,
        },
        {
            "name": "size of a GIF of 1200 moves, 32x16",
            "value": size / 1000,
            "unit": "kB",
            "at_most": KILOBYTES,
        },
    ]


def main() -> int:
    """Print the measurements; 1 if a bound is broken."""
    results = run()
    for found in results:
        print(f"{found['name']}: {found['value']:.3g} {found['unit']} (<= {found['at_most']})")
    return int(any(found["value"] > found["at_most"] for found in results))


if __name__ == "__main__":
    sys.exit(main())
