"""What every jailed process does to itself: limits, and settings that last as long as it does."""

from __future__ import annotations

import ctypes
import os
import resource
import signal

from pymw_bridge.interpreter.native.limits import ProcessLimits

_SET_DEATH_SIGNAL, _SET_DUMPABLE, _SET_SUBREAPER, _NO_NEW_PRIVILEGES = 1, 4, 36, 38


class JailError(Exception):
    """The process could not be shut in; it must not go on."""


def limit(limits: ProcessLimits) -> None:
    """Lower the limits of this process, where they are not lower already."""
    for what, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (wanted, wanted))


def settle(parent: int) -> None:
    """Settings that a change of user resets: die with the parent, reap what is forked.

    ``parent`` is its number as this process sees it: 0 from within a namespace of its own.
    """
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for option, value in (
        (_NO_NEW_PRIVILEGES, 1),
        (_SET_DUMPABLE, 0),
        (_SET_SUBREAPER, 1),
        (_SET_DEATH_SIGNAL, int(signal.SIGKILL)),
    ):
        if prctl(option, value, 0, 0, 0):
            raise OSError(ctypes.get_errno(), f"prctl {option} failed")
    if os.getppid() != parent:
        raise JailError("the process that started it is gone")
