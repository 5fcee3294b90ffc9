"""The side of a team that runs its code: carries out the referee's requests, one by one."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

from pacman_engine.agent_api.facade import full_state, observed_state
from pacman_engine.agent_api.hooks import make_team
from pacman_engine.layout import Layout
from pacman_engine.rules import Rules
from pacman_engine.teams.messages import Message, read_observation, read_state
from pacman_engine.teams.tracebacks import describe

MAX_SHOWN = 80


class Guest:
    """One team, loaded from ``folder``. The names that agents import must be installed."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def reply(self, request: list[Any]) -> dict[str, Any]:
        """Carry out a request: ``{"ok": result}``, or ``{"fault": description}``.

        Whatever the team raises is its fault, SystemExit and KeyboardInterrupt too.
        """
        call, *arguments = request
        try:
            return {"ok": getattr(self, f"_{call}")(*arguments)}
        except BaseException as error:
            return {"fault": describe(error, self.folder)}

    def _load(self, setup: Mapping[str, Any]) -> None:
        self._setup = setup
        self._layout = Layout.parse(setup["layout"], setup["layout_name"])
        self._rules = Rules.named(setup["rules"])
        random.seed(setup["random_key"])
        self._module = load_module(self.folder, setup["main"])

    def _create(self) -> None:
        red = self._setup["red"]
        agents = (0, 2) if red else (1, 3)
        team = make_team(self._module, *agents, red, self._setup["options"])
        self._agents = dict(zip(agents, team, strict=True))

    def _start(self, agent: int, message: Message) -> None:
        self._agents[agent].start(full_state(self._state(message)))

    def _act(self, agent: int, message: Message) -> str:
        seen = read_observation(message, agent, self._layout, self._rules)
        return shown_action(self._agents[agent].act(observed_state(seen)))

    def _final(self, agent: int, message: Message) -> None:
        self._agents[agent].final(full_state(self._state(message)))

    def _state(self, message: Message) -> Any:
        return read_state(message, self._layout, self._rules)


def shown_action(action: object) -> str:
    """What an agent returned as text; only a plain string can come out as a legal action."""
    if isinstance(action, str):
        return str(action)[:MAX_SHOWN]
    return f"{action!r:.{MAX_SHOWN}} ({type(action).__name__})"


def load_module(folder: str, main: str) -> ModuleType:
    """Run the team's main file as a module under its own name, its folder last on the path.

    The modules of the contest and of the library stay in front, whatever the upload brings.
    """
    path = os.path.join(folder, main)
    for entry in (folder, os.path.dirname(path)):
        if entry not in sys.path:
            sys.path.append(entry)
    name = os.path.splitext(os.path.basename(path))[0]
    if name in sys.modules:
        name = f"team_{name}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{main} cannot be loaded")
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
