"""The program of a jailed process: shut itself in, then answer until the other side hangs up.

A jailed program is a module with

- ``prepare(folder) -> answer``: called before the walls close, so that it can import what it needs;
  it must run nothing foreign. ``answer(request)`` gives the reply, both plain JSON;
- ``OUT_OF_MEMORY``: the reply when there is no memory for one.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from pymw_bridge.interpreter.native import jail, strict
from pymw_bridge.interpreter.native.bounds import JailError
from pymw_bridge.interpreter.native.frames import pack, read_frame, write_all
from pymw_bridge.interpreter.native.limits import ProcessLimits


def main() -> None:
    """Run with the arguments that a `Cell` gives; never returns."""
    requests, replies = int(sys.argv[1]), int(sys.argv[2])
    walls, program = json.loads(sys.argv[3]), import_module(sys.argv[4])
    try:
        answer = program.prepare(walls["folder"])
        files_come = walls["strict"]
        layers = _shut_in(walls)
        os.chdir(walls["folder"])
        if files_come:
            _keep(read_frame(requests))
    except (JailError, OSError) as error:
        write_all(replies, pack({"unavailable": str(error)}))
        os._exit(1)
    _forget_arguments(walls.get("packages"))
    write_all(replies, pack({"ready": layers}))
    _serve(answer, program.OUT_OF_MEMORY, requests, replies)


def _shut_in(walls: dict[str, Any]) -> list[str]:
    limits = ProcessLimits(**walls.pop("limits"))
    if walls.pop("strict"):
        return strict.enter(strict.Walls(limits=limits, **walls))
    return jail.enter(jail.Jail(limits=limits, **walls))


def _forget_arguments(packages: str | None) -> None:
    paths = sys.argv[5].split(":")
    sys.argv[:] = ["agent"]
    os.environ.pop("LD_LIBRARY_PATH", None)
    sys.path[:] = [entry for entry in sys.path if entry not in paths]
    if packages:
        sys.path.append(packages)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]


def _serve(
    answer: Callable[[Any], Any], out_of_memory: object, requests: int, replies: int
) -> None:
    while True:
        try:
            number, request = read_frame(requests)
        except EOFError:
            os._exit(0)
        try:
            reply = pack([number, answer(request)])
        except MemoryError:
            reply = pack([number, out_of_memory])
        write_all(replies, reply)


def _keep(files: dict[str, str]) -> None:
    """Write the files that came before the first request into the folder."""
    for name, content in files.items():
        folder = os.path.dirname(name)
        if folder:
            os.makedirs(folder, exist_ok=True)
        with open(name, "wb") as file:
            file.write(base64.b64decode(content))
