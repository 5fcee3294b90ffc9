"""The filter of the native jail: the system calls that a computing Python needs, and no others.

Reading and writing files (which ones, Landlock and the mounts decide), memory, clocks, sleep,
signals to oneself by a timer, and the end. So there are no processes, threads, programs, sockets,
signals to others, tracing, mounts, namespaces, limits, shared memory, rights or owners of files.

A few calls are allowed with some arguments only. A process that ends itself may not choose a code
from 128: by these a process killed by a signal is known, and what was killed from outside is not
the guest's fault.
"""

from __future__ import annotations

from pymw_bridge.interpreter.native import seccomp
from pymw_bridge.interpreter.native.seccomp import step

# The numbers on x86_64 and on aarch64 (which lacks the oldest calls).
ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "access": (21, None),
    "alarm": (37, None),
    "brk": (12, 214),
    "chdir": (80, 49),
    "clock_getres": (229, 114),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "close": (3, 57),
    "close_range": (436, 436),
    "copy_file_range": (326, 285),
    "creat": (85, None),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21),
    "epoll_pwait": (281, 22),
    "epoll_wait": (232, None),
    "eventfd2": (290, 19),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "fadvise64": (221, 223),
    "fallocate": (285, 47),
    "fchdir": (81, 50),
    "fdatasync": (75, 83),
    "flock": (73, 32),
    "fstat": (5, 80),
    "fstatfs": (138, 44),
    "fsync": (74, 82),
    "ftruncate": (77, 46),
    "futex": (202, 98),
    "getcwd": (79, 17),
    "getdents64": (217, 61),
    "getegid": (108, 177),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getitimer": (36, 102),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "getrandom": (318, 278),
    "getresgid": (120, 150),
    "getresuid": (118, 148),
    "getrlimit": (97, 163),
    "getrusage": (98, 165),
    "gettid": (186, 178),
    "gettimeofday": (96, 169),
    "getuid": (102, 174),
    "link": (86, None),
    "linkat": (265, 37),
    "lseek": (8, 62),
    "lstat": (6, None),
    "madvise": (28, 233),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "msync": (26, 227),
    "munmap": (11, 215),
    "nanosleep": (35, 101),
    "newfstatat": (262, 79),
    "open": (2, None),
    "openat": (257, 56),
    "pause": (34, None),
    "pipe": (22, None),
    "pipe2": (293, 59),
    "poll": (7, None),
    "ppoll": (271, 73),
    "pread64": (17, 67),
    "preadv": (295, 69),
    "pselect6": (270, 72),
    "pwrite64": (18, 68),
    "pwritev": (296, 70),
    "read": (0, 63),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "readv": (19, 65),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "restart_syscall": (219, 128),
    "rmdir": (84, None),
    "rt_sigaction": (13, 134),
    "rt_sigpending": (127, 136),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigsuspend": (130, 133),
    "rt_sigtimedwait": (128, 137),
    "sched_getaffinity": (204, 123),
    "select": (23, None),
    "sendfile": (40, 71),
    "setitimer": (38, 103),
    "sigaltstack": (131, 132),
    "stat": (4, None),
    "statfs": (137, 43),
    "statx": (332, 291),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "time": (201, None),
    "times": (100, 153),
    "truncate": (76, 45),
    "umask": (95, 166),
    "uname": (63, 160),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "utimensat": (280, 88),
    "write": (1, 64),
    "writev": (20, 66),
}
# Calls with commands: (their numbers, the commands allowed), always the second argument.
_COMMANDS: dict[str, tuple[tuple[int, int], tuple[int, ...]]] = {
    # Copy a descriptor, its flags, locks; not: whom it signals, leases, the size of a pipe.
    "fcntl": ((72, 25), (0, 1, 2, 3, 4, 5, 6, 7, 1030)),
    # Whether it is a terminal and how large; kept or closed by another program.
    "ioctl": ((16, 29), (0x5401, 0x5413, 0x5450, 0x5451)),
}
_ENDS: dict[str, tuple[int, int]] = {"exit": (60, 93), "exit_group": (231, 94)}
_SIGNAL_BIT = 0x80


def program(machine: str) -> bytes:
    """The filter for the kernel's packet machine, eight bytes an instruction."""
    column = seccomp.MACHINES.index(machine)
    known = (numbers[column] for numbers in ALLOWED.values())
    numbers = sorted(number for number in known if number is not None)
    special = _commands(column) + _ends(column)
    body = [
        # Over the rest of the list, the special calls and the refusal, to where it is allowed.
        step(seccomp.JUMP_IF_EQUAL, number, len(numbers) - place - 1 + len(special) + 1, 0)
        for place, number in enumerate(numbers)
    ]
    return b"".join(
        [
            *seccomp.head(machine),
            *body,
            *special,
            step(seccomp.RETURN, seccomp.REFUSE),
            step(seccomp.RETURN, seccomp.ALLOW),
        ]
    )


def _commands(column: int) -> list[bytes]:
    """Allow some commands of a call and refuse its others; any other call goes on."""
    steps = []
    for numbers, commands in _COMMANDS.values():
        steps += [
            step(seccomp.JUMP_IF_EQUAL, numbers[column], 0, len(commands) + 3),
            step(seccomp.LOAD, seccomp.argument(1)),
            *(
                step(seccomp.JUMP_IF_EQUAL, command, len(commands) - place, 0)
                for place, command in enumerate(commands)
            ),
            step(seccomp.RETURN, seccomp.REFUSE),
            step(seccomp.RETURN, seccomp.ALLOW),
        ]
    return steps


def _ends(column: int) -> list[bytes]:
    steps = []
    for numbers in _ENDS.values():
        steps += [
            step(seccomp.JUMP_IF_EQUAL, numbers[column], 0, 4),
            step(seccomp.LOAD, seccomp.argument(0)),
            step(seccomp.JUMP_IF_ANY_BIT, _SIGNAL_BIT, 0, 1),
            step(seccomp.RETURN, seccomp.REFUSE),
            step(seccomp.RETURN, seccomp.ALLOW),
        ]
    return steps
