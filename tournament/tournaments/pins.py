"""What a tournament pins at its start besides its own settings; no upgrade changes it."""

from __future__ import annotations

from dataclasses import dataclass

from pacman_engine import ENGINE_VERSION
from pacman_engine.rules import RULES_VERSION

from .models import Backend


@dataclass(frozen=True)
class Pins:
    """Fields of a tournament; `image` and `wasmtime` are empty outside the sandbox."""

    image: str = ""
    wasmtime: str = ""
    engine_version: str = ENGINE_VERSION
    rules_version: str = RULES_VERSION


def pins_for(backend: str) -> Pins:
    """What a tournament that starts now plays with. Never builds an image: that takes too long."""
    if backend != Backend.WASM:
        return Pins()
    from pacman_engine.runtime import WASMTIME_VERSION, current_image

    return Pins(image=current_image(build=False).sha256, wasmtime=WASMTIME_VERSION)
