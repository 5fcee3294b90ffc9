"""`python -m pacman_engine`."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from pacman_engine.cli import main
from pymw_bridge.interpreter.stage import left_alone


def _leave(code: int) -> NoReturn:
    """Exit now, even if a guest that was interrupted has not used up its fuel yet."""
    if left_alone():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    _leave(main())
