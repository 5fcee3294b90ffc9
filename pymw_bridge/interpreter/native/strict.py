"""The native jail from inside: what its process does to itself before it loads foreign code.

Bubblewrap has already taken the rest of the machine out of sight; here come limits, a user that is
nobody, Landlock and the list of allowed system calls. All of them, or nothing runs.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass

from pymw_bridge.interpreter.native import allowed_calls, bounds, landlock, libraries, seccomp
from pymw_bridge.interpreter.native.bounds import JailError
from pymw_bridge.interpreter.native.limits import ProcessLimits

LAYERS = ("namespaces", "limits", "user", "landlock", "seccomp")
_PARENT_OUTSIDE = 0  # whom a process cannot see has this number


@dataclass(frozen=True)
class Walls:
    """How a process shuts itself in.

    ``user`` is whom to become when started by root, else None; ``packages`` is a folder to read
    beside the library. ``without`` names layers to leave out: only tests may do that.
    """

    folder: str
    limits: ProcessLimits
    user: int | None = None
    packages: str | None = None
    without: tuple[str, ...] = ()


def enter(walls: Walls) -> list[str]:
    """Shut the process in; returns the names of the layers in force. Raises JailError."""
    if os.getpid() != 1:
        raise JailError("it is in no process namespace of its own")
    try:
        _enter(walls)
    except OSError as error:
        raise JailError(f"{error.strerror or error}") from error
    return [name for name in LAYERS if name not in walls.without]


def _enter(walls: Walls) -> None:
    ruleset = None if "landlock" in walls.without else _ruleset(walls)
    if "limits" not in walls.without:
        bounds.limit(walls.limits)
    if walls.user is not None:
        _become(walls.user)
    bounds.settle(_PARENT_OUTSIDE)
    if os.geteuid() == 0:
        raise JailError("it is still root")
    if ruleset is not None:
        landlock.restrict(ruleset)
    if "seccomp" not in walls.without:
        seccomp.restrict(allowed_calls.program(platform.machine()))


def _ruleset(walls: Walls) -> int:
    if landlock.version() == 0:
        raise JailError("the kernel has no Landlock")
    return landlock.build(_allowed(walls))


def _allowed(walls: Walls) -> Iterator[landlock.Allowed]:
    yield landlock.Allowed(walls.folder, landlock.PRIVATE)
    readable = (*libraries.standard_folders(), *libraries.SHARED, *filter(None, [walls.packages]))
    for path in readable:
        yield landlock.Allowed(path, landlock.READ)
    for path in libraries.DEVICES:
        yield landlock.Allowed(path, landlock.READ | landlock.WRITE_FILE)


def _become(user: int) -> None:
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
