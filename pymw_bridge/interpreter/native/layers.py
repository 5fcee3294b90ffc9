"""Whether this machine has all that the native jail is made of."""

from __future__ import annotations

import os
import sys

from pymw_bridge.interpreter.native import bubblewrap, landlock, seccomp


def missing_layers() -> list[str]:
    """What this machine lacks for the native jail, as clauses; empty if nothing is missing.

    Starts bubblewrap once, which takes some ten milliseconds.
    """
    if not sys.platform.startswith("linux"):
        return ["Linux"]
    return [
        *_missing_namespaces(),
        *([] if landlock.version() else ["Landlock (in the kernel since 5.13, if switched on)"]),
        *([] if seccomp.available() else ["seccomp with filters, on x86_64 or aarch64"]),
        *([] if os.path.exists("/proc/self/schedstat") else [_CLOCK]),
    ]


_CLOCK = "the kernel's count of processor time (/proc/PID/schedstat)"


def _missing_namespaces() -> list[str]:
    if bubblewrap.find() is None:
        return ["bubblewrap (0.7 or later; Debian's package is called bubblewrap)"]
    refusal = bubblewrap.refusal()
    return [f"namespaces for bubblewrap, which says: {refusal}"] if refusal is not None else []
