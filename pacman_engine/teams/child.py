"""The program of a team's process: shut itself in, then answer the referee until it hangs up."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

from pacman_engine.agent_api import importing
from pacman_engine.teams.guest import Guest
from pymw_bridge.interpreter.native.frames import pack, read_frame, write_all
from pymw_bridge.interpreter.native.jail import Jail, JailError, enter
from pymw_bridge.interpreter.native.limits import ProcessLimits

_OUT_OF_MEMORY = {
    "fault": {"error": "MemoryError", "message": "MemoryError", "module": "", "traceback": []}
}


def main() -> None:
    """Run with the arguments that ``process.command`` builds; never returns."""
    requests, replies = int(sys.argv[1]), int(sys.argv[2])
    jail = _jail(json.loads(sys.argv[3]))
    root = sys.path.pop(0)
    _import_contest()
    try:
        guest = Guest(jail.folder)
        layers = enter(jail)
        os.chdir(jail.folder)
    except (JailError, OSError) as error:
        write_all(replies, pack({"unavailable": str(error)}))
        os._exit(1)
    _forget_arguments(root)
    write_all(replies, pack({"ready": layers}))
    _serve(guest, requests, replies)


def _import_contest() -> None:
    """Import all that agents may, while our own files can still be read."""
    importing.install()
    for module in set(importing.FLAT_NAMES.values()):
        import_module(module)


def _jail(document: dict[str, object]) -> Jail:
    limits = ProcessLimits(**document.pop("limits"))  # type: ignore[arg-type]
    return Jail(limits=limits, **document)  # type: ignore[arg-type]


def _forget_arguments(root: str) -> None:
    sys.argv[:] = ["agent"]
    os.environ.pop("LD_LIBRARY_PATH", None)
    sys.path[:] = [entry for entry in sys.path if entry != root]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]


def _serve(guest: Guest, requests: int, replies: int) -> None:
    while True:
        try:
            number, request = read_frame(requests)
        except EOFError:
            os._exit(0)
        try:
            reply = pack([number, guest.reply(request)])
        except MemoryError:
            reply = pack([number, _OUT_OF_MEMORY])
        write_all(replies, reply)
