"""Landlock: files, TCP and signals out of a process's reach, by the process itself.

Linux only, without a library: three system calls, whose numbers are the same on every machine.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION_FLAG = 1
_PATH_BENEATH = 1

READ_FILE, READ_DIR, WRITE_FILE, TRUNCATE = 1 << 2, 1 << 3, 1 << 1, 1 << 14
READ = READ_FILE | READ_DIR
# Bits 0..12 came with the first version, then one each with versions 2, 3 and 5.
_FILES_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_FILE_ONLY = READ_FILE | WRITE_FILE | TRUNCATE
# Everything but running programs, devices and sockets.
PRIVATE = ((1 << 15) - 1) & ~(1 << 0 | 1 << 6 | 1 << 9 | 1 << 11)
_TCP = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11
SIGNALS_SINCE = 6


class _Ruleset(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("files", "net", "scoped")]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


@dataclass(frozen=True)
class Allowed:
    """A path, and the rights on everything beneath it."""

    path: str
    rights: int


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    result = int(libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def version() -> int:
    """The version of Landlock that the running kernel enforces; 0 for none."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        return _call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    except OSError:
        return 0


def build(allowed: Iterable[Allowed]) -> int:
    """A rule set (a descriptor) that forbids everything but ``allowed``; raises OSError.

    Paths that do not exist are left out. Must run while the paths can still be reached.
    """
    abi = version()
    files = _FILES_BY_VERSION[max(known for known in _FILES_BY_VERSION if known <= abi)]
    attributes = _Ruleset(
        files,
        _TCP if abi >= 4 else 0,
        _ABSTRACT_SOCKETS_AND_SIGNALS if abi >= SIGNALS_SINCE else 0,
    )
    size = 24 if abi >= SIGNALS_SINCE else 16 if abi >= 4 else 8
    ruleset = _call(_CREATE, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))
    for rule in allowed:
        if os.path.exists(rule.path):
            _add(ruleset, rule, files)
    return ruleset


def _add(ruleset: int, rule: Allowed, handled: int) -> None:
    rights = rule.rights & handled
    if not os.path.isdir(rule.path):
        rights &= _FILE_ONLY
    parent = os.open(rule.path, os.O_PATH | os.O_CLOEXEC)
    try:
        beneath = _PathBeneath(rights, parent)
        _call(
            _ADD_RULE,
            ctypes.c_int(ruleset),
            ctypes.c_int(_PATH_BENEATH),
            ctypes.byref(beneath),
            ctypes.c_uint32(0),
        )
    finally:
        os.close(parent)


def restrict(ruleset: int) -> None:
    """Bind this process, for ever, by ``ruleset``, which is closed; "no new privileges" is set."""
    try:
        _call(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
