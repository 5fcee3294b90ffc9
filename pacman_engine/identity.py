"""Identity mode: a game in this process with the original's order of random draws.

Only for comparisons with the original and for tests: both teams' code runs right here, shares the
global `random`, and an agent's own `observationFunction` gets the true state.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from pacman_engine.agent_api.facade import full_state
from pacman_engine.agent_api.game_state import GameState
from pacman_engine.agent_api.hooks import HookedAgent, make_team
from pacman_engine.faults import Fault, FaultKind, Side, score_after_faults
from pacman_engine.layout import Layout
from pacman_engine.replay import End, Replay, build_replay
from pacman_engine.rules import IllegalAction, Rules, successor
from pacman_engine.state import AGENTS, State
from pacman_engine.teams.guest import shown_action

Loader = Callable[[], Any]
Home = Callable[[], AbstractContextManager[object]]
"""Where a team's code runs: entered around each of its calls."""

Options = Sequence[Mapping[str, Any]]


class IdentityGame:
    """One game. The order of draws is that of the original:

    `random.seed(seed)`, red's file, blue's file, both factories, the board, `random.seed(seed +
    "/game")`, the starter, `registerInitialState` 0..3, the moves.
    """

    def __init__(self, rules: Rules, layout: Layout, seed: str, length: int) -> None:
        self.rules = rules
        self.layout = layout
        self.seed = seed
        self.length = length
        self.actions: list[str] = []
        self.faults: list[Fault] = []
        self.starter = 0
        self.state = State.initial(layout, rules, length)

    def play(
        self,
        red: Loader,
        blue: Loader,
        options: Options = ({}, {}),
        homes: tuple[Home, Home] = (nullcontext, nullcontext),
    ) -> float:
        """Load and play; `red` and `blue` each run a team file and return its module.

        Returns `random.random()` after the game. A fault of an agent ends the game; whatever goes
        wrong in loading and in the factories is raised.
        """
        self._homes = homes
        random.seed(self.seed)
        agents = self._load((red, blue), options)
        random.seed(f"{self.seed}/game")
        self.starter = random.randint(0, 1)  # noqa: S311
        self._tell(agents, HookedAgent.start, FaultKind.START)
        self._play_moves(agents)
        self._tell(agents, HookedAgent.final, FaultKind.FINAL)
        return random.random()  # noqa: S311

    def _load(self, loaders: tuple[Loader, Loader], options: Options) -> list[HookedAgent]:
        modules = []
        for home, load in zip(self._homes, loaders, strict=True):
            with home():
                modules.append(load())
        teams = []
        for side, home in enumerate(self._homes):
            with home():
                made = make_team(modules[side], side, side + 2, side == 0, options[side])
                teams.append(made)
        return [teams[0][0], teams[1][0], teams[0][1], teams[1][1]]

    def _tell(
        self,
        agents: list[HookedAgent],
        hook: Callable[[HookedAgent, GameState], None],
        kind: FaultKind,
    ) -> None:
        """Call a hook of all agents in their order, until one of them fails."""
        for index, agent in enumerate(agents):
            if not self.faults:
                self._ask(index, kind, partial(hook, agent, full_state(self.state)))

    def _play_moves(self, agents: list[HookedAgent]) -> None:
        while not self.state.over and not self.faults and len(self.actions) < self.length:
            index = (self.starter + len(self.actions)) % AGENTS
            self._play_move(agents[index], index)

    def _play_move(self, agent: HookedAgent, index: int) -> None:
        action = self._ask(
            index, FaultKind.CRASH, lambda: agent.act(full_state(self.state).deepCopy())
        )
        if self.faults:
            return
        try:
            self.state = successor(self.state, index, shown_action(action))
        except IllegalAction:
            self._blame(index, FaultKind.ILLEGAL)
        else:
            self.actions.append(shown_action(action))

    def _ask(self, index: int, kind: FaultKind, call: Callable[[], Any]) -> Any:
        """What an agent answers, at its home; blame for whatever it raises."""
        try:
            with self._homes[index % 2]():
                return call()
        except MemoryError:
            self._blame(index, kind if kind is FaultKind.FINAL else FaultKind.MEMORY)
        except (Exception, SystemExit):
            self._blame(index, kind)
        return None

    def _blame(self, agent: int, kind: FaultKind) -> None:
        self.faults.append(Fault(Side.of(agent), agent, len(self.actions), kind))

    def replay(self, names: tuple[str, str]) -> Replay:
        """The replay document of the game."""
        return build_replay(
            rules=self.rules.name,
            layout=self.layout,
            seed=self.seed,
            starter=self.starter,
            length=self.length,
            names=names,
            actions=self.actions,
            end=self._end(),
            score=score_after_faults(self.state.score, self.faults),
            faults=self.faults,
        )

    def _end(self) -> End:
        if self.faults:
            return End.FAULT
        return End.RETURNED if self.state.over else End.LENGTH
