"""A team's side inside a runtime image: reads the archive, then answers the referee.

Imported while an image is built, so that all that agents import is there before any agent is.
"""

from __future__ import annotations

import base64
import json
from importlib import import_module, resources
from typing import Any, Protocol

from pacman_engine.agent_api import importing
from pacman_engine.teams import rehearsal
from pacman_engine.teams.guest import Guest
from pacman_engine.teams.messages import PROTOCOL

HOME = "/home"
_OUT_OF_MEMORY = (
    '{"fault":{"error":"MemoryError","message":"MemoryError","module":"","traceback":[]}}'
)
_guest = Guest(HOME)


class _Files(Protocol):
    def mount(self, path: str, data: bytes) -> None: ...

    def remove(self, path: str) -> None: ...


class _Machine(Protocol):
    files: _Files


_files: list[_Files] = []


def prepare(machine: _Machine) -> None:
    """Import all that agents may; called while the image is built, before there is a machine."""
    importing.install()
    for module in set(importing.FLAT_NAMES.values()):
        import_module(module)
    for layout in (resources.files("pacman_engine") / "layouts").iterdir():
        machine.files.mount(str(layout), layout.read_bytes())
    _files.append(machine.files)


def rehearse(machine: _Machine) -> None:
    """Play a little on the machine that is now installed."""
    path = f"{HOME}/{rehearsal.MAIN}"
    machine.files.mount(path, rehearsal.TEAM)
    rehearsal.rehearse(HOME)
    machine.files.remove(path)


def answer(request: str) -> str:
    """Carry out one request; see ``Guest.reply``.

    ``load`` also brings the team's files; ``hello`` asks for the protocol, before there is a team.
    """
    try:
        call: list[Any] = json.loads(request)
        if call[0] == "hello":
            return json.dumps({"ok": PROTOCOL})
        if call[0] == "load":
            _mount(call.pop())
        return json.dumps(_guest.reply(call))
    except MemoryError:
        return _OUT_OF_MEMORY


def _mount(files: dict[str, str]) -> None:
    for name, data in files.items():
        _files[0].mount(f"{HOME}/{name}", base64.b64decode(data))
