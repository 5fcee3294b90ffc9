"""The option `--image`: in which runtime image teams are to run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pacman_engine.cli.errors import UsageError
from pacman_engine.fuel import METERED_BACKEND
from pacman_engine.pinned_runtime import RuntimeMissing, named_image
from pacman_engine.teams.backends import require_backend

if TYPE_CHECKING:
    from pacman_engine.runtime import Image


def chosen_image(sandbox: str, text: str | None) -> Image | None:
    """The image of ``--image``, else the current one; None where teams need none.

    It is ready to be used afterwards: built and compiled if it was not, with a line on stderr for
    each. UsageError for an image that is not there or that ``sandbox`` has no use for,
    `BackendUnavailable` where that cannot be used.
    """
    if text is not None and sandbox != METERED_BACKEND:
        raise UsageError("--image is only of use with --sandbox wasm.")
    require_backend(sandbox)
    if sandbox != METERED_BACKEND:
        return None
    image = _current_image() if text is None else given_image(text)
    make_ready(image)
    return image


def given_image(text: str) -> Image:
    """The image that ``--image`` names, as it is; UsageError if it is not there."""
    try:
        return named_image(text)
    except RuntimeMissing as error:
        raise UsageError(str(error)) from error


def _current_image() -> Image:
    from pacman_engine.runtime import ImageError, current_image

    try:
        return current_image(_tell)
    except ImageError as error:
        raise UsageError(str(error)) from error


def make_ready(image: Image) -> None:
    """Compile an image for this machine, unless that has been done; UsageError if it is none."""
    from pymw_bridge.interpreter import wasm
    from pymw_bridge.interpreter.errors import ImageError

    if wasm.is_compiled(image):
        return
    _tell("Compiling the runtime image for this machine (once, about ten seconds)")
    try:
        wasm.prepare(image)
    except ImageError as error:
        raise UsageError(str(error)) from error


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
