"""Building images: minutes saved by doing it once, under a lock."""

from __future__ import annotations

import contextlib
import fcntl
import importlib.metadata
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from pymw_bridge.interpreter.errors import ImageError
from pymw_bridge.interpreter.images import Image, ImageStore
from pymw_bridge.interpreter.recipe import BUILDER, BUILDER_VERSION, Recipe

Progress = Callable[[str], None]
LONGEST_BUILD = 600.0
_PROGRAM = "from componentize_py import script; script()"


def ensure(recipe: Recipe, store: ImageStore, progress: Progress | None = None) -> Image:
    """The image of a recipe, built now if there is none yet; ImageError if it cannot be.

    Of several processes that want one at the same time, one builds and the others wait for it.
    """
    found = store.of_recipe(recipe.key)
    if found is not None:
        return found
    tell = progress or (lambda text: None)
    with _lock(store.folder, tell):
        found = store.of_recipe(recipe.key)
        if found is None:
            tell("Building the runtime image (once, about ten seconds)")
            found = store.add(_build(recipe), recipe.key)
    return found


@contextlib.contextmanager
def _lock(folder: Path, tell: Progress) -> Iterator[None]:
    try:
        # What is around it holds other things, such as a site's data: that is nobody else's.
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True)
        file = open(folder / "lock", "w")  # noqa: SIM115 - closed below
    except OSError as error:
        raise ImageError(f"No image can be kept in {folder}: {error.strerror}.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            tell("Waiting for another process that builds the runtime image")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build(recipe: Recipe) -> bytes:
    _require_builder()
    with tempfile.TemporaryDirectory(prefix="image-") as name:
        folder = Path(name)
        _stage(recipe, folder)
        _run(folder)
        return (folder / "image.wasm").read_bytes()


def _require_builder() -> None:
    try:
        version = importlib.metadata.version(BUILDER)
    except importlib.metadata.PackageNotFoundError:
        version = "missing"
    if version != BUILDER_VERSION:
        raise ImageError(
            f"Building an image needs {BUILDER} {BUILDER_VERSION}, which is {version}: "
            f"pip install {BUILDER}=={BUILDER_VERSION}, or give an image with --image."
        )


def _stage(recipe: Recipe, folder: Path) -> None:
    (folder / "world.wit").write_bytes(recipe.world)
    for name, data in recipe.files.items():
        path = folder / "guest" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _run(folder: Path) -> None:
    arguments = ["-d", "world.wit", "-w", "interpreter", "componentize"]
    program = "pymw_bridge.interpreter.inside.program"
    # The builder looks for a virtual environment to bake in: it finds none.
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    command = [sys.executable, "-c", _PROGRAM, *arguments, "-p", "guest", program]
    try:
        done = subprocess.run(  # noqa: S603 - our own program and arguments
            [*command, "-o", "image.wasm"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LONGEST_BUILD,
        )
    except subprocess.TimeoutExpired as error:
        raise ImageError("Building the image took too long.") from error
    if done.returncode != 0 or not (folder / "image.wasm").exists():
        words = (done.stderr + done.stdout).partition("Stack backtrace:")[0].strip()[-3_000:]
        raise ImageError(f"The image could not be built: {words}")
