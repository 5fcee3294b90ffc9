"""Ending a process together with everything it started."""

from __future__ import annotations

import os
import signal

_ROUNDS = 5  # a tree that still grows after so many passes is forking faster than anyone can list


def _parents() -> dict[int, int]:
    """Process id -> parent's id, of all processes one can see (empty without /proc)."""
    parents = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return {}
    for name in names:
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as stat:
                fields = stat.read().rpartition(b")")[2].split()
        except OSError:
            continue  # it ended while we looked
        parents[int(name)] = int(fields[1])
    return parents


def descendants(root: int) -> list[int]:
    """Ids of all living descendants of a process, children before grandchildren."""
    children: dict[int, list[int]] = {}
    for pid, parent in _parents().items():
        children.setdefault(parent, []).append(pid)
    found: list[int] = []
    queue = [root]
    while queue:
        below = children.get(queue.pop(0), [])
        found += below
        queue += below
    return found


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return  # it has ended, or it is another user's and cannot be ours to end


def end_group(leader: int) -> None:
    """Kill the process group of `leader`, a child not yet waited for, so that the id is safe."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def end_descendants(root: int) -> None:
    """Kill everything below `root`, also what moved to sessions of its own.

    Each is stopped before the next listing, so that it cannot fork away meanwhile.
    """
    stopped: set[int] = set()
    for _ in range(_ROUNDS):
        new = [pid for pid in descendants(root) if pid not in stopped]
        if not new:
            break
        for pid in new:
            _send(pid, signal.SIGSTOP)
        stopped.update(new)
    for pid in stopped:
        _send(pid, signal.SIGKILL)


def end_tree(root: int) -> None:
    """Kill a child of ours that leads its own process group, and all its descendants.

    The caller must not have waited for it yet, and must wait for it afterwards.
    """
    _send(root, signal.SIGSTOP)
    end_descendants(root)
    end_group(root)
    _send(root, signal.SIGKILL)
