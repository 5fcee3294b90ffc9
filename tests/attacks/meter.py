"""What this process uses: memory at its peak, descriptors, threads."""

from __future__ import annotations

import os
import re
import threading
from contextlib import contextmanager
from pathlib import Path

_STATUS = Path("/proc/self/status")


def resident(name="VmRSS"):
    """Megabytes of memory of this process; with VmHWM at its peak."""
    found = re.search(rf"{name}:\s+(\d+) kB", _STATUS.read_text())
    return int(found.group(1)) / 1024


@contextmanager
def peak_within(megabytes):
    """Fails if more memory than that is taken at any moment, on top of what there was before."""
    Path("/proc/self/clear_refs").write_text("5")  # start the peak anew
    before = resident()
    yield
    grown = resident("VmHWM") - before
    assert grown < megabytes, f"{grown:.0f} MB at the peak"


def descriptors():
    """How many files this process has open."""
    return len(os.listdir("/proc/self/fd"))


def stages():
    """The threads that run guests, after those that are just ending have ended."""
    found = [thread for thread in threading.enumerate() if thread.name == "stage"]
    for thread in found:
        thread.join(20)
    return [thread for thread in found if thread.is_alive()]
