"""Filters of system calls: how they are written down and put in force, whatever they refuse.

A filter is a program for a small machine inside the kernel; see seccomp(2). What it refuses fails
with EPERM, which Python raises as PermissionError.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

PR_SET_SECCOMP, _FILTER = 22, 2
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO | EPERM
LOAD, JUMP_IF_EQUAL, JUMP_IF_ABOVE, JUMP_IF_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_OFFSET, _ARCHITECTURE_OFFSET, _ARGUMENTS_OFFSET = 0, 4, 16
MACHINES = ("x86_64", "aarch64")
"""The machines whose numbers of system calls are known, in the order of the tables' columns."""
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def available() -> bool:
    """Whether this machine's system calls are known and the kernel has filters."""
    if not sys.platform.startswith("linux") or platform.machine() not in _AUDIT:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return int(libc.prctl(21, 0, 0, 0, 0)) >= 0  # PR_GET_SECCOMP


def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction; the last two say how many of the next ones a jump leaves out."""
    return struct.pack("=HBBI", code, if_true, if_false, value)


def argument(place: int) -> int:
    """Where the lower half of an argument (0 for the first) of the call is loaded from."""
    return _ARGUMENTS_OFFSET + 8 * place


def head(machine: str) -> list[bytes]:
    """What every filter begins with: calls of another architecture are refused; load the number."""
    return [
        step(LOAD, _ARCHITECTURE_OFFSET),
        step(JUMP_IF_EQUAL, _AUDIT[machine], 1, 0),
        step(RETURN, REFUSE),
        step(LOAD, _NUMBER_OFFSET),
    ]


def restrict(code: bytes) -> None:
    """Bind this process, for ever, by a filter; needs "no new privileges"; raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    filters = _Program(len(code) // 8, code)
    if libc.prctl(PR_SET_SECCOMP, _FILTER, ctypes.byref(filters), 0, 0):
        raise OSError(ctypes.get_errno(), "the system call filter was refused")
