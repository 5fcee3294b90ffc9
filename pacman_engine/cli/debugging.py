"""`breakpoint()` in an agent that runs in this process: the debugger talks to the terminal.

What agents print is collected, so a debugger that printed as they do would never be seen.
"""

from __future__ import annotations

import contextlib
import os
import pdb
import sys
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def breakpoints() -> Iterator[None]:
    """Within it `breakpoint()` opens a debugger on the real streams (or what the user has set)."""
    before = sys.breakpointhook
    if "PYTHONBREAKPOINT" not in os.environ:
        sys.breakpointhook = _stop
    try:
        yield
    finally:
        sys.breakpointhook = before


def _stop(*arguments: Any, **options: Any) -> None:
    pdb.Pdb(stdin=sys.__stdin__, stdout=sys.__stdout__).set_trace(sys._getframe(1))
