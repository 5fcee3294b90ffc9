"""The filter of light isolation: it takes the system calls by which a process could reach others.

Forks, threads, programs, signals to others, sockets, tracing, mounts, shared memory that outlives
its maker or counts nowhere, rights and owners of files (which Landlock leaves open): they fail with
EPERM. So does every way to end oneself by SIGKILL, for that would count as the host's fault.
A list of what is forbidden, not of what is allowed: one layer of several, no sandbox by itself.
"""

from __future__ import annotations

from pymw_bridge.interpreter.native import seccomp
from pymw_bridge.interpreter.native.seccomp import step

# Above the numbers of x86_64 lie those of another interface to the same calls.
_X32 = 0x40000000
# The numbers on x86_64 and on aarch64 (which lacks the oldest calls).
FORBIDDEN: dict[str, tuple[int, int | None]] = {
    "add_key": (248, 217),
    "bind": (49, 200),
    "bpf": (321, 280),
    "chmod": (90, None),
    "chown": (92, None),
    "chroot": (161, 51),
    "clone": (56, 220),
    "clone3": (435, 435),
    "connect": (42, 203),
    "execve": (59, 221),
    "execveat": (322, 281),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "fork": (57, None),
    "fremovexattr": (199, 16),
    "fsetxattr": (190, 7),
    "io_uring_setup": (425, 425),
    "ioprio_set": (251, 30),
    "kcmp": (312, 272),
    "keyctl": (250, 219),
    "kill": (62, 129),
    "lchown": (94, None),
    "lremovexattr": (198, 15),
    "lsetxattr": (189, 6),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "migrate_pages": (256, 238),
    "mount": (165, 40),
    "move_pages": (279, 239),
    "mq_notify": (244, 184),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "msgctl": (71, 187),
    "msgget": (68, 186),
    "msgrcv": (70, 188),
    "msgsnd": (69, 189),
    "perf_event_open": (298, 241),
    "pidfd_getfd": (438, 438),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pivot_root": (155, 41),
    "prctl": (157, 167),
    "prlimit64": (302, 261),
    "process_madvise": (440, 440),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "removexattr": (197, 14),
    "removexattrat": (466, 466),
    "request_key": (249, 218),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "semctl": (66, 191),
    "semget": (64, 190),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "setns": (308, 268),
    "setpriority": (141, 140),
    "setrlimit": (160, 164),
    "setxattr": (188, 5),
    "setxattrat": (463, 463),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "shmget": (29, 194),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "tgkill": (234, 131),
    "timer_create": (222, 107),
    "tkill": (200, 130),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "vfork": (58, None),
}
# What fcntl may not do: choose whom a descriptor signals, and with which signal.
_FCNTL = (72, 25)
_FCNTL_COMMANDS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX


def program(machine: str) -> bytes:
    """The filter for the kernel's packet machine, eight bytes an instruction."""
    column = seccomp.MACHINES.index(machine)
    known = (numbers[column] for numbers in FORBIDDEN.values())
    numbers = sorted(number for number in known if number is not None)
    fcntl = _fcntl(_FCNTL[column])
    to_end = len(fcntl) + 1  # from behind the last number over the rest to the refusal
    body = [step(seccomp.JUMP_IF_ABOVE, _X32, len(numbers) + to_end, 0)]
    for behind, number in zip(range(len(numbers) - 1, -1, -1), numbers, strict=True):
        body.append(step(seccomp.JUMP_IF_EQUAL, number, behind + to_end, 0))
    return b"".join(
        [
            *seccomp.head(machine),
            *body,
            *fcntl,
            step(seccomp.RETURN, seccomp.ALLOW),
            step(seccomp.RETURN, seccomp.REFUSE),
        ]
    )


def _fcntl(number: int) -> list[bytes]:
    """Instructions that jump over the one behind them for a forbidden command of fcntl."""
    count = len(_FCNTL_COMMANDS)
    return [
        step(seccomp.JUMP_IF_EQUAL, number, 0, count + 1),
        step(seccomp.LOAD, seccomp.argument(1)),
        *(
            step(seccomp.JUMP_IF_EQUAL, command, count - place, 0)
            for place, command in enumerate(_FCNTL_COMMANDS)
        ),
    ]
