"""Identity mode: a game in this process with the original's order of random draws.

Only for comparisons with the original and for tests: both teams' code runs right here, shares the
global `random`, and an agent's own `observationFunction` gets the true state.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pacman_engine.agent_api.facade import full_state
from pacman_engine.agent_api.hooks import HookedAgent, make_team
from pacman_engine.faults import Fault, FaultKind, Side, score_after_faults
from pacman_engine.layout import Layout
from pacman_engine.replay import End, Replay, build_replay
from pacman_engine.rules import IllegalAction, Rules, successor
from pacman_engine.state import AGENTS, State

Loader = Callable[[], Any]


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
        self, red: Loader, blue: Loader, options: Sequence[Mapping[str, Any]] = ({}, {})
    ) -> float:
        """Load and play; `red` and `blue` each run a team file and return its module.

        Returns `random.random()` after the game. A fault in a move ends the game; whatever goes
        wrong before the first move is raised.
        """
        random.seed(self.seed)
        modules = red(), blue()
        agents = self._make_agents(modules, options)
        random.seed(f"{self.seed}/game")
        self.starter = random.randint(0, 1)  # noqa: S311
        for agent in agents:
            agent.start(full_state(self.state))
        self._play_moves(agents)
        if not self.faults:
            for agent in agents:
                agent.final(full_state(self.state))
        return random.random()  # noqa: S311

    def _make_agents(
        self, modules: tuple[Any, Any], options: Sequence[Mapping[str, Any]]
    ) -> list[HookedAgent]:
        red = make_team(modules[0], 0, 2, True, options[0])
        blue = make_team(modules[1], 1, 3, False, options[1])
        return [red[0], blue[0], red[1], blue[1]]

    def _play_moves(self, agents: list[HookedAgent]) -> None:
        while not self.state.over and not self.faults and len(self.actions) < self.length:
            index = (self.starter + len(self.actions)) % AGENTS
            self._play_move(agents[index], index)

    def _play_move(self, agent: HookedAgent, index: int) -> None:
        try:
            action = agent.act(full_state(self.state))
            self.state = successor(self.state, index, action)
        except IllegalAction:
            self._blame(index, FaultKind.ILLEGAL)
        except SystemExit:
            self._blame(index, FaultKind.EXIT)
        except Exception:
            self._blame(index, FaultKind.CRASH)
        else:
            self.actions.append(action)

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
