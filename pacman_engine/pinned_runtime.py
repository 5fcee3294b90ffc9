"""The runtime that a job or a replay is pinned to, and whether this machine has that very one.

Only teams in `wasm` have one: the image with the interpreter they run in, by its SHA-256, and the
version of wasmtime that runs it. What a match comes to depends on both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pacman_engine.fuel import METERED_BACKEND

if TYPE_CHECKING:
    from pacman_engine.runtime import Image
    from pacman_engine.teams.archive import TeamArchive
    from pacman_engine.teams.driver import Team, TeamSetup

NO_RUNTIME = {"image": "", "wasmtime": ""}
_SHA256_DIGITS = frozenset("0123456789abcdef")


class RuntimeMissing(Exception):
    """This machine has not the runtime that is needed; the text names it and what to do."""


def runtime_of(backend: str, image: str) -> dict[str, str]:
    """What a match in ``backend`` is pinned to here; ``image`` is a SHA-256 (hex).

    An empty ``image`` is none or, in `wasm`, the current one, which is built if it is missing.
    Raises ValueError for an image that cannot be one.
    """
    if backend != METERED_BACKEND:
        if image:
            raise ValueError(f"A match in {backend} has no runtime image.")
        return dict(NO_RUNTIME)
    from pacman_engine.runtime import WASMTIME_VERSION, current_image

    image = image or current_image().sha256
    if not is_sha256(image):
        raise ValueError("The runtime image must be given by its whole SHA-256.")
    return {"image": image, "wasmtime": WASMTIME_VERSION}


def is_sha256(text: str) -> bool:
    """Whether it is a whole SHA-256, in small hexadecimal digits."""
    return len(text) == 64 and _SHA256_DIGITS.issuperset(text)


def image_for(backend: str, runtime: Mapping[str, str], given: Image | None = None) -> Image | None:
    """The image of a runtime as `runtime_of` gives it, None where teams run without one.

    ``given`` is one that has been found already, to be used if it is the right one. Raises
    `RuntimeMissing` unless teams would run here in exactly this runtime.
    """
    if backend != METERED_BACKEND:
        if any(runtime.values()):
            raise RuntimeMissing(f"A runtime is named, but {backend} has none.")
        return None
    from pacman_engine.runtime import WASMTIME_VERSION

    wanted, ours = runtime["wasmtime"], WASMTIME_VERSION
    if not wanted or wanted != ours:
        raise RuntimeMissing(f"It needs wasmtime {wanted[:20]!r}; here is {ours!r}.")
    if not is_sha256(runtime["image"]):  # what came from outside must name no file of ours
        raise RuntimeMissing("It names no runtime image by its SHA-256.")
    image = given or named_image(runtime["image"])
    if image.sha256 != runtime["image"]:
        raise RuntimeMissing(
            f"It needs the runtime image {runtime['image']}; {image.path} is {image.sha256}."
        )
    return image


def named_image(text: str) -> Image:
    """The image that a file's name or a SHA-256 means; raises `RuntimeMissing`."""
    from pacman_engine.runtime import ImageError, find_image

    try:
        return find_image(text)
    except ImageError as error:
        raise RuntimeMissing(str(error)) from error


def open_in(backend: str, archive: TeamArchive, image: Image | None) -> Callable[[TeamSetup], Team]:
    """How to open ``archive`` as a team in ``backend``, in ``image`` where it needs one."""
    from pacman_engine.teams.backends import opener

    return opener(backend, archive) if image is None else opener(backend, archive, image=image)
