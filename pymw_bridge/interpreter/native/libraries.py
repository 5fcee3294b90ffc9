"""What a Python program may read of this machine: its library, shared objects, a few devices."""

from __future__ import annotations

import os
import sys

SHARED = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


def standard_folders() -> list[str]:
    """The folders of the standard library and of its compiled part."""
    return [os.path.dirname(os.__file__), *(p for p in sys.path if p.endswith("lib-dynload"))]
