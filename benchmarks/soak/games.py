"""One random game, played by the core and by the agent API side by side, then checked again."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from benchmarks.soak.walkers import Walkers
from pacman_engine.agent_api.facade import full_state, observed_state
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.layout import Cell, Layout, layout_names, load_layout
from pacman_engine.mazes import generate_maze
from pacman_engine.observation import match_noise, observe
from pacman_engine.replay import End, build_replay, verify
from pacman_engine.rules import CLASSIC, MODERN, legal_actions, successor
from pacman_engine.state import AGENTS, State

LENGTH = 300
MAZE_SIZES = ((12, 6), (20, 10), (32, 16))


@dataclass
class Figures:
    """What was played, and what did not fit."""

    games: int = 0
    moves: int = 0
    events: Counter[str] = field(default_factory=Counter)
    mismatches: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Count another's games too."""
        self.games += other.games
        self.moves += other.moves
        self.events += other.events
        self.mismatches += other.mismatches


def soak_game(seed: int) -> Figures:
    """Play the game of this seed; its rules, board and players follow from it."""
    lots, figures = random.Random(seed), Figures(games=1)
    rules = lots.choice((CLASSIC, MODERN))
    layout = _board(lots)
    core = State.initial(layout, rules, LENGTH)
    facade, actions, starter = full_state(core), list[str](), lots.randrange(2)
    walkers = Walkers(lots)
    while not core.over and len(actions) < LENGTH:
        agent = (starter + len(actions)) % AGENTS
        problems = list(_problems(core, facade, agent, f"{seed:x}", len(actions)))
        figures.mismatches += [f"game {seed}, move {len(actions)}: {text}" for text in problems]
        action = walkers.action(core, agent)
        core, facade = successor(core, agent, action), facade.generateSuccessor(agent, action)
        actions.append(action)
        figures.events.update(events_of(core))
    figures.moves = len(actions)
    replay = build_replay(
        rules=rules.name,
        layout=layout,
        seed=f"{seed:x}",
        starter=starter,
        length=LENGTH,
        names=("red", "blue"),
        actions=actions,
        end=End.RETURNED if core.over else End.LENGTH,
        score=core.score,
        faults=[],
    )
    figures.mismatches += [f"game {seed}, replay: {text}" for text in verify(replay)]
    return figures


def _board(lots: random.Random) -> Layout:
    if lots.random() < 0.5:
        return load_layout(lots.choice(layout_names()))
    return Layout.parse(generate_maze(lots.randrange(10**6), *lots.choice(MAZE_SIZES)), "maze")


def events_of(core: State) -> Iterator[str]:
    """What happened in the last move."""
    if core.food_eaten:
        yield "dots eaten"
    if core.food_added:
        yield "dispersals"
    if core.capsule_eaten:
        yield "capsules"
    if core.score_change:
        yield "returns"
    if core.over:
        yield "wins"
    if core.agent_moved is not None and not core.agents[core.agent_moved].is_float:
        yield "timers run out or movers sent home"


def _problems(core: State, facade: GameState, agent: int, seed: str, move: int) -> Iterator[str]:
    """Where core and facade differ, or the core breaks a law of the game."""
    if sum(carried_and_returned(core)) + core.food.bit_count() != core.layout.total_food:
        yield "a dot was lost or made"
    if any(core.layout.is_wall(player.x, player.y) for player in core.agents):
        yield "an agent stands in a wall"
    if facade.getLegalActions(agent) != legal_actions(core, agent):
        yield "core and facade allow different actions"
    agents_view = shown(facade, facade.deepCopy() if move % 2 else None)
    if agents_view != known(core):
        yield f"core and facade differ: {known(core)} and {agents_view}"
    seen = observe(core, agent, match_noise(seed, move, agent))
    told = seen.state.copy()  # as every copy on the original: nothing over, no score just changed
    told.over, told.score_change = False, 0
    if shown(observed_state(seen)) != known(told):
        yield "an observation and what its agent is shown differ"


def carried_and_returned(core: State) -> Iterator[int]:
    """The dots that are not on the board, by agent, as two numbers each."""
    for player in core.agents:
        yield player.carrying
        yield player.returned


@lru_cache(maxsize=1024)
def _dots(layout: Layout, food: int) -> tuple[Cell, ...]:
    return tuple(layout.cells(food))


def known(core: State) -> Any:
    """All that the core says of a position, in the form of `shown`."""
    agents = []
    for player in core.agents:
        kind = float if player.is_float else int
        place = (repr((kind(player.x), kind(player.y))), player.direction)
        agents.append(
            (
                place if player.visible else None,
                player.is_pacman,
                player.scared,
                player.carrying,
                player.returned,
            )
        )
    return (
        agents,
        list(_dots(core.layout, core.food)),
        list(core.capsules),
        core.score,
        core.timeleft,
        core.over,
        (core.food_eaten, list(core.food_added), core.capsule_eaten, core.score_change),
    )


def shown(facade: GameState, copy: GameState | None = None) -> Any:
    """All that an agent can read of a position.

    With a `copy` the parts are read from that, so that the position itself stays untouched (a
    copy has forgotten the win and the score change, as on the original).
    """
    data = (copy or facade).data
    agents = [
        (
            player.configuration and (repr(player.getPosition()), player.getDirection()),
            player.isPacman,
            player.scaredTimer,
            player.numCarrying,
            player.numReturned,
        )
        for player in data.agentStates
    ]
    last = (data._foodEaten, data._foodAdded or [], data._capsuleEaten, facade.data.scoreChange)
    over = facade.isOver()
    return agents, data.food.asList(), list(data.capsules), data.score, data.timeleft, over, last
