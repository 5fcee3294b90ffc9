"""Child processes that never outlive their parent (Linux)."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None, use_errno=True).prctl


def start(
    argv: Sequence[str], *, environment: Mapping[str, str] | None = None, **options: Any
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own that gets SIGTERM when this process dies, however.

    Call it from the main thread: the kernel watches the thread that forked.
    """
    return subprocess.Popen(  # noqa: S603 - argv is ours, no shell
        argv,
        env=dict(environment) if environment is not None else None,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_tie_to(os.getpid()),
        **options,
    )


def _tie_to(parent: int) -> Callable[[], None]:
    def tie() -> None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)

    return tie


def end_group(child: subprocess.Popen[bytes], signal_number: int) -> None:
    """Send a signal to a child's whole process group; nothing happens if none of it is left."""
    try:
        os.killpg(child.pid, signal_number)
    except (ProcessLookupError, PermissionError):
        return
