"""Turns the Python of an image into the guest's computer, before any untrusted code is loaded.

The real functions of the system are replaced wherever an imported module keeps one, by identity,
since `from os import stat` makes a copy. Code that digs out an original reaches a system that
holds nothing, for the guest is linked to no other.
"""

from __future__ import annotations

import gc
import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from pymw_bridge.interpreter.inside import signals, threads, unreachable
from pymw_bridge.interpreter.inside.clocks import Clocks
from pymw_bridge.interpreter.inside.files import MemoryFiles
from pymw_bridge.interpreter.inside.streams import empty_input, text_stream
from pymw_bridge.interpreter.inside.system import System

HOME = "/home"
MAX_RECURSION = 5_000
_RANDOM_PIECE = 60 * 1024


class Host(Protocol):
    """What the host offers: the imports of the world."""

    def host_clock(self) -> int: ...

    def host_sleep(self, nanoseconds: int) -> None: ...

    def host_random(self, count: int) -> str: ...

    def host_write(self, target: int, text: str) -> None: ...


class Machine:
    """The guest's computer: `files` in memory; `install` puts it in the place of the real one."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.files = MemoryFiles()
        self._system = System(self.files, self._print)
        for folder in (HOME, "/tmp"):  # noqa: S108 - in memory
            self.files.make_folder(folder)

    def install(self) -> None:
        """Replace clocks, files, streams, randomness, threads and the like."""
        self._replace_system()
        self._replace_streams()
        for part in (threads, signals, unreachable):
            part.install()
        self._limit_recursion()
        os.environ.clear()
        os.environ.update(HOME=HOME, TMPDIR="/tmp", TZ="UTC", LANG="C.UTF-8")  # noqa: S108
        sys.argv[:] = ["agent"]
        sys.path[:] = []
        sys.path_importer_cache.clear()
        sys.dont_write_bytecode = True
        self.files.enter(HOME)

    def settle(self) -> None:
        """Nothing more happens before the image is taken."""
        _seed_cheaply()
        gc.collect()
        gc.freeze()  # what is baked in lives for ever: walking over it would touch all its memory

    def _replace_system(self) -> None:
        posix: Any = sys.modules["posix"]
        replaced: dict[int, Any] = {}
        clocks = Clocks(self._host.host_clock, self._host.host_sleep)
        for module, functions in (
            (posix, {**self._system.functions(), "urandom": self._urandom}),
            (time, clocks.functions()),
            (sys.modules["_io"], self._openers()),
        ):
            for name, function in functions.items():
                if hasattr(module, name):
                    replaced[id(getattr(module, name))] = function
                setattr(module, name, function)
        os_module: Any = os
        os_module.system = self._system.system
        _spread(replaced)
        self._forget_descriptors()

    def _openers(self) -> dict[str, Callable[..., Any]]:
        opened = self._system.opened
        return {"open": opened.open, "open_code": opened.open_code}

    def _forget_descriptors(self) -> None:
        """Nothing works relative to an open folder here."""
        for name in ("supports_dir_fd", "supports_fd", "supports_follow_symlinks"):
            getattr(os, name).clear()
        tree: Any = shutil.rmtree
        tree.avoids_symlink_attacks = False
        module: Any = shutil
        module._use_fd_functions = False

    def _replace_streams(self) -> None:
        sys.stdin = sys.__stdin__ = empty_input()  # type: ignore[misc]
        sys.stdout = sys.__stdout__ = text_stream(1, self._host.host_write)  # type: ignore[misc]
        sys.stderr = sys.__stderr__ = text_stream(2, self._host.host_write)  # type: ignore[misc]

    def _print(self, target: int, data: bytes) -> None:
        for start in range(0, len(data), _RANDOM_PIECE):
            piece = data[start : start + _RANDOM_PIECE]
            self._host.host_write(target, piece.decode("latin-1"))

    def _urandom(self, size: int, /) -> bytes:
        if size < 0:
            raise ValueError("negative argument not allowed")
        pieces = []
        for start in range(0, size, _RANDOM_PIECE):
            count = min(_RANDOM_PIECE, size - start)
            pieces.append(self._host.host_random(count).encode("latin-1"))
        return b"".join(pieces)

    def _limit_recursion(self) -> None:
        real = sys.setrecursionlimit

        def setrecursionlimit(limit: int, /) -> None:
            real(min(limit, MAX_RECURSION))

        sys.setrecursionlimit = setrecursionlimit


def _seed_cheaply() -> None:
    """Let the first seeding, which the runtime does before its first call, draw 32 bytes only.

    On its own `random` draws 2 500, one by one, which takes two milliseconds.
    """
    module: Any = random
    real = random.seed

    def seed(a: Any = None, version: int = 2) -> None:
        module.seed = real
        real(os.urandom(32) if a is None else a, version)

    module.seed = seed


def _spread(replaced: Mapping[int, Any]) -> None:
    """Put the new functions wherever a module has an old one."""
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()):
            if id(value) in replaced:
                setattr(module, name, replaced[id(value)])
