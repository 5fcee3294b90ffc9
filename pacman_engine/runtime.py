"""Which runtime image this engine needs, and where images are kept."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from pymw_bridge.interpreter.build import Progress, ensure
from pymw_bridge.interpreter.constants import FUEL_PER_SECOND
from pymw_bridge.interpreter.errors import ImageError
from pymw_bridge.interpreter.images import Image, ImageStore
from pymw_bridge.interpreter.recipe import Recipe
from pymw_bridge.interpreter.wasm import WASMTIME as WASMTIME_VERSION

__all__ = [
    "FUEL_PER_SECOND",
    "WASMTIME_VERSION",
    "Image",
    "ImageError",
    "current_image",
    "find_image",
    "images_folder",
    "recipe",
    "store",
]

_ENGINE = Path(__file__).parent
_ENTRY = "pacman_engine.teams.inside"
_CORE = ("distances", "faults", "layout", "mazes", "observation", "rules", "state")
_TEAMS = ("driver", "guest", "inside", "messages", "rehearsal", "tracebacks")
_BAKED = (
    "__init__.py",
    "agent_api/**/*.py",
    "layouts/*.lay",
    "teams/__init__.py",
    *(f"{name}.py" for name in _CORE),
    *(f"teams/{name}.py" for name in _TEAMS),
)
"""All that the agent API imports; a test compares it with what Python really imports."""


def images_folder() -> Path:
    """$IMAGES_DIR, else images/ in $VAR_DIR, else var/images beside the packages."""
    own = os.environ.get("IMAGES_DIR")
    if own:
        return Path(own)
    return Path(os.environ.get("VAR_DIR") or _ENGINE.parent / "var") / "images"


def store() -> ImageStore:
    """The images of this machine."""
    return ImageStore(images_folder())


@cache
def recipe() -> Recipe:
    """What goes into the image of this engine."""
    paths = sorted({path for pattern in _BAKED for path in _ENGINE.glob(pattern)})
    return Recipe(
        entry=_ENTRY,
        sources={str(path.relative_to(_ENGINE.parent)): path.read_bytes() for path in paths},
    )


def current_image(progress: Progress | None = None, *, build: bool = True) -> Image:
    """The image of this engine, built if it is missing; `ImageError` if it cannot be."""
    found = store().of_recipe(recipe().key)
    if found is not None:
        return found
    if not build:
        raise ImageError(
            "The runtime image of this engine is not built yet: "
            "run `python -m pacman_engine image build`."
        )
    return ensure(recipe(), store(), progress)


def find_image(text: str) -> Image:
    """An image by its file, its SHA-256 or the beginning of it; `ImageError` if there is none."""
    return store().find(text)
