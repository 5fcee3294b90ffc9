"""A filter that takes from a process the system calls by which it could reach others.

Forks, threads, programs, signals to others, sockets, tracing, mounts: they fail with EPERM.
A list of what is forbidden, not of what is allowed: one layer of several, no sandbox by itself.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

PR_SET_SECCOMP, _FILTER = 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO | EPERM
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_ABOVE, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_OFFSET, _ARCHITECTURE_OFFSET = 0, 4
_X32 = 0x40000000
# The numbers on x86_64 and on aarch64 (which lacks the oldest calls).
FORBIDDEN: dict[str, tuple[int, int | None]] = {
    "add_key": (248, 217),
    "bind": (49, 200),
    "bpf": (321, 280),
    "chroot": (161, 51),
    "clone": (56, 220),
    "clone3": (435, 435),
    "connect": (42, 203),
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "io_uring_setup": (425, 425),
    "ioprio_set": (251, 30),
    "kcmp": (312, 272),
    "keyctl": (250, 219),
    "kill": (62, 129),
    "migrate_pages": (256, 238),
    "mount": (165, 40),
    "move_pages": (279, 239),
    "perf_event_open": (298, 241),
    "pidfd_getfd": (438, 438),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pivot_root": (155, 41),
    "prlimit64": (302, 261),
    "process_madvise": (440, 440),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "request_key": (249, 218),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "sched_setaffinity": (203, 122),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "setns": (308, 268),
    "setpriority": (141, 140),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "tgkill": (234, 131),
    "tkill": (200, 130),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "vfork": (58, None),
}
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_COLUMN = {"x86_64": 0, "aarch64": 1}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def available() -> bool:
    """Whether this machine's system calls are known and the kernel has filters."""
    if not sys.platform.startswith("linux") or platform.machine() not in _AUDIT:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return int(libc.prctl(21, 0, 0, 0, 0)) >= 0  # PR_GET_SECCOMP


def program(machine: str) -> bytes:
    """The filter for the kernel's packet machine, eight bytes an instruction."""
    column = _COLUMN[machine]
    known = (numbers[column] for numbers in FORBIDDEN.values())
    numbers = sorted(number for number in known if number is not None)
    body = [_step(_JUMP_IF_ABOVE, _X32, len(numbers) + 1, 0)]
    for left, number in zip(range(len(numbers), 0, -1), numbers, strict=True):
        body.append(_step(_JUMP_IF_EQUAL, number, left, 0))
    return b"".join(
        [
            _step(_LOAD, _ARCHITECTURE_OFFSET),
            _step(_JUMP_IF_EQUAL, _AUDIT[machine], 1, 0),
            _step(_RETURN, _REFUSE),
            _step(_LOAD, _NUMBER_OFFSET),
            *body,
            _step(_RETURN, _ALLOW),
            _step(_RETURN, _REFUSE),
        ]
    )


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def restrict() -> None:
    """Bind this process, for ever, by the filter; needs "no new privileges"; raises OSError."""
    code = program(platform.machine())
    libc = ctypes.CDLL(None, use_errno=True)
    filters = _Program(len(code) // 8, code)
    if libc.prctl(PR_SET_SECCOMP, _FILTER, ctypes.byref(filters), 0, 0):
        raise OSError(ctypes.get_errno(), "the system call filter was refused")
