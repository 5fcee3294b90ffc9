"""The command line: `python -m pacman_engine new|play|check|verify|gif|watch|…`.

Exit code 0: done; 1: the answer is no (rejected, mismatch); 2: bad input or something missing,
with one sentence on stderr that says what to do.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from pacman_engine.cli.errors import UsageError
from pacman_engine.cli.parser import build_parser
from pacman_engine.conform import ConformError
from pacman_engine.layout import LayoutError
from pacman_engine.replay import ReplayError
from pacman_engine.rules import UnknownRules
from pacman_engine.teams.archive import ArchiveError
from pacman_engine.teams.driver import BackendUnavailable, HostFault

__all__ = ["main"]

BAD_INPUT = 2
_INTERRUPTED = 130
_EXPECTED = (
    *(UsageError, ArchiveError, LayoutError, ReplayError, UnknownRules, ConformError),
    *(BackendUnavailable, HostFault),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (argparse itself exits with 2 on bad options)."""
    options = build_parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names need not fit the terminal
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except _EXPECTED as error:
        print(f"pacman_engine: {error}", file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        return _system_error(error)
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


def _system_error(error: OSError) -> int:
    if isinstance(error, BrokenPipeError):
        # The reader (`| head`) has seen enough; keep Python from complaining at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    name = f"{error.filename}: " if error.filename else ""
    print(f"pacman_engine: {name}{error.strerror or error}.", file=sys.stderr)
    return BAD_INPUT
