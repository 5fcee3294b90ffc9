"""The sandbox, made ready before a process of the site starts that plays in it.

The image is built and compiled in a process of its own: the runtime's threads and memory must not
be there already when workers are forked.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from django.conf import settings
from django.core.management.base import CommandError

from pymw_bridge.interpreter import wasm
from tournament.backends import current_image_or_none

Say = Callable[[str], object]
BUILD = [sys.executable, "-m", "pacman_engine", "image", "build"]


def prepare(say: Say) -> None:
    """Build and compile the runtime image unless it is there; `say` gets a line for each step.

    Does nothing where another backend was chosen for this site. Raises CommandError, which says
    what is missing.
    """
    if settings.SANDBOX != "wasm" or is_ready():
        return
    lines = []
    with subprocess.Popen(  # noqa: S603 - our own command
        BUILD, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as building:
        assert building.stderr is not None  # noqa: S101 - it is a pipe
        for line in building.stderr:
            lines.append(line.rstrip())
            say(lines[-1])
    if building.returncode != 0:
        raise CommandError(_why_not(lines), returncode=2)


def is_ready() -> bool:
    """True if a match could start at once."""
    image = current_image_or_none()
    return image is not None and wasm.is_compiled(image)


def _why_not(lines: list[str]) -> str:
    reason = lines[-1].removeprefix("pacman_engine: ") if lines else "It does not say why."
    return f"The sandbox cannot be made ready, and no match is played without it. {reason}"
