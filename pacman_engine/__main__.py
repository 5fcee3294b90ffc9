"""`python -m pacman_engine`."""

from __future__ import annotations

import sys

from pacman_engine.cli import main

if __name__ == "__main__":
    sys.exit(main())
