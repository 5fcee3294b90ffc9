"""Who holds a lease: a token that names host, boot, process and claim.

A token whose process ran on this host and is gone is dead at once; of a process on another host
nothing can be said, there only the lease counts.
"""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path

MAX_LENGTH = 200


def new_owner() -> str:
    """A fresh token for one claim by this process (at most MAX_LENGTH characters)."""
    host = socket.gethostname()[:64].replace("/", "_")
    pid = os.getpid()
    return f"{host}/{_boot()}/{pid}/{_started(pid)}/{secrets.token_hex(8)}"


def is_dead(owner: str) -> bool:
    """True if the token's process ran on this host and runs no more."""
    try:
        host, boot, pid, started, _ = owner.split("/")
    except ValueError:
        return False
    if host != socket.gethostname()[:64].replace("/", "_"):
        return False
    return boot != _boot() or not pid.isdigit() or _started(int(pid)) != started


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii")[:8]
    except OSError:
        return "unknown"


def _started(pid: int) -> str:
    """Start time of a process in clock ticks since boot, so that a reused pid is told apart."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return "gone"
    # A zombie runs no more, even if nobody has collected it yet.
    return "gone" if fields[0] in (b"Z", b"X") else fields[19].decode("ascii")
