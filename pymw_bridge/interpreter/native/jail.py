"""Light isolation: what a process does to itself, once and for ever, before it loads foreign code.

Started by root it becomes a user that nobody else is; always it gives up whatever of Landlock, the
system call filter and resource limits the kernel has. `missing_layer` says, before anything is
started, whether that is enough.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from pymw_bridge.interpreter.native import bounds, forbidden_calls, landlock, libraries, seccomp
from pymw_bridge.interpreter.native.limits import ProcessLimits

# Above what distributions and container managers hand out, below 2**31; plus the process id, which
# no other living process has, so that no two jails share a user.
FIRST_USER = 1_900_000_000


@dataclass(frozen=True)
class Jail:
    """How a process shuts itself in. ``own_user`` and ``filter_calls`` are off only in tests."""

    folder: str
    parent: int
    limits: ProcessLimits
    own_user: bool = True
    filter_calls: bool = True


def missing_layer() -> str | None:
    """What this machine lacks for light isolation, as a clause; None if nothing is missing."""
    if not sys.platform.startswith("linux"):
        return "Linux"
    if os.geteuid() == 0:
        return None
    version = landlock.version()
    if version == 0:
        return "Landlock (kernel 5.13 or later), which is needed when not started by root"
    if version < landlock.SIGNALS_SINCE and not seccomp.available():
        return "a system call filter (seccomp) to protect this user's other processes"
    return None


def enter(jail: Jail) -> list[str]:
    """Shut the process in; returns the names of the layers in force. Raises bounds.JailError."""
    try:
        return _enter(jail)
    except OSError as error:
        raise bounds.JailError(f"{error.strerror or error}") from error


def _enter(jail: Jail) -> list[str]:
    layers = ["limits"]
    ruleset = landlock.build(_allowed(jail.folder)) if landlock.version() else None
    if os.geteuid() == 0 and jail.own_user:
        _keep_library_open()
        bounds.limit(jail.limits)
        _become_nobody_else(jail.folder)
        layers.append("user")
    else:
        bounds.limit(jail.limits)
    bounds.settle(jail.parent)
    if ruleset is not None:
        landlock.restrict(ruleset)
        layers.append("landlock")
    if jail.filter_calls and seccomp.available():
        seccomp.restrict(forbidden_calls.program(platform.machine()))
        layers.append("seccomp")
    return layers


def _allowed(folder: str) -> Iterator[landlock.Allowed]:
    yield landlock.Allowed(folder, landlock.PRIVATE)
    for path in (*libraries.standard_folders(), *libraries.SHARED):
        yield landlock.Allowed(path, landlock.READ)
    for path in libraries.DEVICES:
        yield landlock.Allowed(path, landlock.READ | landlock.WRITE_FILE)


def _keep_library_open() -> None:
    """Import by descriptor from now on: the new user may not be able to walk to the library.

    (Python often lives in a home directory that only its owner may enter.) The magic links in
    /proc lead to the open folder itself, so nothing on the way is asked again.
    """
    for folder in libraries.standard_folders():
        descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY)
        _move_library(folder, f"/proc/self/fd/{descriptor}")
    sys.path_importer_cache.clear()


def _move_library(old: str, new: str) -> None:
    sys.path[:] = [new if entry == old else entry for entry in sys.path]
    for module in list(sys.modules.values()):
        _move_package(module, old, new)


def _move_package(module: ModuleType, old: str, new: str) -> None:
    paths = getattr(module, "__path__", None)
    if isinstance(paths, list):
        moved = [new + p[len(old) :] if p.startswith(old + os.sep) else p for p in paths]
        paths[:] = moved


def _become_nobody_else(folder: str) -> None:
    user = FIRST_USER + os.getpid()
    for path in (Path(folder), *Path(folder).rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
