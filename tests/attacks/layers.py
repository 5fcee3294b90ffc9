"""The layers that stop attacks, in the words of docs/sandbox.md, and what recurs."""

from __future__ import annotations

from .expected import Stopped

IN_MEMORY = "files in memory"
NO_FOLDER = "no folder of the host is linked"
UNLINKED = "not linked to the guest"
ABSENT = "not in the image"
STAND_IN = "stand-in inside the guest"
LIMIT = "memory limit of the instance"
OVERLAY = "limits of the overlay"
CLAMP = "clamped recursion limit"
OWN_INSTANCE = "only its own instance dies"
OWN_MEMORY = "a memory of its own"
FUEL = "fuel"
IMPORTS = "limits of the host functions"

MOUNTS = "mounts of bubblewrap, Landlock"
SECCOMP = "seccomp"
PIDS = "namespace of processes"
RLIMITS = "rlimits"
TMPFS = "small file system in memory"
STREAMS = "its streams are pipes and nothing"
OWN_PROCESS = "only its own process dies"
CPU_CLOCK = "clock of processor time"

PYTHON = "Python's own checks"
CUT = "what the guest's side tells is cut"
REFEREE = "limits of replies"
RULES = "the referee's list of legal actions"

_NOT_DONE = "The move was not done after"
OUT_OF_FUEL = Stopped(FUEL, _NOT_DONE, "move_time")
TOO_SLOW = Stopped(CPU_CLOCK, _NOT_DONE, "move_time")
ILLEGAL = Stopped(RULES, "Illegal action", "illegal")
