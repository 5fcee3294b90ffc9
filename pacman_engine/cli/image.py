"""`image`: build, list and find the runtime images of this machine."""

from __future__ import annotations

import argparse
import sys
from time import monotonic

from pacman_engine.cli.errors import UsageError
from pacman_engine.runtime import Image, ImageError, current_image, recipe, store
from pymw_bridge.interpreter import wasm


def build(options: argparse.Namespace) -> int:
    """Make the current image and its code for this machine, unless both are there."""
    began = monotonic()
    try:
        image = current_image(_tell)
        if not wasm.is_compiled(image):
            _tell("Compiling it for this machine (once, about ten seconds)")
            wasm.prepare(image)
    except ImageError as error:
        raise UsageError(str(error)) from error
    _tell(f"Runtime image {image.sha256[:12]} is ready ({monotonic() - began:.1f} s).")
    return 0


def show(options: argparse.Namespace) -> int:
    """List all images: SHA-256, size, which one is the current."""
    current = store().of_recipe(recipe().key)
    for image in store().all():
        print(f"{image.sha256}  {image.size / 1e6:5.1f} MB{_note(image, current)}")
    if current is None:
        _tell("The image of this engine is not built: run `python -m pacman_engine image build`.")
    return 0


def path(options: argparse.Namespace) -> int:
    """Print where the current image lies."""
    try:
        print(current_image(build=False).path)
    except ImageError as error:
        raise UsageError(str(error)) from error
    return 0


def _note(image: Image, current: Image | None) -> str:
    notes = ["current"] * (image == current) + ["compiled"] * wasm.is_compiled(image)
    return f"  {', '.join(notes)}" if notes else ""


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
