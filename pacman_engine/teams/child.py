"""The program of a team's process: a `Guest`, for the program `inside` the jail to serve."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from pacman_engine.agent_api import importing
from pacman_engine.teams.guest import Guest

OUT_OF_MEMORY = {
    "fault": {"error": "MemoryError", "message": "MemoryError", "module": "", "traceback": []}
}


def prepare(folder: str) -> Callable[[list[Any]], dict[str, Any]]:
    """Import all that agents may, while our own files can still be read."""
    importing.install()
    for module in set(importing.FLAT_NAMES.values()):
        import_module(module)
    return Guest(folder).reply
