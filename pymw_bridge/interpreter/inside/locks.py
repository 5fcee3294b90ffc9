"""Locks for a program that has only one thread: whoever waits for a held one waits for itself.

The locks of the interpreter would end the whole guest there; these raise an error that says why.
"""

from __future__ import annotations

import _thread
import queue
import sys
import threading
import time
from typing import Any

NOBODY = "nothing can end this wait: there is only one thread in the sandbox"


class Lock:
    """As `threading.Lock`; a wait with a timeout lets the time pass."""

    def __init__(self) -> None:
        self._held = False

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock; False if it is held, RuntimeError if that could only be waited for."""
        _check_wait(blocking, timeout)
        if not self._held:
            self._held = True
            return True
        if not blocking:
            return False
        if timeout < 0:
            raise RuntimeError(NOBODY)
        time.sleep(timeout)
        return False

    def release(self) -> None:
        """Give it back."""
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def locked(self) -> bool:
        """Whether it is held."""
        return self._held

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *error: object) -> None:
        self.release()

    acquire_lock, release_lock, locked_lock = acquire, release, locked


def _check_wait(blocking: bool, timeout: float) -> None:
    if not blocking and timeout != -1:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0 and timeout != -1:
        raise ValueError("timeout value must be a non-negative number")


def install() -> None:
    """Put the stand-ins in the place of what they stand for, wherever a module has it."""
    instead = {
        id(_thread.allocate_lock): Lock,
        id(_thread.LockType): Lock,
        id(queue.SimpleQueue): queue._PySimpleQueue,  # type: ignore[attr-defined]
    }
    for module in list(sys.modules.values()):
        if module.__name__.startswith(("importlib._", "_frozen_importlib")):
            continue  # imports never wait, and know their own locks
        for name, value in list(vars(module).items()):
            if id(value) in instead:
                setattr(module, name, instead[id(value)])
    condition: Any = threading.Condition
    condition.wait = _wait


def _wait(self: Any, timeout: float | None = None) -> bool:
    if timeout is None:
        raise RuntimeError(NOBODY)
    time.sleep(max(timeout, 0))
    return False
