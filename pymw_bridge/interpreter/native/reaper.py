"""Ending a process and everything it may have started."""

from __future__ import annotations

import contextlib
import os
import signal
from collections import defaultdict
from pathlib import Path

_PROC = Path("/proc")
_ROUNDS = 50  # a fork bomb is killed in rounds; its limits end it long before


def end_tree(leader: int, user: int | None) -> None:
    """Kill ``leader``'s group, its descendants and, if given, all processes of its own ``user``.

    The leader must be a child that is not yet waited for (so that its number is still its own),
    and a subreaper: what it forks stays below it, sessions and double forks notwithstanding, for
    as long as it lives; that is why it is stopped first and killed last.
    """
    _signal(leader, signal.SIGSTOP)
    for _ in range(_ROUNDS):
        others = [pid for pid in _members(leader, user) if pid != leader]
        for pid in others:
            _signal(pid, signal.SIGKILL)
        if not others:
            break
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
    _signal(leader, signal.SIGKILL)


def end_user(user: int) -> None:
    """Kill all processes of ``user``, whom nothing but one jail may have."""
    for _ in range(_ROUNDS):
        members = [pid for pid, _, owner in _processes() if owner == user]
        for pid in members:
            _signal(pid, signal.SIGKILL)
        if not members:
            return


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _members(leader: int, user: int | None) -> set[int]:
    """The living descendants of ``leader`` and the living processes of ``user``."""
    children: dict[int, list[int]] = defaultdict(list)
    found = set()
    for pid, parent, owner in _processes():
        children[parent].append(pid)
        if owner == user:
            found.add(pid)
    waiting = [leader]
    while waiting:
        below = children[waiting.pop()]
        found.update(below)
        waiting += below
    return found


def _processes() -> list[tuple[int, int, int]]:
    """(process, parent, user) of every process that is no zombie."""
    rows = []
    for folder in _PROC.iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            row = status(folder)
            if not row["State"].startswith("Z"):
                owner = int(row["Uid"].split()[0])
                rows.append((int(folder.name), int(row["PPid"]), owner))
    return rows


def status(folder: Path) -> dict[str, str]:
    """What /proc says of the process whose folder there this is, by the names of the kernel."""
    lines = (folder / "status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
