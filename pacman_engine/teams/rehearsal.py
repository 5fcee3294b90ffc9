"""A few moves while an image is built, so that little in a match happens for the first time.

The interpreter has then seen which types go where, and its caches are filled; that stays in the
image. Nothing of the team that played, or of its boards, does.
"""

from __future__ import annotations

import random
import sys
from typing import Any

from pacman_engine.distances import distances_of
from pacman_engine.layout import Layout, load_layout
from pacman_engine.observation import match_noise, observe
from pacman_engine.rules import CLASSIC, MODERN, Rules, successor
from pacman_engine.state import AGENTS, State
from pacman_engine.teams.guest import Guest
from pacman_engine.teams.messages import observation_message, state_message

MOVES = 60
MAIN = "rehearsal.py"
TEAM = b"from baselineTeam import createTeam\n"
_BOARDS = ("RANDOM1", "RANDOM2")  # mazes: what is remembered of them makes no real board faster


def rehearse(folder: str) -> None:
    """Let the baseline, which lies in ``folder``, play itself through the guest of real teams."""
    lots = random.getstate()
    for name in _BOARDS:
        for rules in (CLASSIC, MODERN):
            _play(folder, load_layout(name), rules)
    random.setstate(lots)
    distances_of.cache_clear()
    sys.modules.pop(MAIN.removesuffix(".py"))
    sys.path[:] = []
    sys.path_importer_cache.clear()


def _play(folder: str, layout: Layout, rules: Rules) -> None:
    state = State.initial(layout, rules, MOVES)
    guests = [_guest(folder, layout, rules, red) for red in (True, False)]
    for agent in range(AGENTS):
        _ask(guests[agent % 2], ["start", agent, state_message(state)])
    for move in range(MOVES):
        agent = move % AGENTS
        seen = observation_message(observe(state, agent, match_noise("5eed", move, agent)))
        state = successor(state, agent, _ask(guests[agent % 2], ["act", agent, seen]))


def _guest(folder: str, layout: Layout, rules: Rules, red: bool) -> Guest:
    guest = Guest(folder)
    setup = {
        "main": MAIN,
        "red": red,
        "layout": layout.text,
        "layout_name": layout.name,
        "rules": rules.name,
        "options": {},
        "random_key": "rehearsal",
    }
    sys.modules.pop(MAIN.removesuffix(".py"), None)
    _ask(guest, ["load", setup])
    _ask(guest, ["create"])
    return guest


def _ask(guest: Guest, request: list[Any]) -> Any:
    reply = guest.reply(request)
    if "fault" in reply:
        raise RuntimeError(f"The rehearsal failed: {reply['fault']}")
    return reply["ok"]
